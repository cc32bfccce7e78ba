import Testing

@testable import CrosswindCLI

@Suite struct ShellWordsTests {
    /// What Python's `shlex.split` makes of the same.
    @Test(
        arguments: [
            ("", []), ("  \t\n ", []), ("--workers=3 -b :80", ["--workers=3", "-b", ":80"]),
            ("-n 'my site' -e \"A=b c\"", ["-n", "my site", "-e", "A=b c"]),
            (#"a\ b "c\"d" "e\f" 'g\h' \""#, ["a b", "c\"d", #"e\f"#, #"g\h"#, "\""]),
            ("--x='' '' y", ["--x=", "", "y"]), ("a#b # c", ["a#b", "#", "c"]), ("$HOME `x`", ["$HOME", "`x`"]),
            ("one\r\ntwo", ["one", "two"]), ("it\"'\"s", ["it's"]), (#""\\""#, [#"\"#]), ("é'ü'", ["éü"]),
        ] as [(String, [String])])
    func split(_ text: String, _ words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(arguments: ["'a", "\"a b", "a\\", "\"a\\", "\"a\\\""])
    func refused(_ text: String) {
        #expect(throws: UsageError.self) { try ShellWords.split(text) }
    }
}
