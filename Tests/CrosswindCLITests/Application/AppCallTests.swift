import Testing

@testable import CrosswindCLI

@Suite struct AppCallTests {
    @Test(arguments: [
        ("()", [PythonLiteral]()), ("( )", []), ("(1,)", [.integer(1)]), ("(-1, +2)", [.integer(-1), .integer(2)]),
        ("(1.5,2e3,\t-.5)", [.float(1.5), .float(2000), .float(-0.5)]),
        ("(None, True, False)", [.none, .boolean(true), .boolean(false)]),
        (#"("a", 'b"', "")"#, [.string("a"), .string("b\""), .string("")]),
        (#"("\x41\u00e9\U0001F600\n\\\"")"#, [.string("Aé😀\n\\\"")]), (#"("a,)")"#, [.string("a,)")]),
    ])
    func reads(text: String, values: [PythonLiteral]) throws {
        #expect(try AppCall.parse(text[...]) == AppCall(positional: values))
    }

    @Test func names() throws {
        let call = try AppCall.parse("(1, a='x', b = None)")
        #expect(call == AppCall(positional: [.integer(1)], named: [("a", .string("x")), ("b", .none)]))
    }

    @Test(arguments: [
        "", "(", ")", "(1", "(1 2)", "(,)", "(1,,2)", "(x)", "(x())", "([])", "({})", "(f'x')", "('a", "('a\\",
        #"("\q")"#,
        #"("\xZZ")"#, #"("\ud800")"#, #"("\U00110000")"#, "(a=1, 2)", "(a=1, a=2)", "(a=)", "(=1)", "()x", "(1e999)",
        "(0x10)", "(99999999999999999999)", "(nan)", "(inf)", "(*a)", "(**a)", "(-)", "(e)", "('a' 'b')", "(True=1)x",
    ])
    func refuses(text: String) {
        #expect(throws: UsageError.self) { try AppCall.parse(text[...]) }
    }

    @Test func longInputTakesLinearTime() {
        let text = "(" + String(repeating: "'x',", count: 50_000)
        #expect(throws: UsageError.self) { try AppCall.parse(text[...]) }
    }
}
