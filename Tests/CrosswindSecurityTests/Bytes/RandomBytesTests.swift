import Testing

@testable import CrosswindSecurity

@Suite struct RandomBytesTests {
    @Test func lengths() {
        for length in [0, 1, 4, 7, 8, 9, 16, 33] { #expect(RandomBytes.make(length).count == length) }
        #expect(RandomBytes.make(16) != RandomBytes.make(16))
    }

    @Test func usesAllOfAByteAndOfAnAlphabet() {
        #expect(Set(RandomBytes.make(20_000)).count == 256)
        let letters = RandomBytes.letters(2000, of: Array("abc".utf8))
        #expect(Set(letters) == Set("abc".utf8))
    }
}
