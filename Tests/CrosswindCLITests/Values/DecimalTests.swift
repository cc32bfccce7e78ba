import Testing

@testable import CrosswindCLI

@Suite struct DecimalTests {
    @Test func staysExact() {
        #expect(Decimal("0.1")?.scaled(by: 1_000_000_000) == 100_000_000)
        #expect(Decimal("0.3")?.scaled(by: 10) == 3)
        #expect(Decimal("0.33")?.scaled(by: 10) == nil)
        #expect(Decimal("9223372036854775807")?.scaled(by: 1) == .max)
        #expect(Decimal("9223372036854775807")?.scaled(by: 2) == nil)
        #expect(Decimal("9223372036854775808")?.digits == nil)
    }
}
