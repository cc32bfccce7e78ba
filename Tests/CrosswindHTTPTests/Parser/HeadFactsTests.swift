import CrosswindHTTP
import Testing

private func post(_ fields: String, version: String = "1.1") -> Result<Transcript.Message, HTTPParseError> {
    let transcript = Transcript("POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n")
    if let message = transcript.messages.first { return .success(message) }
    return .failure(transcript.error ?? .unexpectedEnd)
}

private func error(_ fields: String, version: String = "1.1") -> HTTPParseError? {
    if case .failure(let error) = post(fields, version: version) { error } else { nil }
}

@Suite struct HeadFactsTests {
    @Test(arguments: [
        ("0", BodyFraming.none), ("5", .length(5)), ("0005", .length(5)), ("1073741824", .length(1 << 30)),
    ])
    func readsContentLength(_ value: String, _ framing: BodyFraming) throws {
        #expect(try post("Content-Length: \(value)\r\n").get().framing == framing)
    }

    @Test(arguments: [
        "", "-1", "+1", "-0", "0_1", "1.0", "0x10", "1e3", "5, 5", "5,", "5 5", "18446744073709551616",
        "99999999999999999999999", "٣",
    ])
    func refusesBadContentLength(_ value: String) {
        #expect(error("Content-Length: \(value)\r\n") == .invalidContentLength)
    }

    @Test func refusesRepeatedContentLength() {
        #expect(error("Content-Length: 5\r\nContent-Length: 5\r\n") == .repeatedContentLength)
        #expect(error("Content-Length: 5\r\ncontent-length: 6\r\n") == .repeatedContentLength)
    }

    @Test func refusesALargeBodyAtOnce() {
        #expect(error("Content-Length: 1073741825\r\n") == .bodyTooLarge)
        #expect(error("Content-Length: 18446744073709551615\r\n") == .bodyTooLarge)
        #expect(HTTPParseError.bodyTooLarge.status == 413)
    }

    @Test(arguments: ["chunked", "CHUNKED", " chunked\t"]) func readsChunked(_ value: String) throws {
        #expect(try post("Transfer-Encoding: \(value)\r\n").get().framing == .chunked)
    }

    @Test(arguments: ["gzip", "xchunked", "chunked-x", "identity", "gzip, chunked", "identity,chunked", "chunked;q=1"])
    func refusesOtherCodings(_ value: String) {
        #expect(error("Transfer-Encoding: \(value)\r\n") == .unsupportedTransferEncoding)
        #expect(HTTPParseError.unsupportedTransferEncoding.status == 501)
    }

    @Test(arguments: [
        "", ",", "chunked, chunked", "chunked, gzip", "chunked,", ",chunked", "\"chunked\"",
        "chunked\r\nTransfer-Encoding: chunked", "chunked\r\nTransfer-Encoding: gzip", "chunked\r\nTransfer-Encoding:",
    ])
    func refusesMalformedCodings(_ value: String) {
        #expect(error("Transfer-Encoding: \(value)\r\n") == .invalidTransferEncoding)
        #expect(HTTPParseError.invalidTransferEncoding.status == 400)
    }

    @Test func refusesBothFramings() {
        #expect(error("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") == .contentLengthAndTransferEncoding)
        #expect(error("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n") == .contentLengthAndTransferEncoding)
    }

    @Test func refusesTransferEncodingInHTTP10() {
        #expect(error("Transfer-Encoding: chunked\r\n", version: "1.0") == .transferEncodingInHTTP10)
    }

    @Test func refusesTwoContentTypes() {
        #expect(error("Content-Type: a/b\r\nContent-Type: a/b\r\n") == .repeatedContentType)
    }

    @Test(arguments: [
        ("1.1", "", true), ("1.1", "close", false), ("1.1", "Close", false), ("1.1", "keep-alive", true),
        ("1.1", "keep-alive, close", false), ("1.1", "upgrade,close", false), ("1.1", "closed", true),
        ("1.1", "x\r\nConnection: close", false), ("1.0", "", false), ("1.0", "Keep-Alive", true),
        ("1.0", "keep-alive, close", false), ("1.0", "x, keep-alive", true),
    ]) func tellsWhetherTheConnectionStays(_ version: String, _ value: String, _ stays: Bool) throws {
        let fields = value.isEmpty ? "" : "Connection: \(value)\r\n"
        #expect(try post(fields, version: version).get().keepAlive == stays)
    }

    @Test func expectsContinueForABodyInHTTP11Only() throws {
        let expect = "Expect: 100-Continue\r\n"
        #expect(try post(expect + "Content-Length: 1\r\n").get().expectsContinue)
        #expect(try post(expect + "Transfer-Encoding: chunked\r\n").get().expectsContinue)
        #expect(try !post(expect).get().expectsContinue)
        #expect(try !post(expect + "Content-Length: 0\r\n").get().expectsContinue)
        #expect(try !post(expect + "Content-Length: 1\r\n", version: "1.0").get().expectsContinue)
    }

    @Test(arguments: ["", "100", "200-ok", "100-continue, x", "x\r\nExpect: 100-continue"])
    func refusesOtherExpectations(_ value: String) {
        #expect(error("Expect: \(value)\r\n") == .unsupportedExpectation)
        #expect(HTTPParseError.unsupportedExpectation.status == 417)
    }
}
