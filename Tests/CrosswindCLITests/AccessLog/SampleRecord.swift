@testable import CrosswindCLI

/// A finished request whose parts a test chooses. It keeps its bytes itself for as long as it lives.
final class SampleRecord: AccessRecord {
    private var kept: [UnsafeMutableRawBufferPointer] = []
    var requestHeaders: [String: UnsafeRawBufferPointer] = [:]
    var responseHeaders: [String: UnsafeRawBufferPointer] = [:]
    var variables: [String: UnsafeRawBufferPointer] = [:]
    var remoteAddress = UnsafeRawBufferPointer(start: nil, count: 0)
    var method = UnsafeRawBufferPointer(start: nil, count: 0)
    var target = UnsafeRawBufferPointer(start: nil, count: 0)
    var path = UnsafeRawBufferPointer(start: nil, count: 0)
    var query = UnsafeRawBufferPointer(start: nil, count: 0)
    var protocolVersion = UnsafeRawBufferPointer(start: nil, count: 0)
    var status = 200
    var bodyBytes: UInt64 = 12
    var wallSeconds: Int64 = 1_795_469_400
    var wallNanoseconds: Int32 = 123_456_789
    var duration: UInt64 = 1_234_567_890
    var queueWait: UInt64 = 42_999
    var gilWait: UInt64 = 7_999
    var appTime: UInt64 = 1_000_999

    init() {
        remoteAddress = keep("192.0.2.1")
        method = keep("GET")
        target = keep("/a?b=c")
        path = keep("/a")
        query = keep("b=c")
        protocolVersion = keep("HTTP/1.1")
    }

    deinit { for bytes in kept { bytes.deallocate() } }

    func keep(_ text: String) -> UnsafeRawBufferPointer { keep(Array(text.utf8)) }

    func keep(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        kept.append(copy)
        return UnsafeRawBufferPointer(copy)
    }

    func requestHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer { find(name, requestHeaders) }
    func responseHeader(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer { find(name, responseHeaders) }
    func environment(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer { find(name, variables) }

    private func find(_ name: UnsafeRawBufferPointer, _ table: [String: UnsafeRawBufferPointer])
        -> UnsafeRawBufferPointer
    {
        table[String(decoding: name, as: UTF8.self)] ?? UnsafeRawBufferPointer(start: nil, count: 0)
    }

    /// The line in this format, without its line feed, in UTC.
    func line(_ format: String) throws -> String {
        var renderer = AccessLogRenderer(try AccessLogFormat(format), clock: AccessLogClock(offset: { _ in 0 }))
        let line = written { renderer.render(self, into: &$0) }
        return String(line.dropLast())
    }
}
