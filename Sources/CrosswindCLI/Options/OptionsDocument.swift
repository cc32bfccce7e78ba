/// Writes `docs/options.md` from the table; a test checks that the file is what this gives.
enum OptionsDocument {
    /// The page.
    static var markdown: String {
        var page = """
            # Options

            <!-- Written by `crosswind --print-options-markdown > docs/options.md` from the options table. -->

            Each option can be given on the command line (`--max-body-size 10M`, `--max-body-size=10M`), by its
            variable, or in a configuration file ([configuration.md](configuration.md)); the command line goes first, then
            the variable, then the file, then the default; `--print-config` shows what came of it. Other servers' names are
            accepted where listed. Switches have a `--no-` form and take `1` or `0` in their variable. An empty variable
            counts as unset unless the option says otherwise.

            Times: `30` (seconds), `0.5`, `500ms`, `30s`, `2m`, `1h`. Sizes: `8190` (bytes), `512KiB`, `10M`, `1GiB`, all
            powers of 1024; `10MB` is a power of 1000.

            """
        for (section, options) in OptionTable.sections {
            page += "\n## \(section.rawValue)\n"
            for option in options { page += "\n" + entry(option) }
        }
        return page + accessLog
    }

    private static func entry(_ option: OptionSpec) -> String {
        var lines = ["### `\(heading(option))`", "", option.help, ""]
        lines.append("- Variable: `\(option.variable)`")
        if let shared = option.sharedVariable { lines[lines.count - 1] += ", else `\(shared)`; empty for none" }
        if option.isFileKey { lines.append("- File: `\(option.fileExample)`") }
        if !option.defaultText.isEmpty { lines.append("- Default: \(option.defaultText)") }
        if let values = values(option.kind) { lines.append("- Values: \(values)") }
        let others = OptionTable.aliases.filter { $0.value == option.name }.keys.sorted()
        if !others.isEmpty {
            lines.append("- Also: \(others.map { "`--\($0)`" }.joined(separator: ", "))")
        }
        if !option.peers.isEmpty { lines.append("- Elsewhere: \(option.peers)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(_ option: OptionSpec) -> String {
        if option.name == OptionTable.app.name { return option.placeholder }
        let short = option.short.map { "-\($0), " } ?? ""
        return option.isFlag ? "\(short)--\(option.name)" : "\(short)--\(option.name) \(option.placeholder)"
    }

    private static func values(_ kind: OptionSpec.Kind) -> String? {
        switch kind {
        case .flag, .text: nil
        case .list: "one or more, with commas between"
        case .pairs: "one or more; lines in the variable"
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .automatic(let range): "`auto`, or \(range.lowerBound) to \(range.upperBound)"
        case .duration(let range):
            "\(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound))"
        case .size(let range, let unlimited):
            unlimited
                ? "\(ByteSize.format(range.lowerBound)) and more, or `unlimited`"
                : "\(ByteSize.format(range.lowerBound)) to \(ByteSize.format(range.upperBound))"
        case .choice(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        }
    }

    private static var accessLog: String {
        var page = """

            ## Access log formats

            `common` is `%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s`, `combined` has `"%(f)s" "%(a)s"` behind it.
            `%%` is a percent sign. What is absent shows as `-`. Control bytes, quotes, backslashes and bytes from 0x7f on
            show as `\\xHH`, and so do blanks in what usually stands without quotes, so that no client can forge a line.

            | atom | shows |
            | --- | --- |

            """
        for (atom, meaning) in AccessLogAtom.meanings { page += "| `%(\(atom))s` | \(meaning) |\n" }
        return page + """

            `json` writes an object a line with `time` (ISO 8601, UTC), `remote`, `user`, `method`, `target`, `protocol`,
            `status`, `bytes`, `duration_us`, `queue_us`, `gil_us`, `app_us`, `trace_id` (of a `traceparent` as the W3C has it),
            `referer`, `user_agent`; what is absent has no key. Texts are ASCII with `\\u00HH` for other bytes, each byte being
            the character of that number, as in WSGI.

            """
    }
}
