import CrosswindHTTP
import CrosswindServer
import CrosswindThreads

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The access log of a server. Renderer and line are used with the monitor's lock held, hence unchecked.
final class AccessLog: ExchangeLog, @unchecked Sendable {
    private let monitor = Monitor()
    private var renderer: AccessLogRenderer
    private var line = OutputBuffer(capacity: 512)
    private let writer: AccessLogWriter

    init(_ format: AccessLogFormat, _ writer: AccessLogWriter) {
        renderer = AccessLogRenderer(format)
        self.writer = writer
    }

    func record(_ exchange: HTTPExchange, responseHead: UnsafeRawBufferPointer) {
        let record = ExchangeRecord(exchange, responseHead)
        monitor.locked {
            line.clear()
            renderer.render(record, into: &line)
            writer.append(line.bytes)
        }
    }
}

/// An exchange as the access log's renderer wants to see it.
private struct ExchangeRecord: AccessRecord {
    private let exchange: HTTPExchange
    private let responseHead: UnsafeRawBufferPointer
    private let head: RequestHead
    let wallSeconds: Int64
    let wallNanoseconds: Int32
    let duration: UInt64

    init(_ exchange: HTTPExchange, _ responseHead: UnsafeRawBufferPointer) {
        self.exchange = exchange
        self.responseHead = responseHead
        head = exchange.head
        duration = monotonicNanoseconds() &- exchange.startedAt
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let received = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - Int64(clamping: duration)
        wallSeconds = received / 1_000_000_000
        wallNanoseconds = Int32(received % 1_000_000_000)
    }

    var remoteAddress: UnsafeRawBufferPointer {
        exchange.forwarded?.address.map { $0.withUnsafeBytes { $0 } } ?? exchange.peerAddress
    }
    var method: UnsafeRawBufferPointer { head.slice(head.method) }
    var target: UnsafeRawBufferPointer { head.slice(head.target) }
    var path: UnsafeRawBufferPointer { head.slice(head.path) }
    var query: UnsafeRawBufferPointer { head.slice(head.query) }
    var protocolVersion: UnsafeRawBufferPointer { bytes(head.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1") }
    var status: Int { Int(exchange.status) }
    var bodyBytes: UInt64 { UInt64(exchange.bodyBytesSent) }
    var queueWait: UInt64 { exchange.times.queue }
    var gilWait: UInt64 { exchange.times.gil }
    var appTime: UInt64 { exchange.times.app }

    func requestHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        for index in 0..<head.fieldCount {
            let field = head[field: index]
            if matches(head.slice(field.name), name) { return head.slice(field.value) }
        }
        return nothing
    }

    func responseHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        // Line by line: the head is ours, so its form is known.
        var rest = responseHead[...]
        while let end = rest.firstIndex(of: 10) {
            let line = rest[rest.startIndex..<end]
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            guard matches(UnsafeRawBufferPointer(rebasing: line[..<colon]), name) else { continue }
            let value = line[(colon + 1)...].drop { $0 == 32 }
            return UnsafeRawBufferPointer(rebasing: value.last == 13 ? value.dropLast() : value)
        }
        return nothing
    }

    /// The environ itself is gone by now; what the request says without it.
    func environment(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        func isNamed(_ other: StaticString) -> Bool {
            name.count == other.utf8CodeUnitCount && memcmp(name.baseAddress!, other.utf8Start, name.count) == 0
        }
        if isNamed("REMOTE_ADDR") { return remoteAddress }
        if isNamed("REMOTE_PORT") { return exchange.forwarded?.address == nil ? exchange.peerPort : nothing }
        if isNamed("REQUEST_METHOD") { return method }
        if isNamed("REQUEST_URI") || isNamed("RAW_URI") { return target }
        if isNamed("QUERY_STRING") { return query }
        if isNamed("SERVER_PROTOCOL") { return protocolVersion }
        if isNamed("wsgi.url_scheme") { return bytes(exchange.forwarded?.isSecure == true ? "https" : "http") }
        if isNamed("CONTENT_TYPE") { return field("content-type") }
        if isNamed("CONTENT_LENGTH") { return field("content-length") }
        guard name.starts(with: "HTTP_".utf8) else { return nothing }
        // HTTP_ACCEPT_LANGUAGE is the field accept-language.
        return withUnsafeTemporaryAllocation(byteCount: name.count - 5, alignment: 1) { field in
            for index in 0..<field.count {
                let byte = name[index + 5]
                field[index] = byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte &- 65 < 26 ? byte | 0x20 : byte
            }
            return requestHeader(UnsafeRawBufferPointer(field))
        }
    }

    private func field(_ name: StaticString) -> UnsafeRawBufferPointer { requestHeader(bytes(name)) }

    private var nothing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    private func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    /// Whether a field name is `lower` in any case.
    private func matches(_ name: UnsafeRawBufferPointer, _ lower: UnsafeRawBufferPointer) -> Bool {
        guard name.count == lower.count else { return false }
        for index in 0..<name.count {
            let byte = name[index]
            if (byte &- 65 < 26 ? byte | 0x20 : byte) != lower[index] { return false }
        }
        return true
    }
}
