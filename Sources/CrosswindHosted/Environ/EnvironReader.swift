// Unsafe: bare, borrowed references to what the environ holds, used while it holds them, attached.
import CPythonABI
import Crosswind
import CrosswindHTTP
import CrosswindServer
import PythonBridge

/// Reads an environ dictionary (PEP 3333, "environ Variables"). Attached.
struct EnvironReader {
    let environ: PyPointer
    let names: EnvironNames

    /// What a request is made of, but for its body.
    struct Parts {
        var method: String
        var path: String
        /// Instead of `path`, for routes that are to know nothing of the mount.
        var routedPath: String?
        var query: String?
        var version: String
        var headers: HTTPFields
        var remoteIP: String
        var scheme: String
        var host: String
    }

    func parts(_ configuration: WSGIApplicationConfiguration) throws(EnvironError) -> Parts {
        let script = try encoded(names.scriptName)
        let info = try encoded(names.pathInfo)
        let query = try text(names.queryString) ?? ""
        let scheme = try required(names.urlScheme)
        return Parts(
            method: try required(names.requestMethod), path: script.isEmpty ? info : script + info,
            // An application's own root may be asked for without a slash (PEP 3333, PATH_INFO).
            routedPath: configuration.routingIgnoresScriptName ? info.isEmpty ? "/" : info : nil,
            query: query.isEmpty ? nil : query, version: try required(names.serverProtocol), headers: try headers(),
            remoteIP: try text(names.remoteAddress) ?? "", scheme: scheme, host: try host(scheme))
    }

    /// The request, without its body.
    func request(_ configuration: WSGIApplicationConfiguration) throws(EnvironError) -> HTTPRequest {
        let parts = try parts(configuration)
        let request = HTTPRequest(
            method: parts.method, path: parts.path, query: parts.query, version: parts.version, headers: parts.headers,
            remoteIP: parts.remoteIP, protocol: parts.scheme, host: parts.host)
        if let routed = parts.routedPath { request.route(by: routed) }
        return request
    }

    // MARK: values

    /// Borrowed; nil when there is none.
    func value(_ key: EnvironNames.Key) -> PyPointer? {
        let value = PyDict_GetItemWithError(environ, key.object)
        // Interned strings hash and compare without an error.
        if value == nil, PyErr_Occurred() != nil { PyErr_Clear() }
        return value
    }

    /// The text of a `str` of code points up to 255, which is all that WSGI allows.
    func text(_ key: EnvironNames.Key) throws(EnvironError) -> String? {
        guard let value = value(key) else { return nil }
        return try Self.text(value, key.name)
    }

    func required(_ key: EnvironNames.Key) throws(EnvironError) -> String {
        guard let text = try text(key) else { throw EnvironError("\(key.name)", "is missing") }
        guard !text.isEmpty else { throw EnvironError("\(key.name)", "is empty") }
        return text
    }

    static func text(_ value: PyPointer, _ name: @autoclosure () -> some CustomStringConvertible) throws(EnvironError)
        -> String
    {
        String(decoding: try utf8(value, name()), as: UTF8.self)
    }

    /// The same as UTF-8, which the object keeps.
    static func utf8(_ value: PyPointer, _ name: @autoclosure () -> some CustomStringConvertible) throws(EnvironError)
        -> UnsafeRawBufferPointer
    {
        guard cpython_is_kind(value, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) else {
            throw EnvironError("\(name())", "is no str")
        }
        var count = 0
        guard let start = PyUnicode_AsUTF8AndSize(value, &count) else {
            PyErr_Clear()
            throw EnvironError("\(name())", "holds a lone surrogate")
        }
        let utf8 = UnsafeRawBufferPointer(start: start, count: count)
        // ASCII, nearly always: as many bytes as characters.
        if PyUnicode_GetLength(value) == count { return utf8 }
        // U+0100 and up begin with 0xC4 and up.
        guard utf8.allSatisfy({ $0 < 0xC4 }) else {
            throw EnvironError("\(name())", "holds a character beyond U+00FF (PEP 3333: a str of latin-1)")
        }
        return utf8
    }

    // MARK: parts

    /// A path as it is quoted in a URL: the bytes that the code points stand for, percent-encoded but for `/` and what is
    /// unreserved.
    private func encoded(_ key: EnvironNames.Key) throws(EnvironError) -> String {
        guard let value = value(key) else { return "" }
        let utf8 = try Self.utf8(value, key.name)
        if utf8.allSatisfy({ PathQuoting.isPlain($0) }) { return String(decoding: utf8, as: UTF8.self) }
        return PathQuoting.quote(latin1: utf8)
    }

    private func headers() throws(EnvironError) -> HTTPFields {
        var fields = HTTPFields()
        fields.reserveCapacity(16)
        if let type = try text(names.contentType), !type.isEmpty { try add("Content-Type", type, &fields) }
        if let length = try text(names.contentLength), !length.isEmpty { try add("Content-Length", length, &fields) }
        var position = 0
        var key: PyPointer?
        var value: PyPointer?
        while PyDict_Next(environ, &position, &key, &value) != 0 {
            guard let key, let value, cpython_is_kind(key, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) else { continue }
            var count = 0
            guard let start = PyUnicode_AsUTF8AndSize(key, &count) else {
                PyErr_Clear()
                continue
            }
            let name = UnsafeRawBufferPointer(start: start, count: count)
            guard count > 5, Self.beginsLikeAField(name) else { continue }
            let field = FieldNames.of(UnsafeRawBufferPointer(rebasing: name[5...]))
            // CGI's own variables win over look-alikes.
            if field == "Content-Length" || field == "Content-Type" { continue }
            try add(field, try Self.text(value, "HTTP_\(field)"), &fields)
        }
        return fields
    }

    /// `HTTP_`.
    private static func beginsLikeAField(_ name: UnsafeRawBufferPointer) -> Bool {
        name.loadUnaligned(as: UInt32.self).littleEndian == 0x5054_5448 && name[4] == UInt8(ascii: "_")
    }

    private func add(_ name: String, _ value: String, _ fields: inout HTTPFields) throws(EnvironError) {
        do throws(HTTPFieldError) {
            try fields.add(name, value)
        } catch {
            // A name that is no token can't have come by HTTP: the variable is something else.
            guard error != .invalidName else { return }
            throw EnvironError(name, "holds a control character")
        }
    }

    private func host(_ scheme: String) throws(EnvironError) -> String {
        if let host = try text(names.host), !host.isEmpty { return host }
        let name = try required(names.serverName)
        guard let port = try text(names.serverPort), !port.isEmpty else { return name }
        return port == (scheme == "https" ? "443" : "80") ? name : "\(name):\(port)"
    }
}
