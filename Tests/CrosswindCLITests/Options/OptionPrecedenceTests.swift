import Testing

@testable import CrosswindCLI

/// Each option of the table by each of its sources.
@Suite struct OptionPrecedenceTests {
    /// A value for each option: as it is typed, and as a file has it.
    private static func sample(_ spec: OptionSpec) throws -> (text: String, value: ConfigurationValue) {
        switch spec.kind {
        case .flag:
            let isOn = spec.initial != "on"
            return (isOn ? "on" : "off", .boolean(isOn))
        case .text:
            let text = texts[spec.name] ?? spec.example ?? "sample"
            return (text, .string(text))
        case .list:
            let text = texts[spec.name] ?? spec.example ?? "sample"
            return (text, .array(text.split(separator: ",").map { .string(String($0)) }))
        case .pairs: return ("NAME=a,b\nOTHER=", .table([pair("NAME", "a,b"), pair("OTHER", "")]))
        case .integer(let range), .automatic(let range):
            return ("\(range.upperBound)", .integer(Int64(range.upperBound)))
        case .duration(let range):
            let seconds = min(range.upperBound.components.seconds, 77)
            return ("\(seconds)", .integer(seconds))
        case .size(let range, _):
            let size = min(range.upperBound, 12_345)
            return ("\(size)", .integer(Int64(size)))
        case .choice(let words):
            let word = try #require(words.last)
            return (word, .string(word))
        }
    }

    private static func pair(_ key: String, _ value: String) -> ConfigurationPair {
        ConfigurationPair(key: key, value: .string(value))
    }

    /// Values of options that don't take any text.
    private static let texts = [
        "app": "site.wsgi:app", "bind": "127.0.0.1:81,[::1]:81", "host": "127.0.0.9", "uds": "/run/x.sock",
        "root-path": "/shop", "forwarded-allow-ips": "10.0.0.0/8,::1", "forwarded-headers": "forwarded",
        "access-log-format": "json",
    ]

    /// Without which an option does nothing.
    private static let companions = [
        "reload-dir": ["--reload"], "reload-include": ["--reload"], "reload-exclude": ["--reload"],
        "reload-extra-file": ["--reload"],
    ]

    /// All that matters of what these sources give.
    private func outcome(
        _ arguments: [String], _ environment: [String: String], _ files: [OptionLayer]
    ) throws -> (values: String, options: CommandOptions) {
        let reading = try GivenOptions.read(
            arguments: arguments, environment: environment, context: InvocationContext(version: "1.2.3"))
        guard case .command(let given) = reading else { throw NotOptions() }
        var options = try given.options(files: files)
        let whole = options
        options.settings = []
        options.warnings = []
        options.listenerSource = nil
        options.configurationFiles = []
        return ("\(options)", whole)
    }

    private func source(_ name: String, _ options: CommandOptions) -> String? {
        let setting = options.settings.first { $0.spec.name == name }
        return setting?.found.flatMap { $0.place ?? $0.source }
    }

    @Test(arguments: OptionTable.all.map(\.name))
    func flagVariableAndFileMeanTheSame(_ name: String) throws {
        let spec = try #require(OptionTable.all.first { $0.name == name })
        let (text, value) = try Self.sample(spec)
        let app = (name == "app" ? [] : ["app:app"]) + (Self.companions[name] ?? [])
        var line: [String]
        switch spec.kind {
        case .flag: line = [text == "on" ? "--\(name)" : "--no-\(name)"]
        case .pairs: line = text.split(separator: "\n").flatMap { ["--\(name)", String($0)] }
        default: line = name == "app" ? [text] : ["--\(name)=\(text)"]
        }
        line += app
        let typed = try outcome(line, [:], [])
        let byVariable = try outcome(app, [spec.variable: text], [])
        #expect(typed.values == byVariable.values)
        #expect(
            source(name, typed.options)?.hasPrefix(spec.isFlag && text == "off" ? "--no-\(name)" : "--\(name)") == true)
        #expect(source(name, byVariable.options) == spec.variable)
        let none = try outcome(app.isEmpty ? ["app:app"] : app, [:], [])
        #expect(none.values != typed.values || name == "config", "the sample is the default")
        guard spec.isFileKey else {
            #expect(throws: UsageError.self) {
                try OptionLayer(name: "x.toml", [ConfigurationEntry(key: name, value: value)])
            }
            return
        }
        let underscored = String(name.map { $0 == "-" ? "_" : $0 })
        for key in Set([name, underscored] + spec.aliases) {
            let layer = try OptionLayer(name: "x.toml", [ConfigurationEntry(key: key, value: value, line: 3)])
            let byFile = try outcome(app, [:], [layer])
            #expect(typed.values == byFile.values)
            #expect(source(name, byFile.options) == "x.toml:3")
        }
        // In this order they count.
        let right = try OptionLayer(name: "x.toml", [ConfigurationEntry(key: name, value: value)])
        let wrong = [OptionLayer(name: "y.toml", found: [name: FoundOption(text: "?", source: "y.toml")])]
        #expect(try outcome(app, [:], [right] + wrong).values == typed.values)
        #expect(try outcome(app, [spec.variable: text], wrong).values == typed.values)
        #expect(try outcome(line, [spec.variable: "?"], wrong).values == typed.values)
    }

    @Test func everyOptionIsShown() throws {
        let options = try options()
        #expect(options.settings.map(\.spec.name) == OptionTable.all.map(\.name))
        let report = ConfigurationReport.text(options)
        for spec in OptionTable.all {
            #expect(
                report.split(separator: "\n").contains {
                    $0.hasPrefix("# \(spec.name) =") || $0.hasPrefix("\(spec.name) =")
                })
        }
    }
}
