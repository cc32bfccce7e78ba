import Crosswind
import CrosswindHTTP
import Testing

@testable import CrosswindHosted

/// PEP 3333, "The start_response() Callable" and "Other HTTP Features".
@Suite struct HeadRulesTests {
    private func check(_ name: String, _ value: String, status: UInt16 = 200, bodyCount: Int? = 3) throws {
        var fields = HTTPFields()
        try fields.add(name, value)
        try HeadRules.check(ResponseHead(status: status, fields: fields), bodyCount: bodyCount)
    }

    @Test(arguments: [
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Trailers",
        "Transfer-Encoding", "Upgrade", "connection", "UPGRADE",
    ])
    func hopByHop(_ name: String) {
        #expect(throws: HTTPFieldError.hopByHop) { try check(name, "x") }
    }

    @Test(arguments: ["Content-Type", "X", "Te-x", "Upgrades", "Set-Cookie", "Proxy-Authenticated", "Connections"])
    func others(_ name: String) throws { try check(name, "x") }

    @Test func contentLength() throws {
        try check("Content-Length", "3")
        try check("Content-Length", "7", bodyCount: nil)
        try check("Content-Length", "7", status: 304)
        for wrong in ["", "4", "-3", "+3", "3 ", "0x3", "99999999999999999999"] {
            #expect(throws: HTTPFieldError.invalidContentLength) { try check("Content-Length", wrong) }
        }
        var twice = HTTPFields()
        try twice.add("Content-Length", "3")
        try twice.add("Content-Length", "3")
        #expect(throws: HTTPFieldError.repeatedContentLength) {
            try HeadRules.check(ResponseHead(fields: twice), bodyCount: 3)
        }
    }

    @Test func statusLine() throws {
        #expect(throws: HTTPFieldError.invalidStatus) { try HeadRules.check(ResponseHead(status: 99), bodyCount: 0) }
        #expect(throws: HTTPFieldError.invalidStatus) { try HeadRules.check(ResponseHead(status: 1000), bodyCount: 0) }
        #expect(throws: HTTPFieldError.invalidReason) {
            try HeadRules.check(ResponseHead(reason: "a\r\nb: c"), bodyCount: 0)
        }
        try HeadRules.check(ResponseHead(status: 999, reason: "Fine \u{E9}"), bodyCount: 0)
    }
}
