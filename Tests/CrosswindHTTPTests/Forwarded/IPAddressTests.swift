import CrosswindHTTP
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
        ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("0:0:0:0:0:0:0:0", "::"), ("1::2:3:4:5:6:7", "1:0:2:3:4:5:6:7"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("::FFFF:c000:201", "192.0.2.1"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("64:ff9b::192.0.2.1", "64:ff9b::c000:201"), ("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"),
        ("::192.0.2.1", "::c000:201"), ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
    ])
    func readsAndWrites(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect("\(address)" == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "00.0.0.0", "1..2.3", ".1.2.3", "1.2.3.",
        "1.2.3.4 ", " 1.2.3.4", "0x7f.0.0.1", "2130706433", "1.2.3.-4", "1.2.3.٤", ":", ":::", "1:::2", "::1::",
        "1:2:3",
        "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "::12345", "::g", "[::1]", "fe80::1%eth0", "::1.2.3", "::1.2.3.4:5",
        "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", ":1", "1:", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", "localhost",
        "::ffff:1.2.3.04",
        "0000:0000:0000:0000:0000:0000:255.255.255.2555", "1::2::3",
    ])
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func bytes() throws {
        let ipv4: [UInt8] = [192, 0, 2, 1]
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1]
        let one = ipv4.withUnsafeBytes { IPAddress(bytes: $0) }
        #expect(one == IPAddress("192.0.2.1") && one?.isIPv4 == true && one?.ipv4 == 0xc000_0201)
        #expect(mapped.withUnsafeBytes { IPAddress(bytes: $0) } == one)
        #expect(mapped[..<5].withUnsafeBytes { IPAddress(bytes: $0) } == nil)
    }

    @Test func randomAddressesSurvive() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            // Few set groups, so that runs of zeros of every length come up.
            let mask = {
                (0..<4).reduce(UInt64(0)) { sum, _ in sum << 16 | (Bool.random(using: &generator) ? 0xffff : 0) }
            }
            let address = IPAddress(
                high: UInt64.random(in: 0...UInt64.max, using: &generator) & mask(),
                low: UInt64.random(in: 0...UInt64.max, using: &generator) & mask())
            #expect(IPAddress("\(address)") == address, "\(address)")
        }
    }
}
