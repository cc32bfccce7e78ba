import CrosswindHTTP
import Testing

@Suite struct HTTPLimitsTests {
    @Test func boundsTheRequestLineToTheByte() {
        func line(_ count: Int) -> String { "GET /" + String(repeating: "a", count: count - 14) + " HTTP/1.1" }
        #expect(refusal(line(8190) + "\r\nHost: a\r\n\r\n") == nil)
        #expect(refusal(line(8191) + "\r\nHost: a\r\n\r\n") == .requestLineTooLong)
        #expect(HTTPParseError.requestLineTooLong.status == 414)
        // Without waiting for the end of the line.
        #expect(refusal("GET /" + String(repeating: "a", count: 9000)) == .requestLineTooLong)
    }

    @Test func boundsFieldsToTheByte() {
        func field(_ count: Int) -> String { "X: " + String(repeating: "a", count: count - 3) }
        let line = "GET / HTTP/1.0\r\n"
        #expect(refusal(line + field(8190) + "\r\n\r\n") == nil)
        #expect(refusal(line + field(8191) + "\r\n\r\n") == .fieldTooLong)
        #expect(refusal(line + field(9000)) == .fieldTooLong)
        #expect(HTTPParseError.fieldTooLong.status == 431)
    }

    @Test func boundsTheNumberOfFields() {
        let line = "GET / HTTP/1.0\r\n"
        #expect(refusal(line + String(repeating: "A: b\r\n", count: 100) + "\r\n") == nil)
        #expect(refusal(line + String(repeating: "A: b\r\n", count: 101)) == .tooManyFields)
        #expect(HTTPParseError.tooManyFields.status == 431)
    }

    @Test func boundsTheHead() {
        let field = "X: " + String(repeating: "a", count: 8000) + "\r\n"
        #expect(refusal("GET / HTTP/1.0\r\n" + String(repeating: field, count: 9)) == .headTooLarge)
        var limits = HTTPLimits()
        let exact = "GET / HTTP/1.0\r\nA: b\r\n\r\n"
        limits.head = exact.utf8.count
        #expect(refusal(exact, limits: limits) == nil)
        limits.head -= 1
        #expect(refusal(exact, limits: limits) == .headTooLarge)
    }

    @Test(arguments: [Int.min, -1, 0, 1, 2, Int.max]) func survivesAnyNumber(_ number: Int) {
        var limits = HTTPLimits()
        limits.requestLine = number
        limits.fieldSize = number
        limits.fieldCount = number
        limits.head = number
        limits.trailers = number
        limits.chunkExtensions = number
        limits.body = number
        let transcript = Transcript(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nA: b\r\n\r\n",
            limits: limits)
        #expect((transcript.error == nil) == (number == Int.max))
    }
}
