import CrosswindHTTP
import CrosswindServer
import Crypto
import NIOCore

/// Entity tags (RFC 9110 §8.8.3).
extension RequestHandler {
    /// For a whole response to GET or HEAD: an ETag of the body, unless there is one, and 304 when the client has it.
    final func addETag() {
        guard responseHead.status == 200, request.methodKind == .get || request.methodKind == .head else { return }
        if !responseHead.fields.contains("ETag") {
            guard let tag = computeETag() else { return }
            do throws(HTTPFieldError) {
                try responseHead.fields.add(known: "Etag", tag)
            } catch {
                return refuse(error, "Etag")
            }
        }
        if knownMemo?.hasDecidedETag != true, checkETagHeader() {
            chunk = ByteBuffer()
            setNotModified()
        }
    }

    /// What ``computeETag()`` gives unless it is overridden: the SHA-1 of what was written.
    final func hashedETag() -> String? {
        if let tags = answer.tags { return tags.tag(of: chunk, make: Self.hashedETag) }
        if let tags = answer.sharedTags { return tags.tag(of: chunk, make: Self.hashedETag) }
        return Self.hashedETag(chunk)
    }

    private static func hashedETag(_ body: ByteBuffer) -> String {
        var hash = Insecure.SHA1()
        body.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        return hash.finalize().withUnsafeBytes { digest in
            String(unsafeUninitializedCapacity: digest.count * 2 + 2) { room in
                room[0] = UInt8(ascii: "\"")
                for at in 0..<digest.count {
                    room[at * 2 + 1] = hexDigit(digest[at] >> 4)
                    room[at * 2 + 2] = hexDigit(digest[at] & 15)
                }
                room[digest.count * 2 + 1] = UInt8(ascii: "\"")
                return digest.count * 2 + 2
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x57 }

    /// Whether the client has what the response's `ETag` names, by its `If-None-Match` (Tornado: `check_etag_header`).
    public final func checkETagHeader() -> Bool {
        guard let asked = request.field(.ifNoneMatch, "If-None-Match"), let text = responseHead.fields["ETag"],
            let tag = EntityTag(parsing: text)
        else { return false }
        return EntityTagList(asked).matchesWeakly(tag)
    }

    /// A response that has no body says nothing of its kind (Tornado: `_clear_representation_headers`).
    final func clearRepresentation() {
        for name in ["Content-Encoding", "Content-Language", "Content-Type"] { responseHead.fields.remove(name) }
    }

    /// 304, without the fields that describe a body that is not sent.
    final func setNotModified() {
        setStatus(304)
        for name in [
            "Allow", "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Range",
            "Content-Type", "Last-Modified",
        ] { clearHeader(name) }
    }
}
