import CPythonABI
import Testing

@testable import PythonBridge

/// docs/python-versions.md says what the table says. To write it anew, run with CROSSWIND_WRITE_DOCS=1.
@Suite struct SymbolTableTests {
    @Test func documentIsUpToDate() throws {
        let path = Paths.join(Places.root, "docs/python-versions.md")
        let expected = Self.document()
        if Paths.environment("CROSSWIND_WRITE_DOCS") != nil { try Places.write(expected, to: path) }
        #expect(Places.read(path) == expected, "run the tests with CROSSWIND_WRITE_DOCS=1 and commit the result")
    }

    @Test func namesAreUnique() {
        let names = (0..<cpython_symbol_count()).map { String(cString: cpython_symbol_at($0).pointee.name) }
        #expect(Set(names).count == names.count)
    }

    private static func document() -> String {
        var lines = [
            "# Python versions",
            "",
            "One build of Crosswind runs on every CPython from 3.9 on. It is compiled without Python's headers and not linked with",
            "libpython: the symbols below are looked up when it starts. A required one that is missing is an error that names it. For",
            "an optional one there is another way on versions that lack it.",
            "",
            "Tests run on 3.9 to 3.13, and on 3.14 and 3.15 where those are installed. On 3.14.10, on its debug build (which asserts how",
            "the C API is used) and on 3.15.2, as Debian's development suite has them, 1,365, 1,425 and 1,414 tests of the command were",
            "run, and passed; the executable that embeds Python was not, as those need a newer C library than the one it was built with.",
            "",
            "For free-threaded builds (3.13t, 3.14t) the code is written, after CPython's documentation and sources, but **it has never",
            "run on them**: there was none at hand. What it does there that it does nowhere else: an object's type is found 24 bytes",
            "behind its beginning, which is measured at the start and not assumed; nothing but locks and atomics of its own keeps threads",
            "apart, never the GIL. Try it before you rely on it, and say what you find.",
            "",
            "This file is made from `Sources/CPythonABI/include/functions.def` and `objects.def`, and a test keeps it so.",
            "",
            "| symbol | need | since |",
            "|---|---|---|",
        ]
        for index in 0..<cpython_symbol_count() {
            let symbol = cpython_symbol_at(index).pointee
            let need = symbol.need == Int32(CPYTHON_REQUIRED) ? "required" : "optional"
            let since = symbol.since == 9 ? "≤ 3.9" : "3.\(symbol.since)"
            lines.append("| `\(String(cString: symbol.name))` | \(need) | \(since) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
