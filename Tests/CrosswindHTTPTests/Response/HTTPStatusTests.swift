import CrosswindHTTP
import Testing

@Suite struct HTTPStatusTests {
    @Test(arguments: [
        (UInt16(200), "OK"), (404, "Not Found"), (413, "Content Too Large"), (431, "Request Header Fields Too Large"),
        (505, "HTTP Version Not Supported"), (299, "Unknown"),
    ])
    func namesCodes(_ code: UInt16, _ reason: String) {
        #expect("\(HTTPStatus.reason(code))" == reason)
    }
}
