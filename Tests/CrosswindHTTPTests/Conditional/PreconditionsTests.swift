import CrosswindHTTP
import Testing

private let date = HTTPDate(unixTime: 784_111_777)
private let text = "Sun, 06 Nov 1994 08:49:37 GMT"
private let before = "Sun, 06 Nov 1994 08:49:36 GMT"
private let after = "Sun, 06 Nov 1994 08:49:38 GMT"

private func verdict(
    _ fields: HTTPFields, isRead: Bool = true, etag: EntityTag? = EntityTag("a"), lastModified: HTTPDate? = date,
    exists: Bool = true
) -> Preconditions.Verdict {
    Preconditions(fields).verdict(
        isRead: isRead, etag: etag, lastModified: lastModified, exists: exists, now: 1_700_000_000)
}

@Suite struct PreconditionsTests {
    @Test func nothingIsNoCondition() {
        #expect(Preconditions(HTTPFields()).isEmpty)
        #expect(Preconditions(["Range": "bytes=0-1"]).isEmpty)
        #expect(!Preconditions(["If-Match": "*"]).isEmpty)
        #expect(verdict([:]) == .proceed)
    }

    @Test func ifNoneMatch() {
        #expect(verdict(["If-None-Match": "\"a\""]) == .notModified)
        #expect(verdict(["If-None-Match": "\"b\", W/\"a\""]) == .notModified)
        #expect(verdict(["If-None-Match": "\"b\""]) == .proceed)
        #expect(verdict(["If-None-Match": "*"]) == .notModified)
        #expect(verdict(["If-None-Match": "*"], etag: nil, exists: false) == .proceed)
        #expect(verdict(["If-None-Match": "\"a\""], isRead: false) == .preconditionFailed)
        #expect(verdict(["If-None-Match": "*"], isRead: false) == .preconditionFailed)
        #expect(verdict(["If-None-Match": "\"a\""], etag: nil) == .proceed)
    }

    @Test func ifModifiedSince() {
        #expect(verdict(["If-Modified-Since": text]) == .notModified)
        #expect(verdict(["If-Modified-Since": after]) == .notModified)
        #expect(verdict(["If-Modified-Since": before]) == .proceed)
        #expect(verdict(["If-Modified-Since": "yesterday"]) == .proceed)
        #expect(verdict(["If-Modified-Since": text], isRead: false) == .proceed)
        #expect(verdict(["If-Modified-Since": text], lastModified: nil) == .proceed)
    }

    /// RFC 9110 §13.1.3: with If-None-Match it is ignored.
    @Test func aTagIsBetterThanADate() {
        #expect(verdict(["If-None-Match": "\"b\"", "If-Modified-Since": text]) == .proceed)
        #expect(verdict(["If-None-Match": "\"a\"", "If-Modified-Since": before]) == .notModified)
        #expect(verdict(["If-Match": "\"a\"", "If-Unmodified-Since": before]) == .proceed)
    }

    @Test func ifMatch() {
        #expect(verdict(["If-Match": "\"a\""], isRead: false) == .proceed)
        #expect(verdict(["If-Match": "W/\"a\""]) == .preconditionFailed)
        #expect(verdict(["If-Match": "\"b\""]) == .preconditionFailed)
        #expect(verdict(["If-Match": "*"]) == .proceed)
        #expect(verdict(["If-Match": "*"], etag: nil, exists: false) == .preconditionFailed)
        #expect(verdict(["If-Match": "\"a\", \"b\""], etag: nil) == .preconditionFailed)
        #expect(verdict(["If-Match": "\"b\"", "If-None-Match": "\"a\""]) == .preconditionFailed)
    }

    @Test func ifUnmodifiedSince() {
        #expect(verdict(["If-Unmodified-Since": text]) == .proceed)
        #expect(verdict(["If-Unmodified-Since": before]) == .preconditionFailed)
        #expect(verdict(["If-Unmodified-Since": "x"]) == .proceed)
    }

    @Test(arguments: [
        ("\"a\"", true), ("W/\"a\"", false), ("\"b\"", false), (text, true), (before, false), (after, false),
        ("x", false),
    ]) func ifRange(_ value: String, _ allowed: Bool) {
        #expect(
            Preconditions(["If-Range": value]).allowsRange(etag: EntityTag("a"), lastModified: date, now: 0) == allowed)
    }

    @Test func noIfRangeAllowsEveryRange() {
        #expect(Preconditions(["Range": "bytes=0-1"]).allowsRange(etag: nil, lastModified: nil, now: 0))
        #expect(!Preconditions(["If-Range": "\"a\""]).allowsRange(etag: nil, lastModified: nil, now: 0))
    }

    @Test func readsAParsedHead() throws {
        let message = Array(
            "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nif-none-match: \"y\"\r\nRange: bytes=0-1\r\n\r\n".utf8
        )
        let head = RequestHead()
        var parser = RequestParser()
        var consumed = 0
        _ = try message.withUnsafeBytes { bytes throws(HTTPParseError) in
            try parser.next(bytes, consumed: &consumed, head: head, limits: HTTPLimits())
        }
        let conditions = Preconditions(head)
        #expect(conditions.ifNoneMatch == "\"x\",\"y\"")
        #expect(conditions.range == "bytes=0-1")
        #expect(conditions == Preconditions(HTTPFields(head)))
    }
}
