import ArgumentParser
import Testing

@testable import CrosswindCLI

@Suite struct OptionTableTests {
    @Test func namesAndAliasesAreUnique() {
        let names = OptionTable.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        #expect(Set(OptionTable.all.map(\.variable)).count == OptionTable.all.count)
        #expect(Set(OptionTable.sections.map(\.section)).count == OptionSpec.Section.allCases.count)
    }

    @Test func foreignNamesAreNotOurs() {
        let ours = Set(
            OptionTable.all.filter { $0.name != OptionTable.app.name }.flatMap { spec in
                ([spec.name] + spec.aliases).map { "--\($0)" } + (spec.short.map { ["-\($0)"] } ?? [])
            })
        for name in ForeignOptions.remedies.keys { #expect(!ours.contains(name), "\(name)") }
    }

    @Test func variablesAreTheNamesInCapitals() {
        #expect(OptionTable.maxBodySize.variable == "CROSSWIND_MAX_BODY_SIZE")
        #expect(OptionTable.forwardedAllowIPs.variable == "CROSSWIND_FORWARDED_ALLOW_IPS")
    }

    @Test func helpShowsEachOptionOnceWithItsDefault() {
        let help = OptionArguments.helpMessage(columns: 2_000)
        let flat = help.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
        for spec in OptionTable.all {
            let heading =
                if spec.name == "app" {
                    "<MODULE[:CALLABLE]>"
                } else if let short = spec.short {
                    "-\(short), --\(spec.name) <\(spec.placeholder)>"
                } else if spec.isFlag {
                    "--\(spec.name)/--no-\(spec.name)"
                } else {
                    "--\(spec.name) <\(spec.placeholder)>"
                }
            let note = spec.defaultText.isEmpty || spec.defaultText == "off" ? "" : " (default: \(spec.defaultText))"
            let entry = "\(heading) \(spec.help)\(note) ".filter { $0 != "`" }
            #expect((flat + " ").ranges(of: entry).count == 1, "\(entry)")
        }
        for section in OptionSpec.Section.allCases { #expect(help.contains("\n\(section.rawValue.uppercased()):\n")) }
    }

    /// A row that the parser doesn't know would show here, as would a property that reads another row's variable.
    @Test func everyVariableIsRead() {
        for spec in OptionTable.all where spec.name != "app" {
            let bad: String? =
                switch spec.kind {
                case .integer, .automatic, .duration, .size, .choice, .flag: "?"
                case .text, .list, .pairs: OptionTableTests.badTexts[spec.name]
                }
            guard let bad else { continue }
            let message = usageError(environment: [spec.variable: bad])
            #expect(message.hasPrefix("\(spec.variable): "), "\(message)")
        }
    }

    @Test func everyOptionIsRead() {
        // The value of --proxy-protocol is optional: InvocationTests.
        for spec in OptionTable.all where spec.name != "app" && spec.name != "proxy-protocol" {
            for name in [spec.name] + spec.aliases {
                switch spec.kind {
                case .integer, .automatic, .duration, .size, .choice:
                    let message = usageError("--\(name)", "?")
                    #expect(message.hasPrefix("--\(spec.name): "), "\(message)")
                    #expect(usageError("--\(name)=?") == message)
                case .flag: #expect(throws: Never.self) { try options("--\(name)", "--no-\(name)") }
                case .text, .list, .pairs:
                    guard let bad = OptionTableTests.badTexts[spec.name] else { continue }
                    let message = usageError("--\(name)", bad)
                    #expect(message.hasPrefix("--\(spec.name): "), "\(message)")
                }
            }
        }
    }

    /// Texts that options of free text refuse.
    private static let badTexts = [
        "bind": "8000", "host": "a b", "uds": "@abstract", "root-path": "/a?b", "forwarded-allow-ips": "proxy",
        "forwarded-headers": "all", "proxy-allow-from": "proxy", "static": "/a", "mount": "/a",
        "access-log-format": "%(z)s",
    ]
}
