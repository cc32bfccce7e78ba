import Testing

@testable import CrosswindCLI

@Suite struct AccessLogFormatTests {
    @Test func presetsAreTheirFormats() throws {
        #expect(try AccessLogFormat("common") == .common)
        #expect(try AccessLogFormat(#"%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s"#) == .common)
        #expect(try AccessLogFormat("combined") == .combined)
        #expect(try AccessLogFormat("json") == .json)
    }

    @Test func everyPlainAtomIsKnown() throws {
        for name in "hlutrmUqHsBbfaTMDLp" {
            #expect(AccessLogAtom.plain[String(name)] != nil, "\(name)")
            #expect(throws: Never.self) { try AccessLogFormat("%(\(name))s") }
        }
    }

    @Test(arguments: [
        "", "plain", "%", "%s", "%h", "%(h)", "%(h", "%(h)d", "%(x)s", "%()s", "%({}i)s", "%({a}x)s", "%({a b}i)s",
        "%({a\u{e9}}i)s", "%({a)s", "%(h)s\n", "%(h)s\u{1b}", "%(h)s %", "%%", "Common", "%(h)s\r\n",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try AccessLogFormat(text) }
    }

    @Test func everyAtomIsDocumented() {
        let documented = Set(AccessLogAtom.meanings.map(\.atom))
        #expect(documented == Set(AccessLogAtom.plain.keys).union(["{name}i", "{name}o", "{NAME}e"]))
    }

    @Test func longFormats() throws {
        #expect(throws: Never.self) { try AccessLogFormat(String(repeating: "%(h)s ", count: 10_000)) }
    }
}
