import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct OptionsDocumentTests {
    @Test func pageHasEveryOption() {
        let page = OptionsDocument.markdown
        for spec in OptionTable.all {
            #expect(page.contains("\n- Variable: `\(spec.variable)`"))
            for alias in spec.aliases { #expect(page.contains("`--\(alias)`")) }
            #expect(page.contains("\n\(spec.help)\n"))
        }
    }

    /// With `UPDATE_DOCS=1` the file is written instead.
    @Test func fileIsWhatTheTableSays() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(root)/docs/options.md"
        if getenv("UPDATE_DOCS") != nil {
            mkdir("/\(root)/docs", 0o755)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            var page = OptionsDocument.markdown
            let count = page.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
            #expect(count == page.utf8.count)
            close(descriptor)
        }
        let file = try #require(
            contents(path), "docs/options.md is missing: UPDATE_DOCS=1 swift test --filter OptionsDocument")
        #expect(
            String(decoding: file, as: UTF8.self) == OptionsDocument.markdown,
            "docs/options.md is old: UPDATE_DOCS=1 swift test --filter OptionsDocument")
    }

    @Test func hiddenOptionPrintsIt() throws {
        guard case .show(let text) = try Invocation.parse(arguments: ["--print-options-markdown"], environment: [:])
        else {
            throw NotOptions()
        }
        #expect(text == OptionsDocument.markdown)
    }
}
