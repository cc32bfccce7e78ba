import Logging
import Testing

@testable import CrosswindCLI

@Suite struct LogEntryTests {
    private static func entry(
        _ message: String, _ metadata: [(key: String, value: Logger.Metadata.Value)] = [], level: Logger.Level = .info
    ) -> LogEntry {
        LogEntry(
            seconds: 1_795_469_400, milliseconds: 123, level: level, label: "crosswind", message: message,
            metadata: metadata)
    }

    private static func text(_ message: String, _ metadata: [(key: String, value: Logger.Metadata.Value)] = [])
        -> String
    {
        written { entry(message, metadata).appendText(colours: false, to: &$0) }
    }

    private static func json(_ message: String, _ metadata: [(key: String, value: Logger.Metadata.Value)] = [])
        -> String
    {
        written { entry(message, metadata).appendJSON(to: &$0) }
    }

    private static let head = "2026-11-23T21:30:00.123Z info crosswind: "

    @Test func textWithMetadata() {
        let line = Self.text("listening", [("address", "127.0.0.1:80"), ("note", "a \"b\""), ("none", "")])
        #expect(line == Self.head + #"listening address=127.0.0.1:80 note="a \"b\"" none="""# + "\n")
    }

    @Test func tracebacksStayWholeAndCannotForgeEntries() {
        let trace = "Traceback:\n  File \"x\"\nValueError: x\n2026-11-23T21:30:00.123Z info crosswind: forged\n"
        let text = Self.text(trace, [("id", "7")])
        #expect(
            text == Self.head + "Traceback:\n      File \"x\"\n    ValueError: x\n    " + Self.head
                + "forged\n    id=7\n")
        #expect(text.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("    ") })
    }

    @Test func controlCharactersAreEscaped() {
        #expect(Self.text("a\u{1b}[2J\0\u{7f}\tb") == Self.head + "a\\x1b[2J\\x00\\x7f\tb\n")
        #expect(Self.text("a\u{9b}\u{202e}\u{2028}é") == Self.head + "a\\u{9b}\\u{202e}\\u{2028}é\n")
        #expect(Self.text("a\r\nb\rc\r") == Self.head + "a\n    b\\rc\\r\n")
        #expect(Self.text("m", [("k\n", "v\n\u{1b}")]) == Self.head + "m \"k\\n\"=\"v\\n\\x1b\"\n")
    }

    @Test func colours() {
        let line = written { Self.entry("m", level: .error).appendText(colours: true, to: &$0) }
        #expect(line.contains(" \u{1b}[31merror\u{1b}[0m crosswind: m"))
    }

    @Test func jsonEscapes() {
        let line = Self.json("a\"\\\n\r\t\u{1}\u{85}\u{2028}é", [("k\"", "v"), ("n", ["x": ["y", "\(1)"]])])
        #expect(
            line == #"{"time":"2026-11-23T21:30:00.123Z","level":"info","logger":"crosswind","#
                + #""message":"a\"\\\n\r\t\u0001\u0085\u2028é","metadata":{"k\"":"v","n":{"x":["y","1"]}}}"# + "\n")
    }

    @Test func everythingIsBounded() {
        let long = String(repeating: "é", count: 1 << 20)
        let deep: Logger.Metadata.Value = ["a": ["b": ["c": ["d": ["e": .string(long)]]]]]
        let many = Logger.Metadata.Value.array(Array(repeating: "x", count: 1000))
        let entry = Self.entry(
            "first line\n\(long)\nValueError: why", [("long", .string(long)), ("deep", deep), ("many", many)]
        ).bounded
        #expect(entry.message.hasPrefix("first line\né") && entry.message.hasSuffix("é\nValueError: why"))
        #expect(entry.message.contains("bytes left out"))
        #expect(entry.message.utf8.count < LogEntry.longestMessage + 100)
        let text = written { entry.appendText(colours: false, to: &$0) }
        #expect(text.utf8.count < LogEntry.longestMessage + 12_000)
        let short = Self.entry("short", [("k", ["a": ["b", .stringConvertible(1)]])])
        #expect(written { short.bounded.appendJSON(to: &$0) } == written { short.appendJSON(to: &$0) })
    }

    @Test func jsonIsOneLine() {
        for value in 0..<0x3000 {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let line = Self.json(String(scalar), [(String(scalar), .string(String(scalar)))])
            #expect(line.utf8.filter { $0 < 32 }.count == 1 && line.hasSuffix("}\n"), "\(value)")
        }
    }
}
