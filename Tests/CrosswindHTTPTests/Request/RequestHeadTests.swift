import CrosswindHTTP
import Testing

private func parse(_ text: String, into head: RequestHead) throws {
    var parser = RequestParser()
    var consumed = 0
    let event = try Array(text.utf8).withUnsafeBytes {
        try parser.next($0, consumed: &consumed, head: head, limits: HTTPLimits())
    }
    #expect(event == .head)
}

@Suite struct RequestHeadTests {
    @Test func isIndependentOfTheConnectionsBuffer() throws {
        let head = RequestHead()
        var bytes = Array("GET /a HTTP/1.1\r\nHost: b\r\n\r\n".utf8)
        var parser = RequestParser()
        var consumed = 0
        _ = try bytes.withUnsafeBytes { try parser.next($0, consumed: &consumed, head: head, limits: HTTPLimits()) }
        for at in bytes.indices { bytes[at] = 0 }
        #expect(String(latin1: head.bytes) == "GET /a HTTP/1.1\r\nHost: b\r\n\r\n")
        #expect(String(latin1: head.slice(head.path)) == "/a")
    }

    @Test func findsFields() throws {
        let head = RequestHead()
        try parse("GET / HTTP/1.1\r\nHost: a\r\nX-Custom: 1\r\nAccept: b\r\naccept: c\r\n\r\n", into: head)
        #expect(head.has(.accept))
        #expect(!head.has(.cookie))
        #expect(head.firstValue(.accept).map { String(latin1: head.slice($0)) } == "b")
        #expect(head.firstValue(.cookie) == nil)
        #expect(head.firstValue(named: "x-custom").map { String(latin1: head.slice($0)) } == "1")
        #expect(head.firstValue(named: "x-other") == nil)
        #expect(head.firstValue(named: "accept").map { String(latin1: head.slice($0)) } == "b")
    }

    @Test func forgetsThePreviousRequest() throws {
        let head = RequestHead()
        try parse("POST /a?b HTTP/1.1\r\nHost: h:1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n", into: head)
        try parse("GET / HTTP/1.0\r\n\r\n", into: head)
        #expect(head.host.isEmpty)
        #expect(head.port == 0)
        #expect(head.query.isEmpty)
        #expect(!head.hasQuery)
        #expect(head.fieldCount == 0)
        #expect(head.framing == .none)
        #expect(!head.expectsContinue)
        #expect(!head.has(.host))
    }

    @Test func growsAndGivesBack() throws {
        let head = RequestHead()
        let fields = (0..<90).map { "X-\($0): \(String(repeating: "v", count: 300))\r\n" }.joined()
        try parse("GET / HTTP/1.0\r\n\(fields)\r\n", into: head)
        #expect(head.fieldCount == 90)
        #expect(head.slice(head[field: 89].value).count == 300)
        head.clear(keep: 2048)
        #expect(head.bytes.isEmpty)
        #expect(head.fieldCount == 0)
        try parse("GET / HTTP/1.0\r\nA: b\r\n\r\n", into: head)
        #expect(String(latin1: head.slice(head[field: 0].value)) == "b")
    }

    @Test func trapsOutsideOfTheHead() async {
        await #expect(processExitsWith: .failure) { _ = RequestHead().slice(ByteSpan(start: 0, count: 1)) }
        await #expect(processExitsWith: .failure) { _ = RequestHead()[field: 0] }
    }
}
