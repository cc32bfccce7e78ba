import CrosswindHTTP

/// The head of a response as a client has to understand it (RFC 9112 §4, §5, §6.3). Text, not bytes: what it has to be in
/// a test is right, not quick. An implementation of its own, or the server's mistakes would go unnoticed here.
enum ResponseHeadParser {
    /// Where the body ends.
    enum Framing {
        case none
        case length(Int)
        case chunked
        case untilClose
    }

    static func parse(_ text: String, toHEAD: Bool) throws(TestError) -> (TestResponse, Framing) {
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast(2)
        let first = lines.popFirst() ?? ""
        var response = try status(first)
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { throw .notHTTP("the line \"\(line)\"") }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            do throws(HTTPFieldError) {
                try response.headers.add(String(line[..<colon]), String(value))
            } catch {
                throw .notHTTP("the line \"\(line)\": \(error.reason)")
            }
        }
        let framing = try framing(response, toHEAD)
        let wishes = response.headers.getList("Connection").joined(separator: ",").lowercased()
        response.keepsConnection =
            first.hasPrefix("HTTP/1.1") ? !wishes.contains("close") : wishes.contains("keep-alive")
        if case .untilClose = framing { response.keepsConnection = false }
        return (response, framing)
    }

    private static func status(_ line: Substring) throws(TestError) -> TestResponse {
        let parts = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, ["HTTP/1.0", "HTTP/1.1"].contains(parts[0]), parts[1].utf8.count == 3,
            let status = Int(parts[1])
        else { throw .notHTTP("the line \"\(line)\"") }
        var response = TestResponse()
        response.status = status
        response.reason = String(parts[2])
        return response
    }

    private static func framing(_ response: TestResponse, _ toHEAD: Bool) throws(TestError) -> Framing {
        let codings = response.headers.getList("Transfer-Encoding")
        let lengths = response.headers.getList("Content-Length")
        if !codings.isEmpty {
            guard codings == ["chunked"], lengths.isEmpty else { throw .notHTTP("Transfer-Encoding \(codings)") }
        }
        guard lengths.count <= 1, lengths.allSatisfy({ Int($0) ?? -1 >= 0 }) else {
            throw .notHTTP("Content-Length \(lengths)")
        }
        if toHEAD || response.status < 200 || response.status == 204 || response.status == 304 { return .none }
        if !codings.isEmpty { return .chunked }
        return lengths.first.flatMap { Int($0) }.map { .length($0) } ?? .untilClose
    }
}
