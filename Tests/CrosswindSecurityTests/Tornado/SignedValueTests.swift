import Testing

@testable import CrosswindSecurity

/// The texts were made by Tornado 6.5; `Tests/Python/test_identity.py` asks it anew.
@Suite struct SignedValueTests {
    let secret: CookieSecret = "it's a secret to everybody"
    let signedAt: Int64 = 1_300_000_000
    let version1 = "dmFsdWU=|1300000000|f08b587b56de2bceee208953e965b5cb9cb1ce83"
    let version2 =
        "2|1:0|10:1300000000|3:key|8:dmFsdWU=|1f0e1b51a475560eb589811e159a342c9f96e74d0d37f4252899de9438cbfb55"

    private func decode(
        _ text: String, name: String = "key", secret: CookieSecret? = nil, days: Double = 31, minVersion: Int = 1,
        after seconds: Int64 = 0
    ) throws(SecurityError) -> String {
        let bytes = try SignedValue.decode(
            text, name: name, secret: secret ?? self.secret, maxAgeDays: days, minVersion: minVersion,
            at: signedAt + seconds)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func writesWhatTornadoWrites() throws {
        #expect(try SignedValue.create("value", name: "key", secret: secret, version: 1, at: signedAt) == version1)
        #expect(try SignedValue.create("value", name: "key", secret: secret, at: signedAt) == version2)
        let empty = "2|1:0|10:1300000000|3:key|0:|7bc258777b024381dba612011830a5e1f29823e56075cd5c7752f5740f7a0d54"
        #expect(try SignedValue.create("", name: "key", secret: secret, at: signedAt) == empty)
        #expect(throws: SecurityError.unsupportedVersion) {
            try SignedValue.create("value", name: "key", secret: secret, version: 3)
        }
    }

    @Test func readsWhatTornadoWrote() throws {
        #expect(try decode(version1) == "value")
        #expect(try decode(version2) == "value")
    }

    @Test func livesAsLongAsIsSaid() throws {
        for text in [version1, version2] {
            #expect(try decode(text, after: 31 * 86_400) == "value")
            #expect(throws: SecurityError.expired) { try decode(text, after: 31 * 86_400 + 1) }
            #expect(try decode(text, days: 0.5, after: 43_200) == "value")
            #expect(throws: SecurityError.expired) { try decode(text, days: 0.5, after: 43_201) }
        }
        // Version 1 only: digits could have moved into the timestamp.
        #expect(throws: SecurityError.notYetValid) { try decode(version1, after: -31 * 86_400 - 1) }
        #expect(try decode(version2, after: -400 * 86_400) == "value")
    }

    @Test func isForOneNameAndOneSecret() {
        #expect(throws: SecurityError.wrongName) { try decode(version2, name: "other") }
        #expect(throws: SecurityError.badSignature) { try decode(version1, name: "other") }
        for text in [version1, version2] {
            #expect(throws: SecurityError.badSignature) { try decode(text, secret: "another") }
        }
    }

    @Test func minimumVersion() throws {
        #expect(throws: SecurityError.unsupportedVersion) { try decode(version1, minVersion: 2) }
        #expect(try decode(version2, minVersion: 2) == "value")
        #expect(throws: SecurityError.unsupportedVersion) { try decode(version2, minVersion: 3) }
    }

    @Test func keysRotate() throws {
        let old = try CookieSecret(keys: [0: "ajklasdf0ojaisdf"], current: 0)
        let both = try CookieSecret(keys: [0: "ajklasdf0ojaisdf", 1: "aslkjasaolwkjsdf"], current: 1)
        let new = try CookieSecret(keys: [1: "aslkjasaolwkjsdf"], current: 1)
        let before = try SignedValue.create("value", name: "key", secret: old, at: signedAt)
        let after = try SignedValue.create("value", name: "key", secret: both, at: signedAt)
        #expect(SignedValue.keyVersion(of: before) == 0)
        #expect(SignedValue.keyVersion(of: after) == 1)
        #expect(try decode(before, secret: both) == "value")
        #expect(try decode(after, secret: new) == "value")
        #expect(throws: SecurityError.unknownKeyVersion) { try decode(before, secret: new) }
        #expect(throws: SecurityError.unsupportedVersion) { try decode(version1, secret: both) }
        let chosen = try SignedValue.create("value", name: "key", secret: both, keyVersion: 0, at: signedAt)
        #expect(chosen == before)
        #expect(throws: SecurityError.unknownKeyVersion) {
            try SignedValue.create("value", name: "key", secret: both, keyVersion: 2)
        }
        #expect(SignedValue.keyVersion(of: version1) == nil)
        #expect(SignedValue.keyVersion(of: "2|1:x|") == nil)
    }

    @Test func refusesUselessSecrets() {
        let unset = ""
        #expect(throws: SecurityError.emptySecret) { try CookieSecret(unset) }
        #expect(throws: SecurityError.emptySecret) { try CookieSecret(keys: [0: "a", 1: ""], current: 0) }
        #expect(throws: SecurityError.unknownKeyVersion) { try CookieSecret(keys: [0: "a"], current: 1) }
        #expect(throws: SecurityError.unknownKeyVersion) { try CookieSecret(keys: [-1: "a"], current: -1) }
    }

    @Test func noChangedByteIsBelieved() {
        for text in [version1, version2] {
            for index in text.utf8.indices {
                var bytes = Array(text.utf8)
                let offset = text.utf8.distance(from: text.utf8.startIndex, to: index)
                for change: UInt8 in [1, 2, 16, 32] {
                    bytes[offset] ^= change
                    let changed = String(decoding: bytes, as: UTF8.self)
                    #expect(throws: SecurityError.self, "\(changed)") { try decode(changed) }
                    bytes[offset] ^= change
                }
                let cut = String(decoding: bytes[..<offset], as: UTF8.self)
                #expect(throws: SecurityError.self, "\(cut)") { try decode(cut) }
            }
        }
    }

    @Test func digitsMovedIntoTheTimestampAreNotBelieved() throws {
        // The value is digits; four of them move behind the bar without changing what was signed.
        let signed = try SignedValue.create(
            [0xD7, 0x6D, 0xF8, 0xE7, 0xAE, 0xFC], name: "key", secret: secret, version: 1, at: signedAt)
        let parts = signed.split(separator: "|")
        let moved = "\(parts[0].dropLast(4))|\(parts[0].suffix(4))\(parts[1])|\(parts[2])"
        #expect(throws: SecurityError.notYetValid) { try decode(moved) }
    }

    @Test(arguments: [
        "", "|", "||", "|||", "2|", "2|1", "2|1:", "2|1:0", "2|1:0|", "2||||||", "2|-1:0|", "2|1:0|2:1",
        "2|9:0|1:1|1:1|1:1|",
        "2|99999999999999999999999:0|", "2|999999999999999999:0|", "2|+1:0|1:1|1:1|1:1|", "2|1:x|1:1|1:1|1:1|",
        "02|1:0|1:1|1:1|1:1|", "3|1:0|1:1|1:1|1:1|", "999|x", "1000|1300000000|", "\u{0}", "é|é|é", "2|1:0|0:|0:|0:|",
    ])
    func hostile(text: String) {
        #expect(throws: SecurityError.self) { try decode(text) }
        #expect((SignedValue.keyVersion(of: text) ?? 0) == 0)
    }

    @Test func longInputIsReadOnce() {
        let bars = String(repeating: "|", count: 1_000_000)
        let digits = "2|" + String(repeating: "1", count: 1_000_000)
        let fields = "2|" + String(repeating: "1:0|", count: 250_000)
        for text in [bars, digits, fields] { #expect(throws: SecurityError.self) { try decode(text) } }
    }
}
