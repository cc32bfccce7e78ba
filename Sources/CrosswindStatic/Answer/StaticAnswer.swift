import CrosswindHTTP
import CrosswindServer
import Logging
import NIOCore

/// The answer to one request for a file. On the connection's event loop.
struct StaticAnswer {
    private let exchange: HTTPExchange
    private let variant: StaticVariant

    init(_ exchange: HTTPExchange, _ entry: StaticEntry, _ mount: StaticMount) {
        self.exchange = exchange
        guard !entry.siblings.isEmpty, let accepted = exchange.head.firstValue(.acceptEncoding) else {
            variant = entry.original
            return
        }
        variant = entry.variant(AcceptedCodings(exchange.head.slice(accepted)))
    }

    private static let conditions: [KnownField] = [
        .ifNoneMatch, .ifModifiedSince, .ifMatch, .ifUnmodifiedSince, .range,
    ]

    /// Sends it; false when the file isn't what it was any more, and nothing has been sent.
    func send() -> Bool {
        do throws(HTTPFieldError) {
            return try choose()
        } catch {
            exchange.configuration.logger.error("a field of a file can't be sent", metadata: ["error": "\(error)"])
            exchange.respond(status: 500)
            return true
        }
    }

    private func choose() throws(HTTPFieldError) -> Bool {
        let head = exchange.head
        guard Self.conditions.contains(where: { head.has($0) }) else { return try sendWhole() }
        let conditions = Preconditions(head)
        let tag = EntityTag(parsing: variant.tag)
        let now = wallClockSeconds()
        switch conditions.verdict(isRead: true, etag: tag, lastModified: variant.modified, now: now) {
        case .notModified: return try sendEmpty(304)
        case .preconditionFailed: return try sendEmpty(412)
        case .proceed: break
        }
        // RFC 9110 §14.2: a range means something for GET alone.
        guard head.methodKind == .get, let asked = conditions.range,
            conditions.allowsRange(etag: tag, lastModified: variant.modified, now: now)
        else { return try sendWhole() }
        switch ByteRange.select(asked, size: variant.size) {
        case .whole: return try sendWhole()
        case .partial(let range): return try send(range, status: 206)
        case .unsatisfiable:
            exchange.respond(
                status: 416,
                fields: [
                    ("Content-Type", "text/plain"), ("Content-Range", ByteRange.unsatisfied(size: variant.size)),
                ])
            return true
        }
    }

    private func sendEmpty(_ status: UInt16) throws(HTTPFieldError) -> Bool {
        try exchange.respond(status: status, body: ByteBuffer()) { writer throws(HTTPFieldError) in
            if status == 304 { writer.add(lines: variant.caching) }
        }
        return true
    }

    private func sendWhole() throws(HTTPFieldError) -> Bool { try send(0..<variant.size, status: 200) }

    private func send(_ range: Range<Int>, status: UInt16) throws(HTTPFieldError) -> Bool {
        func fields(_ writer: inout FieldWriter) throws(HTTPFieldError) {
            writer.add(lines: variant.content)
            writer.add(lines: variant.caching)
            if status == 206 { try writer.add("Content-Range", ByteRange.contentRange(range, size: variant.size)) }
        }
        if exchange.head.methodKind == .head {
            try exchange.begin(status: status, bodyCount: range.count, fields: fields)
            exchange.finish()
            return true
        }
        if let bytes = variant.bytes {
            let part = bytes.getSlice(at: bytes.readerIndex + range.lowerBound, length: range.count)
            try exchange.respond(status: status, body: part ?? ByteBuffer(), fields: fields)
            return true
        }
        guard case .file(let file) = StaticFile.open(variant.location), file.identity == variant.identity else {
            return false
        }
        let part = ResponseFile(takingOver: file.takeDescriptor(), offset: range.lowerBound, count: range.count)
        try exchange.respond(status: status, file: part, fields: fields)
        return true
    }
}
