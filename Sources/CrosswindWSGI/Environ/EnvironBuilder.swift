// Unsafe: works on bare references through the C API, since a handle for each of some twenty strings a request would
// hide what is owned where. One worker's; every method must be called attached. Results are new references.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// From a request to environ (PEP 3333, "environ Variables").
///
/// The keys that say nothing new are copied: from the container's template, or, when a client repeats its header block
/// byte for byte as browsers and proxies do, from the environ that block gave before (``BlockCache``).
struct EnvironBuilder: ~Copyable {
    private let keys: EnvironKeys
    private var names = HeaderNames()
    private var blocks = BlockCache()
    private var scratch = OutputBuffer(capacity: 256)
    /// The last request's `REMOTE_ADDR`, which behind a proxy is the next one's too.
    private var lastAddress = OutputBuffer(capacity: 48)
    private var lastAddressText: PyPointer?

    init(keys: EnvironKeys) { self.keys = keys }

    /// Gives all references back, at the end of the worker.
    mutating func release() {
        names.release()
        blocks.release()
        if let text = lastAddressText { Py_DecRef(text) }
        lastAddressText = nil
    }

    /// The environ of a request, without its body; nil with an exception set when memory is short.
    mutating func make(_ exchange: HTTPExchange, _ template: ContainerTemplate) -> PyPointer? {
        guard let environ = makeAsSent(exchange, template) else { return nil }
        guard let fields = exchange.replacedFields else { return environ }
        for (name, value) in fields where !set(environ, replacing: name, value) { return fail(environ) }
        return environ
    }

    /// A field of our own in the place of the client's.
    private mutating func set(_ environ: PyPointer, replacing name: String, _ value: String) -> Bool {
        guard let key = Array(name.utf8).withUnsafeBytes({ names.key(for: $0) }) else { return false }
        defer { Py_DecRef(key) }
        return set(environ, key, owning: latin1(Array(value.utf8)))
    }

    private mutating func makeAsSent(_ exchange: HTTPExchange, _ template: ContainerTemplate) -> PyPointer? {
        let head = exchange.head
        // A target in absolute form or a proxy's word changes what the header block alone would give.
        guard head.targetForm == .origin, head.host.count > 0, exchange.forwarded == nil else {
            return makeUncached(exchange, template)
        }
        let block = head.slice(head.headerBlock)
        let mounted = exchange.mountedLength
        let place = blocks.find(block, minorVersion: head.minorVersion, template: template, mountedLength: mounted)
        if let known = blocks.environ(place) {
            guard let environ = PyDict_Copy(known) else { return nil }
            let line = head.slice(ByteSpan(start: 0, count: head.headerBlock.start))
            if !blocks.hasLine(place, line), !setRequestLine(environ, head, template, mounted) { return fail(environ) }
            return setPeer(environ, exchange) ? environ : fail(environ)
        }
        guard let environ = makeUncached(exchange, template) else { return nil }
        if blocks.isWorthKeeping(place) {
            let line = head.slice(ByteSpan(start: 0, count: head.headerBlock.start))
            if let copy = PyDict_Copy(environ) {
                blocks.keep(
                    copy, place, block, line, minorVersion: head.minorVersion, template: template,
                    mountedLength: mounted)
            } else {
                PyErr_Clear()
            }
        }
        return environ
    }

    private mutating func makeUncached(_ exchange: HTTPExchange, _ template: ContainerTemplate) -> PyPointer? {
        guard let environ = PyDict_Copy(template.environ) else { return nil }
        let head = exchange.head
        if setRequestLine(environ, head, template, exchange.mountedLength), setFields(environ, head),
            setServer(environ, exchange), setPeer(environ, exchange)
        {
            return environ
        }
        return fail(environ)
    }

    private func fail(_ environ: PyPointer) -> PyPointer? {
        Py_DecRef(environ)
        return nil
    }

    // MARK: the request line

    private mutating func setRequestLine(
        _ environ: PyPointer, _ head: RequestHead, _ template: ContainerTemplate, _ mounted: Int
    ) -> Bool {
        let method: PyPointer? =
            switch head.methodKind {
            case .get: held(keys.get)
            case .head: held(keys.head)
            case .post: held(keys.post)
            case .put: held(keys.put)
            case .delete: held(keys.delete)
            case .patch: held(keys.patch)
            case .options: held(keys.options)
            default: latin1(head.slice(head.method))
            }
        guard set(environ, keys.requestMethod, owning: method) else { return false }
        guard let target = latin1(head.slice(head.target)) else { return false }
        let isPlain = head.path == head.target
        guard PyDict_SetItem(environ, keys.rawURI, target) == 0,
            PyDict_SetItem(environ, keys.requestURI, target) == 0
        else {
            Py_DecRef(target)
            return false
        }
        // `OPTIONS *` is about the server, not about a path of it.
        if head.targetForm == .asterisk {
            Py_DecRef(target)
            return PyDict_SetItem(environ, keys.pathInfo, keys.empty) == 0
                && PyDict_SetItem(environ, keys.queryString, keys.empty) == 0
        }
        let path = head.slice(head.path)
        let mount = template.scriptName
        if mounted > 0 {
            Py_DecRef(target)
            guard setMounted(environ, path, template, min(mounted, path.count)) else { return false }
        } else if isPlain, mount.isEmpty, !path.contains(UInt8(ascii: "%")) {
            guard set(environ, keys.pathInfo, owning: target) else { return false }
        } else {
            Py_DecRef(target)
            guard setPath(environ, path, mount) else { return false }
        }
        if head.query.count > 0 {
            return set(environ, keys.queryString, owning: latin1(head.slice(head.query)))
        }
        return PyDict_SetItem(environ, keys.queryString, keys.empty) == 0
    }

    /// `PATH_INFO`: decoded once; without the mount's prefix, which is in `SCRIPT_NAME`.
    private mutating func setPath(_ environ: PyPointer, _ path: UnsafeRawBufferPointer, _ mount: [UInt8]) -> Bool {
        scratch.clear()
        PercentDecoder.decode(path, into: &scratch)
        var decoded = scratch.bytes
        if !mount.isEmpty, decoded.starts(with: mount),
            decoded.count == mount.count || decoded[mount.count] == UInt8(ascii: "/")
        {
            decoded = UnsafeRawBufferPointer(rebasing: decoded[mount.count...])
        }
        return set(environ, keys.pathInfo, owning: latin1(decoded))
    }

    /// For an application below a route (`HTTPExchange.mountedLength`): the prefix goes into `SCRIPT_NAME`, behind the
    /// container's own. Decoded apart, so that an escape in either stays on its side.
    private mutating func setMounted(
        _ environ: PyPointer, _ path: UnsafeRawBufferPointer, _ template: ContainerTemplate, _ mounted: Int
    ) -> Bool {
        scratch.clear()
        for byte in template.scriptName { scratch.append(byte) }
        PercentDecoder.decode(UnsafeRawBufferPointer(rebasing: path[..<mounted]), into: &scratch)
        guard set(environ, keys.scriptName, owning: latin1(scratch.bytes)) else { return false }
        scratch.clear()
        PercentDecoder.decode(UnsafeRawBufferPointer(rebasing: path[mounted...]), into: &scratch)
        return set(environ, keys.pathInfo, owning: latin1(scratch.bytes))
    }

    // MARK: the fields

    private mutating func setFields(_ environ: PyPointer, _ head: RequestHead) -> Bool {
        let version = head.minorVersion == 0 ? keys.http10 : keys.http11
        guard PyDict_SetItem(environ, keys.serverProtocol, version) == 0 else { return false }
        for index in 0..<head.fieldCount {
            let field = head[field: index]
            let value = head.slice(field.value)
            switch field.known {
            case .contentType:
                guard set(environ, keys.contentType, owning: latin1(value)) else { return false }
            case .contentLength:
                guard set(environ, keys.contentLength, owning: latin1(value)) else { return false }
            case .transferEncoding:
                // The coding is off: an app that saw the field would try to take it off again (dulwich), or refuse.
                continue
            default:
                let name = head.slice(field.name)
                // CGI can't tell `X_Foo` from `X-Foo`, so the one that nobody sends honestly is dropped; and `Proxy`
                // would be read as a setting by whatever the app starts (httpoxy).
                if name.contains(UInt8(ascii: "_")) || head.spells(field.name, "proxy") { continue }
                guard add(environ, name, value, joiner: field.known == .cookie ? "; " : ",") else { return false }
            }
        }
        return true
    }

    private mutating func add(
        _ environ: PyPointer, _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, joiner: StaticString
    ) -> Bool {
        guard let key = names.key(for: name) else { return false }
        defer { Py_DecRef(key) }
        guard let earlier = PyDict_GetItemWithError(environ, key) else {
            if PyErr_Occurred() != nil { return false }
            guard let text = latin1(value) else { return false }
            defer { Py_DecRef(text) }
            return PyDict_SetItem(environ, key, text) == 0
        }
        // A repeated field (RFC 9110 §5.2). The number of fields is limited, so joining pair by pair is bounded.
        guard let bytes = PyUnicode_AsLatin1String(earlier) else { return false }
        defer { Py_DecRef(bytes) }
        scratch.clear()
        scratch.append(UnsafeRawBufferPointer(start: PyBytes_AsString(bytes), count: PyBytes_Size(bytes)))
        scratch.append(joiner)
        scratch.append(value)
        guard let text = latin1(scratch.bytes) else { return false }
        defer { Py_DecRef(text) }
        return PyDict_SetItem(environ, key, text) == 0
    }

    // MARK: the ends of the connection

    private mutating func setServer(_ environ: PyPointer, _ exchange: HTTPExchange) -> Bool {
        let head = exchange.head
        let isSecure = exchange.forwarded?.isSecure ?? false
        if isSecure, PyDict_SetItem(environ, keys.urlScheme, keys.https) != 0 { return false }
        if head.host.count > 0 {
            guard set(environ, keys.serverName, owning: latin1(head.slice(head.host))) else { return false }
            if head.port == 0 {
                if PyDict_SetItem(environ, keys.serverPort, isSecure ? keys.port443 : keys.port80) != 0 { return false }
            } else {
                scratch.clear()
                scratch.append(decimal: UInt64(head.port))
                guard set(environ, keys.serverPort, owning: latin1(scratch.bytes)) else { return false }
            }
        } else {
            guard setLocal(environ, exchange.local) else { return false }
        }
        if head.targetForm == .absolute {
            // RFC 9112 §3.2.2: the target's authority replaces Host.
            guard set(environ, keys.host, owning: latin1(authority(head))) else { return false }
        }
        if let forwarded = exchange.forwarded, let host = forwarded.host {
            return setForwardedHost(environ, host, isSecure, port: forwarded.hostPort)
        }
        if let port = exchange.forwarded?.hostPort, port != 0 {
            return set(environ, keys.serverPort, owning: latin1(Array("\(port)".utf8)))
        }
        return true
    }

    private mutating func authority(_ head: RequestHead) -> UnsafeRawBufferPointer {
        scratch.clear()
        let host = head.slice(head.host)
        let isLiteral = host.contains(UInt8(ascii: ":"))
        if isLiteral { scratch.append(UInt8(ascii: "[")) }
        scratch.append(host)
        if isLiteral { scratch.append(UInt8(ascii: "]")) }
        if head.port != 0 {
            scratch.append(UInt8(ascii: ":"))
            scratch.append(decimal: UInt64(head.port))
        }
        return scratch.bytes
    }

    /// Without a Host (HTTP/1.0): the socket's own address; a UNIX socket has none, and PEP 3333 forbids empty ones.
    private func setLocal(_ environ: PyPointer, _ local: PeerAddress) -> Bool {
        if local.isUnix {
            guard set(environ, keys.serverName, owning: latin1("localhost")),
                PyDict_SetItem(environ, keys.serverPort, keys.port80) == 0
            else { return false }
            return true
        }
        return set(environ, keys.serverName, owning: latin1(local.address))
            && set(environ, keys.serverPort, owning: latin1(local.port))
    }

    /// `named`: the port that another field names, 0 for none; one that stands beside the host goes first.
    private func setForwardedHost(
        _ environ: PyPointer, _ host: [UInt8], _ isSecure: Bool, port named: UInt16
    ) -> Bool {
        guard set(environ, keys.host, owning: latin1(host)) else { return false }
        var name = host[...]
        var port: ArraySlice<UInt8> = []
        if let colon = host.lastIndex(of: UInt8(ascii: ":")), host[colon...].allSatisfy({ $0 != UInt8(ascii: "]") }) {
            name = host[..<colon]
            port = host[(colon + 1)...]
        }
        if name.first == UInt8(ascii: "["), name.last == UInt8(ascii: "]") { name = name.dropFirst().dropLast() }
        guard set(environ, keys.serverName, owning: latin1(Array(name))) else { return false }
        if port.isEmpty, named != 0 {
            return set(environ, keys.serverPort, owning: latin1(Array("\(named)".utf8)))
        }
        if port.isEmpty {
            return PyDict_SetItem(environ, keys.serverPort, isSecure ? keys.port443 : keys.port80) == 0
        }
        return set(environ, keys.serverPort, owning: latin1(Array(port)))
    }

    private mutating func setPeer(_ environ: PyPointer, _ exchange: HTTPExchange) -> Bool {
        if let forwarded = exchange.forwarded, let address = forwarded.address {
            guard set(environ, keys.remoteAddress, owning: latin1(address)) else { return false }
            guard forwarded.port != 0 else { return PyDict_SetItem(environ, keys.remotePort, keys.empty) == 0 }
            return set(environ, keys.remotePort, owning: latin1(Array("\(forwarded.port)".utf8)))
        }
        if exchange.peerAddress.isEmpty {
            return PyDict_SetItem(environ, keys.remoteAddress, keys.empty) == 0
                && PyDict_SetItem(environ, keys.remotePort, keys.empty) == 0
        }
        return setAddress(environ, exchange.peerAddress)
            && set(environ, keys.remotePort, owning: latin1(exchange.peerPort))
    }

    private mutating func setAddress(_ environ: PyPointer, _ address: UnsafeRawBufferPointer) -> Bool {
        let last = lastAddress.bytes
        if let text = lastAddressText, last.count == address.count,
            memcmp(last.baseAddress!, address.baseAddress!, last.count) == 0
        {
            return PyDict_SetItem(environ, keys.remoteAddress, text) == 0
        }
        guard let text = latin1(address) else { return false }
        if let former = lastAddressText { Py_DecRef(former) }
        lastAddressText = text
        lastAddress.clear()
        lastAddress.append(address)
        return PyDict_SetItem(environ, keys.remoteAddress, text) == 0
    }

    // MARK: small change

    private func held(_ pointer: PyPointer) -> PyPointer {
        Py_IncRef(pointer)
        return pointer
    }

    @inline(__always)
    private func set(_ environ: PyPointer, _ key: PyPointer, owning value: PyPointer?) -> Bool {
        guard let value else { return false }
        let status = PyDict_SetItem(environ, key, value)
        Py_DecRef(value)
        return status == 0
    }

    @inline(__always)
    private func latin1(_ bytes: UnsafeRawBufferPointer) -> PyPointer? {
        guard let start = bytes.baseAddress else { return held(keys.empty) }
        return PyUnicode_DecodeLatin1(start.assumingMemoryBound(to: CChar.self), bytes.count, nil)
    }

    private func latin1(_ bytes: [UInt8]) -> PyPointer? { bytes.withUnsafeBytes { latin1($0) } }

    private func latin1(_ text: StaticString) -> PyPointer? {
        latin1(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
