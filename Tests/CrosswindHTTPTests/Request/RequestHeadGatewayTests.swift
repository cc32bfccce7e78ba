import CrosswindHTTP
import Testing

@Suite struct RequestHeadGatewayTests {
    private let head = RequestHead(filledOnce: ())

    private func take(_ text: String) throws -> String {
        let span = try Array(text.utf8).withUnsafeBytes { try head.take(latin1: $0) }
        return String(latin1: head.slice(span))
    }

    private func takeField(_ variable: String, _ value: String = "v") throws {
        try Array(variable.utf8).withUnsafeBytes { variable in
            try Array(value.utf8).withUnsafeBytes { try head.takeField(variable: variable, $0) }
        }
    }

    @Test func eachCharacterIsTheByteOfItsNumber() throws {
        let everything = String(String.UnicodeScalarView((UInt8.min...UInt8.max).map { Unicode.Scalar($0) }))
        #expect(try take(everything) == everything)
        #expect(head.bytes.elementsEqual(0...255))
        #expect(try take("") == "")
        for text in ["\u{100}", "a€", "\u{10FFFF}"] {
            #expect(throws: GatewayTextError.beyondLatin1) { try take(text) }
        }
        #expect(head.bytes.count == 256)
    }

    @Test(arguments: [
        ("ACCEPT", "Accept"), ("X_FORWARDED_FOR", "X-Forwarded-For"), ("x_ODD_Case", "X-Odd-Case"), ("X__Y_", "X--Y-"),
        ("SEC_CH_UA_64", "Sec-Ch-Ua-64"),
    ])
    func names(_ variable: String, _ name: String) throws {
        try takeField(variable)
        #expect(HTTPFields(head).map(\.name) == [name])
    }

    /// What has a variable without `HTTP_`, and what can't have come by HTTP.
    @Test(arguments: ["CONTENT_LENGTH", "CONTENT_TYPE", "content_type", "Content-Length", "\u{E9}", "A B", "A:", ""])
    func leavesOut(_ variable: String) throws {
        try takeField(variable, "\r\n")
        #expect(head.fieldCount == 0 && head.bytes.isEmpty)
    }

    @Test(arguments: ["a\r\nb: c", "\u{0}", "\u{7F}"]) func controls(_ value: String) {
        #expect(throws: GatewayTextError.control) { try takeField("X", value) }
        #expect(head.fieldCount == 0)
    }

    @Test func fieldsAreThoseOfAParsedHead() throws {
        try Array("a/b".utf8).withUnsafeBytes { try head.takeField(.contentType, $0) }
        try takeField("COOKIE", "a=caf\u{E9}")
        // More than the storage that a head begins with.
        let long = String(repeating: "x", count: 3000)
        for index in 0..<40 { try takeField("X_\(index)", long) }
        #expect(head.has(.contentType) && head.has(.cookie) && !head.has(.accept))
        let fields = HTTPFields(head)
        #expect(fields.count == 42 && fields["X-39"] == long)
        #expect(fields["Content-Type"] == "a/b" && fields["Cookie"] == "a=caf\u{E9}")
    }

    @Test func requestLine() throws {
        func span(_ text: String) throws -> ByteSpan {
            try Array(text.utf8).withUnsafeBytes { try head.take(latin1: $0) }
        }
        let (method, path) = (try span("POST"), try span("/a"))
        _ = try span("?")
        let query = try span("b=1")
        let target = ByteSpan(start: path.start, count: 6)
        head.conclude(method: method, target: target, path: path, query: query, version: try span("HTTP/1.0"))
        #expect(head.methodKind == .post && head.minorVersion == 0 && head.hasQuery)
        #expect(String(latin1: head.slice(head.target)) == "/a?b=1")
        head.conclude(method: path, target: path, path: path, query: .empty, version: try span("HTTP/1.1"))
        #expect(head.methodKind == .other && head.minorVersion == 1 && !head.hasQuery)
    }
}
