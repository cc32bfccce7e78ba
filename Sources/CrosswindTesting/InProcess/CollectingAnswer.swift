import Crosswind
import CrosswindHTTP
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Takes a response apart instead of sending it, as a server would send it: with nothing where status or method forbid a
/// body.
final class CollectingAnswer: Answer {
    private(set) var response = TestResponse()
    private var over = false
    private let isHEAD: Bool

    override init() { isHEAD = false }
    init(isHEAD: Bool) { self.isHEAD = isHEAD }

    override var isOver: Bool { over }
    override var isGone: Bool { false }

    private func take(_ head: ResponseHead) throws(HTTPFieldError) {
        // What a server refuses is refused here too.
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: isHEAD, keepAlive: true)
        var output = OutputBuffer(capacity: 1024)
        let reason = head.reason ?? "\(HTTPStatus.reason(head.status))"
        try Array(reason.utf8).withUnsafeBytes { bytes in
            Result { () throws(HTTPFieldError) in try encoder.begin(status: head.status, reason: bytes, into: &output) }
        }.get()
        try encoder.fields(head.fields, into: &output)
        response.status = Int(head.status)
        response.reason = reason
        response.headers = head.fields
    }

    private func add(_ bytes: ByteBuffer) {
        guard !isHEAD, response.status >= 200, response.status != 204, response.status != 304 else { return }
        response.body.writeImmutableBuffer(bytes)
    }

    override func send(_ head: ResponseHead, _ body: ByteBuffer) throws(HTTPFieldError) {
        try take(head)
        add(body)
        over = true
    }

    override func send(_ head: ResponseHead, file: OpenFile) throws(HTTPFieldError) {
        defer { close(file.descriptor) }
        try take(head)
        var bytes = ByteBuffer()
        var at = 0
        while at < file.count {
            let got = bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: file.count - at) { room in
                max(0, pread(file.descriptor, room.baseAddress, file.count - at, off_t(file.offset + at)))
            }
            guard got > 0 else { break }
            at += got
        }
        add(bytes)
        response.isTruncated = at < file.count
        over = true
    }

    override func begin(_ head: ResponseHead, _ first: ByteBuffer) throws(HTTPFieldError) {
        try take(head)
        add(first)
    }

    override func write(_ bytes: ByteBuffer) -> Bool {
        add(bytes)
        return true
    }

    override func drained() async throws {}
    override func finish() { over = true }

    override func abort() {
        response.isTruncated = true
        over = true
    }
}
