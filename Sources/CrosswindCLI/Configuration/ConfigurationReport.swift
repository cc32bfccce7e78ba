import CrosswindServer

/// What `--print-config` shows: a `crosswind.toml` that says what is set, each line with where it came from; what has its
/// default stands in comments.
enum ConfigurationReport {
    /// The text, which ends in a newline.
    static func text(_ options: CommandOptions) -> String {
        let rows = options.settings.map { row($0, options) }
        let width = min(60, rows.map(\.0.count).max() ?? 0)
        return rows.map { assignment, source in
            assignment + String(repeating: " ", count: max(0, width - assignment.count)) + "  # \(source)\n"
        }.joined() + options.warnings.map { "# warning: \($0)\n" }.joined()
    }

    private static let listening = [OptionTable.host, OptionTable.port, OptionTable.uds, OptionTable.fd].map(\.name)

    private static func row(_ setting: OptionSetting, _ options: CommandOptions) -> (String, String) {
        let spec = setting.spec
        if spec.name == OptionTable.bind.name {
            let addresses = TOMLText.array(options.bind.map(\.description))
            let source = options.listenerSource ?? "default"
            return ("\(source == "default" ? "# " : "")bind = \(addresses)", Self.source(source))
        }
        if spec.name == OptionTable.config.name, !options.configurationFiles.isEmpty {
            let source = setting.found?.source ?? "found in the working directory"
            return ("# config = \(TOMLText.array(options.configurationFiles))", source)
        }
        guard let found = setting.found else {
            let initial = (spec.initial ?? (spec.isFlag ? "off" : nil)).map { " = \(value($0, spec))" } ?? " ="
            let isPlain = spec.initial != nil || spec.isFlag || spec.defaultText.isEmpty
            return (
                "# \(spec.name)\(initial)", isPlain ? "default" : "default: \(spec.defaultText.filter { $0 != "`" })"
            )
        }
        // Pasted beside the bind that came of them they would contradict it.
        let isPart = !spec.isFileKey || listening.contains(spec.name)
        return ("\(isPart ? "# " : "")\(spec.name) = \(value(found.text, spec))", found.place ?? source(found.source))
    }

    /// `--bind`, `CROSSWIND_BIND`, `crosswind.toml:3`.
    private static func source(_ text: String) -> String {
        text.firstRange(of: ": ").map { String(text[..<$0.lowerBound]) } ?? text
    }

    private static func value(_ text: String, _ spec: OptionSpec) -> String {
        switch spec.kind {
        case .flag: ["1", "true", "yes", "on"].contains(text.lowercased()) ? "true" : "false"
        case .integer, .automatic, .duration, .size: TOMLText.number(text)
        case .text, .choice: TOMLText.string(text)
        case .list:
            TOMLText.array(text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty })
        // The values may be secrets, and what this prints ends up in reports.
        case .pairs:
            TOMLText.array(OptionSpec.pairs(text).map { "\($0.prefix { $0 != "=" })=…" })
        }
    }
}
