/// What `GUNICORN_CMD_ARGS` says: flags as gunicorn's command line has them, read like ours, and with gunicorn's precedence
/// between files and the command line.
///
/// Containers that served by gunicorn are often configured by nothing else.
struct GunicornArguments: Sendable {
    static let variable = "GUNICORN_CMD_ARGS"

    /// The options it sets.
    private(set) var layer = OptionLayer(name: variable)
    /// What it says in vain, one line each.
    private(set) var warnings: [String] = []

    /// Of an environment without the variable: says nothing.
    init(_ environment: [String: String], _ context: InvocationContext) throws(UsageError) {
        guard let text = environment[Self.variable] else { return }
        do throws(UsageError) {
            // Where sockets may be named that systemd passes.
            let passed = environment.filter { $0.key.hasPrefix("LISTEN_") }
            try read(try ShellWords.split(text), passed, context)
        } catch {
            throw error.about(Self.variable)
        }
    }

    /// Of no environment.
    init() {}

    private mutating func read(
        _ words: [String], _ passed: [String: String], _ context: InvocationContext
    ) throws(UsageError) {
        guard !words.isEmpty else { return }
        var parsed: OptionArguments
        switch try OptionArguments.read(words, columns: context.columns) {
        case .show: throw UsageError("--help and its like belong on the command line")
        case .arguments(let arguments): parsed = arguments
        }
        guard !parsed.version, !parsed.printConfig, !parsed.printOptionsMarkdown else {
            throw UsageError("--version and --print-config belong on the command line")
        }
        if let app = parsed.application.app {
            // gunicorn drops it without a word.
            warnings.append(
                "\(Self.variable): \(app.printable) is ignored; the application belongs on the command line")
            parsed.application.app = nil
        }
        // Read for itself first: what is wrong here is told of even where something else goes before it.
        let options = try CommandOptions(parsed, environment: passed, context: context)
        for setting in options.settings {
            guard let found = setting.found else { continue }
            layer.found[setting.spec.name] = FoundOption(text: found.text, source: "\(Self.variable): \(found.source)")
        }
    }
}
