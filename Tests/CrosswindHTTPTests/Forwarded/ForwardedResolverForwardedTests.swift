import CrosswindHTTP
import Testing

@Suite struct ForwardedResolverForwardedTests {
    private static func outcome(_ values: String...) throws -> Outcome? {
        try resolve(values.map { ("Forwarded", $0) }, headers: .forwarded)
    }

    @Test func elements() throws {
        #expect(try Self.outcome("for=192.0.2.1") == Outcome(address: "192.0.2.1"))
        #expect(
            try Self.outcome(#"For="[2001:db8:cafe::17]:4711";Proto=https;by=203.0.113.43;Host="example.org:80""#)
                == Outcome(address: "2001:db8:cafe::17", port: 4711, scheme: .https, host: "example.org:80"))
        #expect(
            try Self.outcome("for=192.0.2.1; proto=http ; host=a")
                == Outcome(address: "192.0.2.1", scheme: .http, host: "a"))
        #expect(try Self.outcome("for=192.0.2.1:80;") == Outcome(address: "192.0.2.1", port: 80))
        #expect(try Self.outcome(#"for="192.0.2.1:_hidden""#) == Outcome(address: "192.0.2.1"))
        #expect(try Self.outcome(#"secret="a,b;c";for=192.0.2.1"#) == Outcome(address: "192.0.2.1"))
    }

    @Test func nearestUntrustedHopWithItsOwnWords() throws {
        let value = "for=6.6.6.6;proto=http;host=evil, for=192.0.2.1;proto=https;host=a, for=10.0.0.1;proto=http;host=b"
        #expect(try Self.outcome(value) == Outcome(address: "192.0.2.1", scheme: .https, host: "a"))
        #expect(
            try Self.outcome("for=192.0.2.1;proto=https", "for=10.0.0.1")
                == Outcome(address: "192.0.2.1", scheme: .https))
        #expect(try Self.outcome("for=6.6.6.6;proto=https, for=192.0.2.1") == Outcome(address: "192.0.2.1"))
        #expect(try Self.outcome("for=10.0.0.2, for=10.0.0.1") == Outcome(address: "10.0.0.2"))
    }

    @Test func unknownAndObfuscatedEndTheWalk() throws {
        #expect(try Self.outcome("for=6.6.6.6, for=unknown;proto=https") == Outcome(scheme: .https))
        #expect(try Self.outcome("for=6.6.6.6, for=_hidden, for=10.0.0.1") == Outcome(address: "10.0.0.1"))
        #expect(try Self.outcome("for=6.6.6.6, proto=https;host=a") == Outcome(scheme: .https, host: "a"))
    }

    @Test(arguments: [
        "", ",", ";", "=", "for", "for=", "=192.0.2.1", "for=192.0.2.1 x", "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1;proto=http;proto=https", #"for="192.0.2.1"#, #"for=192.0.2.1""#, #"for="192.0.2.1"x"#,
        #"for="\192.0.2.1""#, "for =", "f r=192.0.2.1", #""for"=192.0.2.1"#, "for=192.0.2.1;;proto=https", "for=(1)",
        #"\"#, #"""#, #"for="""#,
    ])
    func malformedElementsSayNothing(text: String) throws {
        let outcome = try Self.outcome("for=6.6.6.6;proto=https, \(text)")
        #expect(outcome?.address == nil || text.isEmpty || text == ",", "\(String(describing: outcome))")
    }

    @Test func malformedElementsKeepTheHopBefore() throws {
        #expect(
            try Self.outcome("for=6.6.6.6, for=, for=10.0.0.1;proto=https")
                == Outcome(address: "10.0.0.1", scheme: .https))
    }

    /// What a client leaves open must not swallow what the proxy appends.
    @Test(arguments: [
        #"for=""#, #"for="\"#, #"for="a\""#, #"for="6.6.6.6;proto=https"#, "for=6.6.6.6;", #"""""#, #"\"#, #"x="\\""#,
        #"for="6.6.6.6, for="#,
    ])
    func openQuotesSwallowNothing(text: String) throws {
        #expect(try Self.outcome("\(text), for=192.0.2.1;proto=http") == Outcome(address: "192.0.2.1", scheme: .http))
        #expect(
            try Self.outcome(#"\#(text), for="[2001:db8::1]:80";proto=http"#)
                == Outcome(address: "2001:db8::1", port: 80, scheme: .http))
    }

    @Test func longValuesTakeLinearTime() throws {
        for piece in [#"\"#, #"""#, #"\""#, ",", ";", "=", #"",""#, "for=10.0.0.1,"] {
            _ = try Self.outcome(String(repeating: piece, count: 300_000))
            _ = try Self.outcome(#"""# + String(repeating: piece, count: 300_000) + #"""#)
        }
    }

    @Test func randomBytesNeverCrash() throws {
        let alphabet = Array(#"for=proto;host,"\[]:.0123456789abcdef_ "#)
        for _ in 0..<20_000 {
            let text = String((0..<Int.random(in: 0...60)).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
            _ = try Self.outcome(text)
            _ = try resolve([("X-Forwarded-For", text), ("X-Forwarded-Proto", text)])
        }
    }
}
