import CrosswindHTTP
import Testing

private let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

private func chunked(_ body: String, limits: HTTPLimits = HTTPLimits()) -> Transcript {
    Transcript(head + body, limits: limits)
}

@Suite struct ChunkedTests {
    @Test(arguments: [
        ("0\r\n\r\n", ""), ("5\r\nhello\r\n0\r\n\r\n", "hello"),
        ("A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789"),
        ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"), ("5;a\r\nhello\r\n0;b=c; d=\"e f\"\r\n\r\n", "hello"),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"), ("1\r\nx\r\n0\r\nVary: *\r\nContent-Type: text/plain\r\n\r\n", "x"),
    ]) func decodes(_ body: String, _ text: String) {
        let transcript = chunked(body)
        #expect(transcript.error == nil)
        #expect(transcript.messages.first?.isComplete == true)
        #expect(transcript.messages.first.map { String(latin1: $0.body) } == text)
        #expect(transcript.rest == 0)
    }

    @Test(arguments: [
        "\r\n", " 5\r\n", "5 \r\n", "5 ;a\r\n", "+5\r\n", "-5\r\n", "0x5\r\n", "5_0\r\n", "g\r\n", "5\t\r\n",
        "00000000000000005\r\n", "5\r\r\n", ";a\r\n", "5,5\r\n", "5\u{0}\r\n",
    ])
    func refusesBadSizes(_ body: String) {
        #expect(chunked(body).error == .invalidChunkSize)
    }

    @Test func refusesBareLineFeeds() {
        #expect(chunked("5\nhello\r\n0\r\n\r\n").error == .bareLineFeed)
        #expect(chunked("5;\nhello\r\n0\r\n\r\n").error == .bareLineFeed)
        #expect(chunked("0\r\nA: b\n\r\n").error == .bareLineFeed)
        #expect(chunked("0\r\n\n").error == .bareLineFeed)
    }

    @Test func refusesControlsInExtensions() {
        #expect(chunked("5;a\rb\r\nhello\r\n").error == .invalidChunkExtension)
        #expect(chunked("5;a\u{0}b\r\nhello\r\n").error == .invalidChunkExtension)
    }

    @Test(arguments: ["5\r\nhello0\r\n\r\n", "5\r\nhelloworld\r\n", "5\r\nhello\r0", "5\r\nhello\n\r"])
    func refusesAChunkWithoutItsEnd(_ body: String) {
        #expect(chunked(body).error == .missingChunkEnd)
    }

    @Test func boundsTheBody() {
        var limits = HTTPLimits()
        limits.body = 6
        #expect(chunked("6\r\nhello!\r\n0\r\n\r\n", limits: limits).error == nil)
        #expect(chunked("7\r\n", limits: limits).error == .bodyTooLarge)
        #expect(chunked("5\r\nhello\r\n2\r\n", limits: limits).error == .bodyTooLarge)
        #expect(chunked("ffffffffffffffff\r\n").error == .bodyTooLarge)
        #expect(chunked("1\r\nx\r\nffffffffffffffff\r\n").error == .bodyTooLarge)
    }

    @Test func boundsExtensionsOverTheWholeBody() {
        let chunk = "1;" + String(repeating: "e", count: 1000) + "\r\nx\r\n"
        #expect(chunked(String(repeating: chunk, count: 4) + "0\r\n\r\n").error == nil)
        #expect(chunked(String(repeating: chunk, count: 5)).error == .chunkHeadTooLong)
        #expect(chunked("1;" + String(repeating: "e", count: 5000)).error == .chunkHeadTooLong)
    }

    @Test(arguments: [
        "Content-Length: 9", "transfer-encoding: chunked", "Host: b", "Connection: close", "Cookie: a=b",
        "Expect: 100-continue",
    ])
    func refusesTrailersThatWouldChangeTheMessage(_ line: String) {
        #expect(chunked("0\r\n\(line)\r\n\r\n").error == .forbiddenTrailer)
    }

    @Test func validatesTrailers() {
        #expect(chunked("0\r\n A: b\r\n\r\n").error == .obsoleteFolding)
        #expect(chunked("0\r\nA : b\r\n\r\n").error == .spaceBeforeColon)
        #expect(chunked("0\r\nA: \u{1}\r\n\r\n").error == .invalidFieldValue)
        #expect(chunked("0\r\nA\r\n\r\n").error == .invalidFieldName)
    }

    @Test func boundsTrailers() {
        var limits = HTTPLimits()
        limits.fieldCount = 3
        let line = "A: b\r\n"
        #expect(chunked("0\r\n" + String(repeating: line, count: 3) + "\r\n", limits: limits).error == nil)
        #expect(chunked("0\r\n" + String(repeating: line, count: 4) + "\r\n", limits: limits).error == .tooManyFields)
        #expect(chunked("0\r\nA: " + String(repeating: "b", count: 8200)).error == .fieldTooLong)
        let long = "A: " + String(repeating: "b", count: 4092) + "\r\n"
        #expect(chunked("0\r\n" + long + long + "\r\n").error == .trailersTooLarge)
    }

    @Test func goesOnWithTheNextRequest() {
        let transcript = chunked("1\r\nx\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(transcript.messages.map(\.target) == ["/", "/next"])
    }
}
