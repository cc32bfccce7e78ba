import CrosswindHTTP
import Testing

private func line(_ line: String) -> HTTPParseError? { refusal(line + "\r\nHost: a\r\n\r\n") }

@Suite struct RequestLineTests {
    @Test(arguments: [
        ("GET", HTTPMethodKind.get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("DELETE", .delete),
        ("PATCH", .patch), ("OPTIONS", .options), ("TRACE", .trace), ("get", .other), ("GETS", .other),
        ("PROPFIND", .other), ("X", .other), ("!#$%&'*+-.^_`|~", .other),
    ]) func knowsMethods(_ method: String, _ kind: HTTPMethodKind) throws {
        let message = try request("\(method) / HTTP/1.1\r\nHost: a\r\n\r\n").get()
        #expect(message.method == method)
        #expect(message.methodKind == kind)
    }

    @Test(arguments: ["G(T / HTTP/1.1", "GET\u{0} / HTTP/1.1", "GET: / HTTP/1.1", "GÉT / HTTP/1.1", "G\rET / HTTP/1.1"])
    func refusesMethodsThatAreNoToken(_ text: String) {
        #expect(line(text) == .invalidMethod)
    }

    @Test(arguments: [
        "GET", "GET ", "GET /", "GET / ", "GET  / HTTP/1.1x", "GET HTTP/1.1", "GET  HTTP/1.1", "GET / HTTP/1.1 ",
        "GET / HTTP/11", "GET / HTTP/1.", "GET / HTTP/1.10", "GET / http/1.1", "GET / FTP/1.1", "GET /\tHTTP/1.1",
        "GET /  HTTP/1.x", "GET / HTTP/+1.1",
    ]) func refusesMalformedLines(_ text: String) {
        #expect(line(text) == .malformedRequestLine)
    }

    @Test(arguments: ["GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / x HTTP/1.1"])
    func refusesMoreThanOneSpace(_ text: String) {
        #expect(line(text) == .invalidTarget)
    }

    @Test(arguments: ["0.9", "1.2", "2.0", "3.0", "9.9"]) func refusesOtherVersions(_ version: String) {
        #expect(line("GET / HTTP/\(version)") == .unsupportedVersion)
        #expect(HTTPParseError.unsupportedVersion.status == 505)
    }

    @Test func refusesThePrefaceOfHTTP2() {
        #expect(refusal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == .unsupportedVersion)
    }
}
