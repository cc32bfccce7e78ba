import Testing

@testable import CrosswindSecurity

@Suite struct Base64Tests {
    /// RFC 4648 §10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func vectors(plain: String, coded: String) {
        #expect(Base64.standard.encode(Array(plain.utf8)) == Array(coded.utf8))
        #expect(Base64.standard.decode(Array(coded.utf8)[...]) == Array(plain.utf8))
        let bare = coded.filter { $0 != "=" }
        #expect(Base64.urlSafe.encode(Array(plain.utf8)) == Array(bare.utf8))
        #expect(Base64.urlSafe.decode(Array(bare.utf8)[...]) == Array(plain.utf8))
    }

    @Test func alphabets() {
        let bytes: [UInt8] = [0xFB, 0xEF, 0xFF]
        #expect(Base64.standard.encode(bytes) == Array("++//".utf8))
        #expect(Base64.urlSafe.encode(bytes) == Array("--__".utf8))
        #expect(Base64.standard.decode(Array("--__".utf8)[...]) == nil)
        #expect(Base64.urlSafe.decode(Array("++//".utf8)[...]) == nil)
    }

    @Test func everyByteAtEveryPlace() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64.standard.decode(Base64.standard.encode(bytes)[...]) == bytes)
            #expect(Base64.urlSafe.decode(Base64.urlSafe.encode(bytes)[...]) == bytes)
        }
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Z===", "=", "====", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zg==Zg==", "Zé==",
    ])
    func strict(text: String) {
        #expect(Base64.standard.decode(Array(text.utf8)[...]) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9vY", "Zm9vYm9", "Zm.v"])
    func strictWithoutPadding(text: String) {
        #expect(Base64.urlSafe.decode(Array(text.utf8)[...]) == nil)
    }
}
