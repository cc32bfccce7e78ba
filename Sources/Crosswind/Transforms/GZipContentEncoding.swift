internal import CrosswindCompression
import CrosswindHTTP
public import NIOCore

/// Compresses responses for clients that understand gzip (Tornado: `tornado.web.GZipContentEncoding`); see
/// ``Settings/compressResponse``.
///
/// A response of a type that is worth it, of some length, that isn't encoded already and isn't a part of something
/// gets `Content-Encoding: gzip` and a weak ETag: its bytes are no longer those that a strong one stands for. `Vary:
/// Accept-Encoding` is added whether or not this response is compressed, since another client's might be. What is
/// flushed can be read by the client at once.
public final class GZipContentEncoding: OutputTransform {
    private let rules: ResponseCompression
    private let isAccepted: Bool
    private var compressor: CompressorBox?

    /// For the response to that request.
    public init(_ request: HTTPRequest, _ rules: ResponseCompression = ResponseCompression()) {
        self.rules = rules
        let accepted = request.field(.acceptEncoding, "Accept-Encoding")
        isAccepted = accepted.map { AcceptEncoding($0).best(of: ["gzip"]) != nil } ?? false
    }

    /// True unless it compresses.
    public var isPassingThrough: Bool { compressor == nil }

    /// Decides, and begins.
    public func transformFirst(_ head: inout ResponseHead, _ chunk: inout ByteBuffer, isLast: Bool) {
        compressor = nil
        addVary(&head)
        // The client's copy was compressed, probably, and then its tag was weak.
        if head.status == 304, isAccepted { weakenETag(&head) }
        guard isAccepted, !head.forbidsBody, isWorthIt(head, isLast ? chunk.readableBytes : nil),
            let compressor = CompressorBox(level: rules.level)
        else { return }
        self.compressor = compressor
        try? head.fields.set("Content-Encoding", "gzip")
        weakenETag(&head)
        transform(&chunk, isLast: isLast)
        // A length that the handler gave was the content's; the server adds that of a whole body by itself.
        head.fields.remove("Content-Length")
    }

    /// Compresses the piece.
    public func transform(_ chunk: inout ByteBuffer, isLast: Bool) {
        guard let compressor, isLast || chunk.readableBytes > 0 else { return }
        chunk = compressor.compress(chunk, isLast: isLast)
    }

    private func isWorthIt(_ head: ResponseHead, _ length: Int?) -> Bool {
        // A part of the content is no part of its compressed form.
        guard head.status != 206, !head.fields.contains("Content-Range"), !head.fields.contains("Content-Encoding")
        else { return false }
        if let length, length < rules.minimumLength { return false }
        return rules.covers(head.fields["Content-Type"] ?? "")
    }

    private func addVary(_ head: inout ResponseHead) {
        guard let vary = head.fields["Vary"] else {
            try? head.fields.set("Vary", "Accept-Encoding")
            return
        }
        let names = vary.split { $0 == "," || $0 == " " }
        guard !names.contains(where: { $0 == "*" || $0.lowercased() == "accept-encoding" }) else { return }
        try? head.fields.set("Vary", vary + ", Accept-Encoding")
    }

    private func weakenETag(_ head: inout ResponseHead) {
        guard let text = head.fields["ETag"], var tag = EntityTag(parsing: text), !tag.isWeak else { return }
        tag.isWeak = true
        try? head.fields.set("ETag", tag.description)
    }
}

/// A compressor in a class, since what can't be copied can't be an optional property that is replaced.
private final class CompressorBox {
    private var compressor: Compressor

    /// Nil when there is no memory: then the response goes out as it is.
    init?(level: Int) {
        do throws(CompressionError) {
            compressor = try Compressor(format: .gzip, level: min(max(level, 0), 9))
        } catch {
            return nil
        }
    }

    func compress(_ bytes: ByteBuffer, isLast: Bool) -> ByteBuffer {
        var output = ByteBuffer()
        bytes.withUnsafeReadableBytes { compressor.append($0) { output.writeBytes($0) } }
        if isLast {
            compressor.finish { output.writeBytes($0) }
        } else {
            compressor.flush { output.writeBytes($0) }
        }
        return output
    }
}
