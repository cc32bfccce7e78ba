import CrosswindHTTP
import Testing

/// Encodes a whole response; `body` nil means the size isn't known before.
struct Encoded {
    var text = ""
    var verdicts: [BodyVerdict] = []
    var completion = Completion.complete(keepAlive: false)

    init(
        status: UInt16 = 200, reason: String = "OK", fields: [(String, String)] = [], pieces: [String] = [],
        bodyCount: Int? = nil, minorVersion: UInt8 = 1, isHEAD: Bool = false, keepAlive: Bool = true
    ) throws {
        var output = OutputBuffer()
        var encoder = ResponseEncoder(minorVersion: minorVersion, isHEAD: isHEAD, keepAlive: keepAlive)
        var common = CommonFields(server: "test")
        common.update(unixTime: 784_111_777)
        try encoder.begin(status: status, reason: reason, into: &output)
        for (name, value) in fields { try encoder.field(name, value, into: &output) }
        encoder.endHead(bodyCount: bodyCount, common: common, into: &output)
        for piece in pieces {
            verdicts.append(Array(piece.utf8).withUnsafeBytes { encoder.body($0, into: &output) })
        }
        completion = encoder.finish(into: &output)
        text = String(latin1: output.bytes)
    }
}

extension ResponseEncoder {
    mutating func begin(status: UInt16, reason: String, into output: inout OutputBuffer) throws {
        let bytes = reason.unicodeScalars.map { UInt8($0.value) }
        try bytes.withUnsafeBytes { try begin(status: status, reason: $0, into: &output) }
    }

    mutating func field(_ name: String, _ value: String, into output: inout OutputBuffer) throws {
        let name = name.unicodeScalars.map { UInt8($0.value) }
        let value = value.unicodeScalars.map { UInt8($0.value) }
        try name.withUnsafeBytes { name in
            try value.withUnsafeBytes { value in
                try field(name: name, value: value, into: &output)
            }
        }
    }
}

private let common = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: test\r\n"

@Suite struct ResponseEncoderTests {
    @Test func addsTheLengthOfAKnownBody() throws {
        let response = try Encoded(fields: [("Content-Type", "text/plain")], pieces: ["Hello"], bodyCount: 5)
        #expect(
            response.text == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\(common)Content-Length: 5\r\n\r\nHello")
        #expect(response.completion == .complete(keepAlive: true))
    }

    @Test func chunksAStream() throws {
        let response = try Encoded(pieces: ["Hello", "", String(repeating: "x", count: 17)])
        #expect(
            response.text == "HTTP/1.1 200 OK\r\n\(common)Transfer-Encoding: chunked\r\n\r\n"
                + "5\r\nHello\r\n11\r\nxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n")
        #expect(response.completion == .complete(keepAlive: true))
    }

    @Test func closesAfterAStreamToHTTP10() throws {
        let response = try Encoded(pieces: ["Hello"], minorVersion: 0)
        #expect(response.text == "HTTP/1.1 200 OK\r\n\(common)Connection: close\r\n\r\nHello")
        #expect(response.completion == .complete(keepAlive: false))
    }

    @Test func confirmsKeepAliveToHTTP10() throws {
        let response = try Encoded(pieces: ["Hello"], bodyCount: 5, minorVersion: 0)
        #expect(
            response.text == "HTTP/1.1 200 OK\r\n\(common)Content-Length: 5\r\nConnection: keep-alive\r\n\r\nHello")
        #expect(response.completion == .complete(keepAlive: true))
    }

    @Test func reportsAShortBody() throws {
        let response = try Encoded(fields: [("Content-Length", "9")], pieces: ["Hello"], bodyCount: 5)
        #expect(response.completion == .short(missing: 4))
    }

    @Test func cutsALongBody() throws {
        let response = try Encoded(fields: [("content-length", "3")], pieces: ["He", "llo", "!"])
        #expect(response.text == "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\(common)\r\nHel")
        #expect(response.verdicts == [.sent, .truncated, .truncated])
        #expect(response.completion == .complete(keepAlive: false))
    }
}
