// Bare references: interned strings, made attached, released by the destructor of the capsule that owns them, attached.
import CPythonABI
import PythonBridge

/// The keys of an environ, and the few other names that a call needs, as objects of one interpreter.
final class EnvironNames: @unchecked Sendable {
    /// A key beside its name for messages.
    struct Key {
        let name: StaticString
        let object: PyPointer
    }

    let requestMethod: Key
    let scriptName: Key
    let pathInfo: Key
    let queryString: Key
    let serverProtocol: Key
    let serverName: Key
    let serverPort: Key
    let contentType: Key
    let contentLength: Key
    let host: Key
    let remoteAddress: Key
    let urlScheme: Key
    let input: Key
    let inputTerminated: Key
    let fileWrapper: Key
    let errors: Key
    let read: Key
    /// What most answers say.
    let fieldContentType: Key
    let fieldContentLength: Key
    let fieldETag: Key
    let statusOK: Key
    let html: Key

    private let owned: [PyPointer]

    init(_ python: borrowing Python) throws(PythonError) {
        var owned: [PyPointer] = []
        func key(_ name: StaticString) throws(PythonError) -> Key {
            let object = try python.interned(name).take()
            owned.append(object)
            return Key(name: name, object: object)
        }
        requestMethod = try key("REQUEST_METHOD")
        scriptName = try key("SCRIPT_NAME")
        pathInfo = try key("PATH_INFO")
        queryString = try key("QUERY_STRING")
        serverProtocol = try key("SERVER_PROTOCOL")
        serverName = try key("SERVER_NAME")
        serverPort = try key("SERVER_PORT")
        contentType = try key("CONTENT_TYPE")
        contentLength = try key("CONTENT_LENGTH")
        host = try key("HTTP_HOST")
        remoteAddress = try key("REMOTE_ADDR")
        urlScheme = try key("wsgi.url_scheme")
        input = try key("wsgi.input")
        inputTerminated = try key("wsgi.input_terminated")
        fileWrapper = try key("wsgi.file_wrapper")
        errors = try key("wsgi.errors")
        read = try key("read")
        fieldContentType = try key("Content-Type")
        fieldContentLength = try key("Content-Length")
        fieldETag = try key("Etag")
        statusOK = try key("200 OK")
        html = try key("text/html; charset=UTF-8")
        self.owned = owned
    }

    deinit { for object in owned { Py_DecRef(object) } }
}
