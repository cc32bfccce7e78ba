// Unsafe: bare, borrowed references to what the environ holds, used while it holds them, attached.
import CPythonABI
import Crosswind
import CrosswindHTTP
import PythonBridge

/// Reads an environ dictionary (PEP 3333, "environ Variables"). Attached.
///
/// A handler runs detached, so what it may ask for is copied here: as bytes, into one block. Texts, fields and arguments are made
/// of it when they are asked for.
struct EnvironReader {
    let environ: PyPointer
    let names: EnvironNames

    /// What a request is made of, but for its body.
    struct Parts {
        let head: RequestHead
        let facts: GatewayFacts
        /// Instead of the head's, for routes that are to know nothing of the mount.
        let routedPath: String?
    }

    func parts(_ configuration: WSGIApplicationConfiguration) throws(EnvironError) -> Parts {
        let head = RequestHead(filledOnce: ())
        let method = try required(names.requestMethod, head)
        let version = try required(names.serverProtocol, head)
        let scheme = try required(names.urlScheme, head)
        let remoteIP = try taken(names.remoteAddress, head) ?? .empty
        // One behind the other: together they are the path, and with the query the target.
        let script = try takenPath(names.scriptName, head)
        let info = try takenPath(names.pathInfo, head)
        let query = try takenQuery(head)
        let path = ByteSpan(start: script.start, count: script.count + info.count)
        let target = query.isEmpty ? path : ByteSpan(start: path.start, count: path.count + 1 + query.count)
        try takeFields(head)
        let host = try host(scheme, head)
        head.conclude(method: method, target: target, path: path, query: query, version: version)
        var routedPath: String?
        if configuration.routingIgnoresScriptName {
            // An application's own root may be asked for without a slash (PEP 3333, PATH_INFO).
            routedPath = info.isEmpty ? "/" : String(decoding: head.slice(info), as: UTF8.self)
        }
        let facts = GatewayFacts(version: version, scheme: scheme, host: host, remoteIP: remoteIP)
        return Parts(head: head, facts: facts, routedPath: routedPath)
    }

    /// The request, without its body.
    func request(_ configuration: WSGIApplicationConfiguration) throws(EnvironError) -> HTTPRequest {
        let parts = try parts(configuration)
        let request = HTTPRequest(parts.head, parts.facts)
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

    /// The text of a `str`.
    func text(_ key: EnvironNames.Key) throws(EnvironError) -> String? {
        guard let value = value(key) else { return nil }
        return String(decoding: try Self.utf8(value, key.name), as: UTF8.self)
    }

    /// The text of a `str` as UTF-8, which the object keeps.
    private static func utf8(
        _ value: PyPointer, _ name: @autoclosure () -> some CustomStringConvertible
    ) throws(EnvironError) -> UnsafeRawBufferPointer {
        guard cpython_is_kind(value, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) else {
            throw EnvironError("\(name())", "is no str")
        }
        var count = 0
        guard let start = PyUnicode_AsUTF8AndSize(value, &count) else {
            PyErr_Clear()
            throw EnvironError("\(name())", "holds a lone surrogate")
        }
        return UnsafeRawBufferPointer(start: start, count: count)
    }

    // MARK: parts

    /// Nil when there is none.
    private func taken(_ key: EnvironNames.Key, _ head: RequestHead) throws(EnvironError) -> ByteSpan? {
        guard let value = value(key) else { return nil }
        return try take(Self.utf8(value, key.name), key, head)
    }

    private func required(_ key: EnvironNames.Key, _ head: RequestHead) throws(EnvironError) -> ByteSpan {
        guard let span = try taken(key, head) else { throw EnvironError("\(key.name)", "is missing") }
        guard !span.isEmpty else { throw EnvironError("\(key.name)", "is empty") }
        return span
    }

    private func take(
        _ utf8: UnsafeRawBufferPointer, _ key: EnvironNames.Key, _ head: RequestHead
    ) throws(EnvironError) -> ByteSpan {
        do throws(GatewayTextError) { return try head.take(latin1: utf8) } catch { throw error.about("\(key.name)") }
    }

    private func take(_ text: String, _ key: EnvironNames.Key, _ head: RequestHead) throws(EnvironError) -> ByteSpan {
        var text = text
        return try text.withUTF8 { utf8 in
            Result { () throws(EnvironError) in try take(UnsafeRawBufferPointer(utf8), key, head) }
        }.get()
    }

    /// A path as it is quoted in a URL: the bytes that the code points stand for, percent-encoded but for `/` and what is
    /// unreserved.
    private func takenPath(_ key: EnvironNames.Key, _ head: RequestHead) throws(EnvironError) -> ByteSpan {
        guard let value = value(key) else { return try take("", key, head) }
        let utf8 = try Self.utf8(value, key.name)
        if utf8.allSatisfy({ PathQuoting.isPlain($0) }) { return try take(utf8, key, head) }
        guard let quoted = PathQuoting.quote(latin1: utf8) else {
            throw GatewayTextError.beyondLatin1.about("\(key.name)")
        }
        return try take(quoted, key, head)
    }

    private func takenQuery(_ head: RequestHead) throws(EnvironError) -> ByteSpan {
        guard let value = value(names.queryString) else { return .empty }
        let utf8 = try Self.utf8(value, names.queryString.name)
        guard !utf8.isEmpty else { return .empty }
        _ = try take("?", names.queryString, head)
        return try take(utf8, names.queryString, head)
    }

    private func takeFields(_ head: RequestHead) throws(EnvironError) {
        try takeField(.contentType, names.contentType, head)
        try takeField(.contentLength, names.contentLength, head)
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
            let utf8 = try Self.utf8(value, String(decoding: name, as: UTF8.self))
            do throws(GatewayTextError) {
                try head.takeField(variable: UnsafeRawBufferPointer(rebasing: name[5...]), utf8)
            } catch {
                throw error.about(String(decoding: name, as: UTF8.self))
            }
        }
    }

    private func takeField(
        _ known: KnownField, _ key: EnvironNames.Key, _ head: RequestHead
    ) throws(EnvironError) {
        guard let value = value(key) else { return }
        let utf8 = try Self.utf8(value, key.name)
        guard !utf8.isEmpty else { return }
        do throws(GatewayTextError) { try head.takeField(known, utf8) } catch { throw error.about("\(key.name)") }
    }

    /// `HTTP_`.
    private static func beginsLikeAField(_ name: UnsafeRawBufferPointer) -> Bool {
        name.loadUnaligned(as: UInt32.self).littleEndian == 0x5054_5448 && name[4] == UInt8(ascii: "_")
    }

    private func host(_ scheme: ByteSpan, _ head: RequestHead) throws(EnvironError) -> ByteSpan {
        if let host = head.firstValue(.host), !host.isEmpty { return host }
        let name = try required(names.serverName, head)
        guard let port = try text(names.serverPort), !port.isEmpty else { return name }
        guard port != (head.spells(scheme, "https") ? "443" : "80") else { return name }
        let rest = try take(":\(port)", names.serverPort, head)
        return ByteSpan(start: name.start, count: name.count + rest.count)
    }
}

extension GatewayTextError {
    fileprivate func about(_ key: String) -> EnvironError {
        switch self {
        case .beyondLatin1: EnvironError(key, "holds a character beyond U+00FF (PEP 3333: a str of latin-1)")
        case .control: EnvironError(key, "holds a control character")
        case .tooLong: EnvironError(key, "is too long")
        }
    }
}
