import CrosswindHTTP
import Testing

@Suite struct HTTPFieldsRequestHeadTests {
    @Test func readsAParsedHead() throws {
        let message = Array("GET / HTTP/1.1\r\nhost: a\r\nX-Name: Caf\u{E9}\r\nx-name:\t b \r\n\r\n".unicodeScalars).map
        {
            UInt8($0.value)
        }
        let head = RequestHead()
        var parser = RequestParser()
        var consumed = 0
        _ = try message.withUnsafeBytes { bytes throws(HTTPParseError) in
            try parser.next(bytes, consumed: &consumed, head: head, limits: HTTPLimits())
        }
        let fields = HTTPFields(head)
        #expect(fields.map(\.name) == ["Host", "X-Name", "X-Name"])
        #expect(fields.getList("x-name") == ["Café", "b"])
    }

    @Test func goesOutThroughTheEncoder() throws {
        var output = OutputBuffer()
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
        try encoder.begin(status: 200, reason: "OK", into: &output)
        var fields: HTTPFields = ["content-type": "text/plain", "Set-Cookie": "a=b"]
        try fields.add("Set-Cookie", "c=é")
        try encoder.fields(fields, into: &output)
        #expect(
            String(decoding: output.bytes, as: UTF8.self)
                == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: a=b\r\nSet-Cookie: c=é\r\n")
        #expect(encoder.hasContentType)
    }

    @Test func leavesFramingToTheEncoder() throws {
        var output = OutputBuffer()
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
        try encoder.begin(status: 200, reason: "OK", into: &output)
        #expect(throws: HTTPFieldError.hopByHop) {
            try encoder.fields(["Transfer-Encoding": "chunked"], into: &output)
        }
        #expect(throws: HTTPFieldError.invalidContentLength) {
            try encoder.fields(["Content-Length": "+1"], into: &output)
        }
    }
}
