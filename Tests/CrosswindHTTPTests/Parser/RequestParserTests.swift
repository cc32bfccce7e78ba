import CrosswindHTTP
import Testing

@Suite struct RequestParserTests {
    @Test func readsASimpleRequest() throws {
        let message = try request("GET /a/b?c=d HTTP/1.1\r\nHost: example.com:8080\r\nX-Y:  z \t\r\n\r\n").get()
        #expect(message.method == "GET")
        #expect(message.methodKind == .get)
        #expect(message.target == "/a/b?c=d")
        #expect(message.path == "/a/b")
        #expect(message.query == "c=d")
        #expect(message.hasQuery)
        #expect(message.minorVersion == 1)
        #expect(message.host == "example.com")
        #expect(message.port == 8080)
        #expect(message.fields == [["Host", "example.com:8080"], ["X-Y", "z"]])
        #expect(message.known == [.host, .other])
        #expect(message.headerBlock == "Host: example.com:8080\r\nX-Y:  z \t\r\n\r\n")
        #expect(message.framing == .none)
        #expect(message.keepAlive)
        #expect(!message.expectsContinue)
        #expect(message.isComplete)
    }

    @Test func readsPipelinedRequestsInOrder() {
        let transcript = Transcript(
            "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "PUT /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n1;q\r\nz\r\n0\r\n\r\n"
                + "GET /4 HTTP/1.0\r\n\r\n")
        #expect(transcript.error == nil)
        #expect(transcript.rest == 0)
        #expect(transcript.messages.map(\.target) == ["/1", "/2", "/3", "/4"])
        #expect(transcript.messages.map { String(latin1: $0.body) } == ["abc", "", "xyz", ""])
        let complete = transcript.messages.allSatisfy(\.isComplete)
        #expect(complete)
    }

    @Test func toleratesOneEmptyLineBeforeARequest() {
        let line = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(Transcript("\r\n" + line).messages.count == 1)
        #expect(Transcript(line + "\r\n" + line).messages.count == 2)
        #expect(refusal("\r\n\r\n" + line) == .malformedRequestLine)
        #expect(refusal("\n" + line) == .bareLineFeed)
        #expect(refusal(" " + line) == .malformedRequestLine)
    }

    @Test func remembersItsFailure() {
        var parser = RequestParser()
        let head = RequestHead()
        var consumed = 0
        let bytes = Array("\u{16}\u{3}\u{1}".utf8)
        for _ in 0..<2 {
            #expect(throws: HTTPParseError.malformedRequestLine) {
                try bytes.withUnsafeBytes {
                    try parser.next($0, consumed: &consumed, head: head, limits: HTTPLimits())
                }
            }
        }
        #expect(throws: HTTPParseError.malformedRequestLine) { try parser.finish() }
        #expect(consumed == 0)
    }

    @Test func tellsACleanEndFromACutOne() {
        #expect(Transcript("").error == nil)
        #expect(Transcript("\r\n").error == nil)
        #expect(Transcript("GET / HTTP/1.1\r\nHost: a\r\n\r\n").error == nil)
        #expect(refusal("G") == .unexpectedEnd)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\n") == .unexpectedEnd)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx") == .unexpectedEnd)
        #expect(refusal("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n") == .unexpectedEnd)
    }

    @Test func isIdleBetweenRequestsOnly() throws {
        var parser = RequestParser()
        let head = RequestHead()
        #expect(parser.isIdle)
        func show(_ text: String) throws -> RequestParser.Event {
            var consumed = 0
            return try Array(text.utf8).withUnsafeBytes {
                try parser.next($0, consumed: &consumed, head: head, limits: HTTPLimits())
            }
        }
        #expect(try show("GET") == .needMore)
        #expect(!parser.isIdle)
        #expect(try show("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n") == .head)
        #expect(!parser.isIdle)
        #expect(try show("x") == .body(0..<1))
        #expect(try show("") == .end)
        #expect(parser.isIdle)
    }

    @Test func raisesABareLineFeedWithoutWaitingForTheHead() {
        var parser = RequestParser()
        var consumed = 0
        #expect(throws: HTTPParseError.bareLineFeed) {
            try Array("GET / HTTP/1.1\nHost".utf8).withUnsafeBytes {
                try parser.next($0, consumed: &consumed, head: RequestHead(), limits: HTTPLimits())
            }
        }
    }

    @Test func isAFewDozenBytes() {
        #expect(MemoryLayout<RequestParser>.size <= 48)
    }
}
