/// One row of the options table: everything that is known of an option, said once.
///
/// The parser's names and help, the environment variable, the default, the range that is checked and the page in
/// `docs/options.md` all come from here.
struct OptionSpec: Sendable {
    /// What a value must be. Ranges are checked for values from any source.
    enum Kind: Sendable {
        /// On or off: `--name`, `--no-name`; `1`, `true`, `yes`, `on` and their opposites in the environment.
        case flag
        /// Any text.
        case text
        /// Repeatable on the command line; commas separate several in one value, from the environment too.
        case list
        /// Repeatable on the command line, each a `NAME=VALUE` that may hold commas and lines; lines in a variable, a table
        /// in a file. In one text they stand as `joined(pairs:)` puts them.
        case pairs
        /// A whole number in a range.
        case integer(ClosedRange<Int>)
        /// As `integer`, or `auto`.
        case automatic(ClosedRange<Int>)
        /// A duration (`DurationText`) in a range.
        case duration(ClosedRange<Duration>)
        /// A size in bytes (`ByteSize`) in a range; with `unlimited` that word is accepted too.
        case size(ClosedRange<UInt64>, unlimited: Bool = false)
        /// One of some words.
        case choice([String])
    }

    /// Headings of the help text and of the page.
    enum Section: String, Sendable, CaseIterable {
        case configuration = "Configuration"
        case application = "Application"
        case listening = "Listening"
        case concurrency = "Concurrency"
        case timeouts = "Timeouts"
        case limits = "Limits"
        case staticFiles = "Static files"
        case proxies = "Behind a proxy"
        case operation = "Operation"
        case logging = "Logging"
        case status = "Status"
        case development = "Development"
    }

    /// The kebab-case name, without dashes.
    let name: String
    /// The one-letter name, if it has one.
    var short: Character?
    /// Names other servers use for the same thing, accepted too, without dashes.
    var aliases: [String] = []
    /// What a value must be.
    let kind: Kind
    /// What stands for the value in the help text.
    var placeholder = "value"
    /// The default as it would be typed; nil when there is none or it depends (then `defaultNote` says on what).
    var initial: String?
    /// The default in words, where `initial` can't say it.
    var defaultNote: String?
    /// A variable without our prefix that is asked after ours, because other servers read it too.
    var sharedVariable: String?
    /// Whether an empty variable is a value (where it means "none") rather than unset.
    var emptyCounts = false
    /// A value for the page to show in a file; nil where the kind or the default gives one.
    var example: String?
    /// Whether a configuration file may hold it; false where the value is needed before files can be read.
    var isFileKey = true
    /// What it does, as one or two sentences without markup other than backquotes.
    let help: String
    /// Who else has it, by which name, and where ours differs.
    var peers = ""

    /// Assignments as one text: with NULs between, which none of them can hold.
    static func joined(pairs: [some StringProtocol]) -> String { pairs.joined(separator: "\0") }

    /// The assignments of such a text.
    static func pairs(_ text: String) -> [Substring] { text.split(separator: "\0") }

    /// The environment variable: `CROSSWIND_` and the name in capitals.
    var variable: String {
        "CROSSWIND_" + String(name.map { $0 == "-" ? "_" : Character($0.uppercased()) })
    }

    /// Whether the option takes no value on the command line.
    var isFlag: Bool {
        if case .flag = kind { true } else { false }
    }

    /// The default in words for help and page; empty when there is none.
    var defaultText: String {
        if let defaultNote { return defaultNote }
        switch kind {
        case .flag: return initial == "on" ? "on" : "off"
        default: return initial ?? ""
        }
    }
}
