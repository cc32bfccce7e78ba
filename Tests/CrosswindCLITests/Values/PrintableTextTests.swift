import Testing

@testable import CrosswindCLI

@Suite struct PrintableTextTests {
    @Test func escapesAndCuts() {
        #expect("a\n\u{1b}[1m\u{85}é".printable == "a\\x0a\\x1b[1m\\x85é")
        #expect(String(repeating: "x", count: 300).printable.count == 201)
        #expect("".printable.isEmpty)
    }
}
