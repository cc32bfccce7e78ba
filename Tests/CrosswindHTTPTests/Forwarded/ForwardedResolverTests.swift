import CrosswindHTTP
import Testing

@Suite struct ForwardedResolverTests {
    @Test func asksOnlyForTrustedPeers() throws {
        let local = TrustedProxies.Peer.address(try #require(IPAddress("127.0.0.1")))
        let resolver = ForwardedResolver(proxies: try TrustedProxies(["127.0.0.1"]), headers: .xForwarded)
        #expect(resolver.concerns(local) && !resolver.concerns(.unix))
        #expect(!resolver.concerns(.address(try #require(IPAddress("127.0.0.2")))))
        #expect(!ForwardedResolver(proxies: resolver.proxies, headers: []).concerns(local))
    }

    @Test func nothingSaidIsNil() throws {
        #expect(try resolve([]) == nil)
        #expect(try resolve([("Host", "a"), ("X_Forwarded_For", "192.0.2.1")]) == nil)
        #expect(try resolve([("Forwarded", "for=192.0.2.1")]) == nil)
        #expect(try resolve([("X-Forwarded-For", "192.0.2.1")], headers: .forwarded) == nil)
        #expect(try resolve([("X-Forwarded-Host", "evil"), ("X-Forwarded-Port", "1")]) == nil)
    }

    @Test func theOtherFamilyIsIgnored() throws {
        let fields = [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.2;proto=https")]
        #expect(try resolve(fields) == Outcome(address: "192.0.2.1"))
        #expect(try resolve(fields, headers: .forwarded) == Outcome(address: "192.0.2.2", scheme: .https))
    }
}
