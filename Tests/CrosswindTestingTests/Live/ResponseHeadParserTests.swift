import Testing

@testable import CrosswindTesting

@Suite struct ResponseHeadParserTests {
    private func framing(_ fields: String..., status: String = "HTTP/1.1 200 OK", toHEAD: Bool = false) throws -> String
    {
        let text = ([status] + fields).map { $0 + "\r\n" }.joined() + "\r\n"
        return "\(try ResponseHeadParser.parse(text, toHEAD: toHEAD).1)"
    }

    @Test("Where a body ends (RFC 9112 §6.3)")
    func framings() throws {
        #expect(try framing() == "untilClose")
        #expect(try framing("Content-Length: 3") == "length(3)")
        #expect(try framing("content-length:\t3") == "length(3)")
        #expect(try framing("Transfer-Encoding: chunked") == "chunked")
        #expect(try framing("Content-Length: 3", toHEAD: true) == "none")
        for status in ["HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified", "HTTP/1.1 100 Continue"] {
            #expect(try framing("Content-Length: 3", status: status) == "none")
        }
    }

    @Test(
        "What no client should accept",
        arguments: [
            ["HTTP/1.1 200 OK", "Content-Length: 3", "Content-Length: 3"], ["HTTP/1.1 200 OK", "Content-Length: -1"],
            ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Content-Length: 3"],
            ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"], ["HTTP/1.1 200 OK", "X"],
            ["HTTP/1.1 200 OK", "X : y"], ["HTTP/1.1 200"], ["HTTP/2 200 OK"], ["HTTP/1.1 20 OK"], ["HTTP/1.1 abc OK"],
            [""],
        ])
    func refused(_ lines: [String]) {
        let text = lines.map { $0 + "\r\n" }.joined() + "\r\n"
        #expect(throws: TestError.notHTTP) { try ResponseHeadParser.parse(text, toHEAD: false) }
    }

    @Test("Whether the connection goes on (RFC 9112 §9.3)")
    func persistence() throws {
        func keeps(_ lines: String...) throws -> Bool {
            let text = lines.map { $0 + "\r\n" }.joined() + "\r\n"
            return try ResponseHeadParser.parse(text, toHEAD: false).0.keepsConnection
        }
        #expect(try keeps("HTTP/1.1 200 OK", "Content-Length: 0"))
        #expect(try !keeps("HTTP/1.1 200 OK", "Content-Length: 0", "Connection: Close"))
        #expect(try !keeps("HTTP/1.1 200 OK"))
        #expect(try !keeps("HTTP/1.0 200 OK", "Content-Length: 0"))
        #expect(try keeps("HTTP/1.0 200 OK", "Content-Length: 0", "Connection: keep-alive"))
    }
}
