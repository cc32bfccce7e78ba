import CrosswindHTTP
import Testing

private let common = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: test\r\n"

@Suite struct ResponseFramingTests {
    @Test(arguments: [UInt16(100), 101, 103, 199, 204]) func sendsNeitherLengthNorBody(_ status: UInt16) throws {
        let response = try Encoded(
            status: status, fields: [("Content-Length", "5"), ("X", "y")], pieces: ["Hello"], bodyCount: 5)
        #expect(response.text == "HTTP/1.1 \(status) OK\r\nX: y\r\n\(common)\r\n")
        #expect(response.verdicts == [.dropped])
        #expect(response.completion == .complete(keepAlive: true))
    }

    @Test func keepsTheFieldsOf304() throws {
        let response = try Encoded(
            status: 304, reason: "Not Modified", fields: [("Content-Length", "5")], pieces: ["Hello"])
        #expect(response.text == "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\(common)\r\n")
        #expect(try !Encoded(status: 304, bodyCount: 0).text.contains("Content-Length"))
    }

    @Test func answersHEADLikeGETWithoutTheBody() throws {
        let given = try Encoded(fields: [("Content-Length", "7")], pieces: ["Hello"], isHEAD: true)
        #expect(given.text == "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\(common)\r\n")
        #expect(given.completion == .complete(keepAlive: true))
        let known = try Encoded(pieces: ["Hello"], bodyCount: 5, isHEAD: true)
        #expect(known.text == "HTTP/1.1 200 OK\r\n\(common)Content-Length: 5\r\n\r\n")
        // No body given may mean that there is none or that the application left it out.
        #expect(try Encoded(bodyCount: 0, isHEAD: true).text == "HTTP/1.1 200 OK\r\n\(common)\r\n")
        #expect(try Encoded(pieces: ["x"], isHEAD: true).text == "HTTP/1.1 200 OK\r\n\(common)\r\n")
    }

    @Test func believesTheApplicationsLengthMoreThanTheBody() throws {
        let response = try Encoded(fields: [("Content-Length", "3")], pieces: ["Hello"], bodyCount: 5)
        #expect(response.text.hasSuffix("\r\n\r\nHel"))
        #expect(response.verdicts == [.truncated])
    }

    @Test func closesWhenTheClientWants() throws {
        let response = try Encoded(pieces: ["x"], keepAlive: false)
        #expect(response.text.contains("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"))
        #expect(response.completion == .complete(keepAlive: false))
    }

    @Test func endsAnEmptyStream() throws {
        #expect(try Encoded().text.hasSuffix("\r\n\r\n0\r\n\r\n"))
    }

    @Test func framesWithoutCopying() throws {
        var output = OutputBuffer()
        let common = CommonFields(server: nil, date: false)
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
        try encoder.begin(status: 200, reason: "OK", into: &output)
        encoder.endHead(bodyCount: nil, common: common, into: &output)
        #expect(encoder.framing == .chunked)
        output.clear()
        let frame = encoder.frame(count: 100_000, into: &output)
        #expect(String(latin1: output.bytes) == "186a0\r\n")
        #expect(frame.payload == 100_000)
        #expect("\(frame.suffix.bytes)" == "\r\n")
        #expect(frame.verdict == .sent)
    }

    @Test func framesUpToTheLength() throws {
        var output = OutputBuffer()
        let common = CommonFields(server: nil, date: false)
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
        try encoder.begin(status: 200, reason: "OK", into: &output)
        encoder.endHead(bodyCount: 10, common: common, into: &output)
        #expect(encoder.framing == .length(remaining: 10))
        output.clear()
        #expect(encoder.frame(count: 8, into: &output).payload == 8)
        let last = encoder.frame(count: 8, into: &output)
        #expect(last.payload == 2)
        #expect(last.verdict == .truncated)
        #expect(output.count == 0)
        #expect(encoder.finish(into: &output) == .complete(keepAlive: false))
    }
}
