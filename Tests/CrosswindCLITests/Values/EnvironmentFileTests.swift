import Testing

@testable import CrosswindCLI

@Suite struct EnvironmentFileTests {
    private func parsed(_ text: String) throws -> [String] {
        try EnvironmentFile.parse(text, file: ".env").map { "\($0.name)=\($0.value)" }
    }

    @Test(
        arguments: [
            ("A=1", "A=1"), ("  A = 1  ", "A=1"), ("A=", "A="), ("export A=1", "A=1"), ("export\tA=1", "A=1"),
            ("exported=1", "exported=1"), ("A=b=c", "A=b=c"), ("A=x # comment", "A=x"), ("A=x#y", "A=x#y"),
            ("A='x # y' # z", "A=x # y"), ("A=\"a\\nb\\tc\\rd\\\"e\\\\f\\$g\\h\"", "A=a\nb\tc\rd\"e\\f$g\\h"),
            ("A='\\n'", "A=\\n"), ("A=\"\"", "A="), ("A=$HOME/${X}", "A=$HOME/${X}"), ("A='it''", nil),
            ("A=\"open", nil), ("A='x' y", nil), ("no assignment", nil), ("=x", nil), ("A B=x", nil),
        ] as [(String, String?)]) func oneLine(_ line: String, _ expected: String?) throws
    {
        guard let expected else {
            let error = #expect(throws: UsageError.self) { try EnvironmentFile.parse("# first\n\(line)", file: ".env") }
            #expect(error?.message.hasPrefix(".env:2: ") == true)
            return
        }
        #expect(try parsed(line) == [expected])
    }

    @Test func linesOfAnySystem() throws {
        #expect(try parsed("\u{FEFF}A=1\r\n\r\n# x\r\nB=2\r\n") == ["A=1", "B=2"])
        #expect(try parsed("A=\u{2028}\u{85}x\nB=2") == ["A=\u{2028}\u{85}x", "B=2"])
    }

    @Test func laterOnesAreLater() throws { #expect(try parsed("A=1\nA=2\n\n") == ["A=1", "A=2"]) }

    /// Of `--env`, its variable and a file's table: commas and lines belong to the value, but in the variable, whose lines
    /// are assignments.
    @Test func valuesOfSeveralLines() throws {
        #expect(try options("--env", "A=one\ntwo,three", "-e", "B=").env.map(\.value) == ["one\ntwo,three", ""])
        let both = try options(environment: ["CROSSWIND_ENV": "A=one\r\n\nB=two"]).env
        #expect(both.map(\.value) == ["one", "two"])
        let entry = ConfigurationEntry(
            key: "env", value: .table([ConfigurationPair(key: "KEY", value: .string("one\ntwo"))]))
        let layer = try OptionLayer(name: "crosswind.toml", [entry])
        #expect(try #require(layer.found["env"]).text == "KEY=one\ntwo")
    }
}
