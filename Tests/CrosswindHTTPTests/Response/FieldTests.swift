import CrosswindHTTP
import Testing

private func refused(_ fields: [(String, String)]) -> HTTPFieldError? {
    do {
        _ = try Encoded(fields: fields, bodyCount: 0)
        return nil
    } catch {
        return error as? HTTPFieldError
    }
}

@Suite struct FieldTests {
    @Test(arguments: ["", " ", "A B", "A:", "A\r\n", "A\u{0}", "Aé", "(A)", "A\n", "A-very-long-name-of-a-field\r"])
    func refusesNames(_ name: String) {
        #expect(refused([(name, "v")]) == .invalidName)
    }

    @Test(arguments: [
        "a\r\nSet-Cookie: b", "a\nb", "a\rb", "\r\n", "a\u{0}", "\u{7F}", "a\u{1B}[0m",
        "a value of more than sixteen bytes\n",
    ])
    func refusesValues(_ value: String) {
        #expect(refused([("X", value)]) == .invalidValue)
        #expect(refused([("Content-Type", value)]) == .invalidValue)
    }

    @Test func allowsTabsAndLatin1() throws {
        let response = try Encoded(fields: [("X_1.|~", "a\tb\u{E9}"), ("Empty", "")], bodyCount: 0)
        #expect(response.text.contains("X_1.|~: a\tb\u{E9}\r\nEmpty: \r\n"))
    }

    @Test(arguments: ["Keep-Alive", "transfer-encoding", "TE", "Trailer", "Upgrade", "Proxy-Connection"])
    func refusesHopByHopNames(_ name: String) {
        #expect(refused([(name, "x")]) == .hopByHop)
    }

    @Test func takesConnectionCloseAsAWish() throws {
        #expect(refused([("Connection", "keep-alive")]) == .hopByHop)
        #expect(refused([("Connection", "close, x")]) == .hopByHop)
        let response = try Encoded(fields: [("connection", "Close")], bodyCount: 0)
        #expect(response.text.hasSuffix("Content-Length: 0\r\nConnection: close\r\n\r\n"))
        #expect(response.text.split(separator: "onnection").count == 2)
        #expect(response.completion == .complete(keepAlive: false))
    }

    @Test func letsAProxyAskForCredentials() { #expect(refused([("Proxy-Authenticate", "Basic")]) == nil) }

    @Test(arguments: ["", "-1", "+1", "1,1", "1 ", " 1", "x", "0x1", "18446744073709551616"])
    func refusesBadContentLength(_ value: String) {
        #expect(refused([("Content-Length", value)]) == .invalidContentLength)
    }

    @Test func refusesTwoContentLengths() {
        #expect(refused([("Content-Length", "1"), ("content-length", "1")]) == .repeatedContentLength)
    }

    @Test func keepsDateAndServerOfTheApplication() throws {
        let response = try Encoded(fields: [("Date", "now"), ("server", "mine")], bodyCount: 0)
        #expect(response.text == "HTTP/1.1 200 OK\r\nDate: now\r\nserver: mine\r\nContent-Length: 0\r\n\r\n")
        let dated = try Encoded(fields: [("Date", "now")], bodyCount: 0)
        #expect(dated.text == "HTTP/1.1 200 OK\r\nDate: now\r\nServer: test\r\nContent-Length: 0\r\n\r\n")
    }

    @Test func tellsWhatWasSet() throws {
        var output = OutputBuffer()
        var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
        try encoder.begin(status: 200, reason: "OK", into: &output)
        #expect(!encoder.hasContentType)
        #expect(encoder.declaredLength == nil)
        try encoder.field("content-Type", "a/b", into: &output)
        try encoder.field("content-length", "7", into: &output)
        #expect(encoder.hasContentType)
        #expect(encoder.declaredLength == 7)
        #expect(encoder.keepsAlive)
        encoder.closeAfterwards()
        #expect(!encoder.keepsAlive)
    }

    @Test func refusesBadStatusLines() {
        func error(_ status: UInt16, _ reason: String) -> HTTPFieldError? {
            do {
                _ = try Encoded(status: status, reason: reason)
                return nil
            } catch {
                return error as? HTTPFieldError
            }
        }
        #expect(error(99, "x") == .invalidStatus)
        #expect(error(1000, "x") == .invalidStatus)
        #expect(error(200, "OK\r\nX: y") == .invalidReason)
        #expect(error(200, "\u{0}") == .invalidReason)
        #expect(error(200, "") == nil)
        #expect(error(999, "Caf\u{E9}") == nil)
        #expect(HTTPFieldError.invalidReason.status == 500)
    }
}
