import CrosswindHTTP
import Testing

private func head(_ common: borrowing CommonFields) throws -> String {
    var output = OutputBuffer()
    var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
    try encoder.begin(status: 200, reason: "OK", into: &output)
    encoder.endHead(bodyCount: 0, common: common, into: &output)
    return String(latin1: output.bytes)
}

@Suite struct CommonFieldsTests {
    @Test func keepsTheDateUpToDate() throws {
        var common = CommonFields(server: "crosswind/1.2")
        common.update(unixTime: 784_111_777)
        #expect(try head(common).contains("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: crosswind/1.2\r\n"))
        common.update(unixTime: 784_111_778)
        #expect(try head(common).contains("08:49:38 GMT\r\n"))
    }

    @Test func leavesOutWhatIsTurnedOff() throws {
        let rest = "Content-Length: 0\r\n\r\n"
        #expect(try head(CommonFields(server: nil, date: false)) == "HTTP/1.1 200 OK\r\n" + rest)
        #expect(try head(CommonFields(server: "a", date: false)) == "HTTP/1.1 200 OK\r\nServer: a\r\n" + rest)
        #expect(
            try head(CommonFields(server: nil)).hasPrefix(
                "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nCon"))
    }

    @Test func trapsOnControlBytes() async {
        await #expect(processExitsWith: .failure) { _ = CommonFields(server: "a\r\nb") }
    }
}
