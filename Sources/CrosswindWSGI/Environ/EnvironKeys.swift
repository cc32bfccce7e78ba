// Unsafe: holds bare addresses of interned strings. They are made once per process and never released, so they outlive
// every use.
import CPythonABI
import PythonBridge

/// The keys of an environ, and the values that recur in it, as interned Python strings.
final class EnvironKeys: @unchecked Sendable {
    let requestMethod = intern("REQUEST_METHOD")
    let scriptName = intern("SCRIPT_NAME")
    let pathInfo = intern("PATH_INFO")
    let queryString = intern("QUERY_STRING")
    let rawURI = intern("RAW_URI")
    let requestURI = intern("REQUEST_URI")
    let contentType = intern("CONTENT_TYPE")
    let contentLength = intern("CONTENT_LENGTH")
    let serverName = intern("SERVER_NAME")
    let serverPort = intern("SERVER_PORT")
    let serverProtocol = intern("SERVER_PROTOCOL")
    let serverSoftware = intern("SERVER_SOFTWARE")
    let remoteAddress = intern("REMOTE_ADDR")
    let remotePort = intern("REMOTE_PORT")
    let host = intern("HTTP_HOST")
    let urlScheme = intern("wsgi.url_scheme")
    let input = intern("wsgi.input")
    let inputTerminated = intern("wsgi.input_terminated")
    let errors = intern("wsgi.errors")
    let version = intern("wsgi.version")
    let multithread = intern("wsgi.multithread")
    let multiprocess = intern("wsgi.multiprocess")
    let runOnce = intern("wsgi.run_once")
    let fileWrapper = intern("wsgi.file_wrapper")

    let empty = intern("")
    let http = intern("http")
    let https = intern("https")
    let http10 = intern("HTTP/1.0")
    let http11 = intern("HTTP/1.1")
    let port80 = intern("80")
    let port443 = intern("443")

    let get = intern("GET")
    let head = intern("HEAD")
    let post = intern("POST")
    let put = intern("PUT")
    let delete = intern("DELETE")
    let patch = intern("PATCH")
    let options = intern("OPTIONS")

    /// Attached.
    init(_ python: borrowing Python) {}

    private static func intern(_ text: StaticString) -> PyPointer {
        text.withUTF8Buffer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { PyUnicode_InternFromString($0.baseAddress!)! }
        }
    }
}
