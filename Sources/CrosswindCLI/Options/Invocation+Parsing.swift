import ArgumentParser

extension Invocation {
    /// Reads a command line without any configuration file. Touches nothing outside its arguments and never ends the
    /// process.
    ///
    /// - Parameters:
    ///   - arguments: the arguments without the program's name.
    ///   - environment: the environment's variables.
    ///   - context: what else matters.
    /// - Throws: `UsageError`: print its message to standard error, end with its code.
    public static func parse(
        arguments: [String], environment: [String: String], context: InvocationContext = InvocationContext()
    ) throws(UsageError) -> Invocation {
        switch try GivenOptions.read(arguments: arguments, environment: environment, context: context) {
        case .show(let text): .show(text)
        case .command(let given): .serve(try given.options(files: []))
        }
    }
}

extension GivenOptions {
    /// Reads a command line, and checks nothing but that it is one.
    static func read(
        arguments: [String], environment: [String: String], context: InvocationContext
    ) throws(UsageError) -> Reading {
        switch try OptionArguments.read(arguments, columns: context.columns) {
        case .show(let text): return .show(text)
        case .arguments(let parsed):
            if parsed.version { return .show("crosswind \(context.version)\n") }
            if parsed.printOptionsMarkdown { return .show(OptionsDocument.markdown) }
            return .command(try GivenOptions(parsed, environment: environment, context: context))
        }
    }
}

extension OptionArguments {
    /// What arguments are.
    enum Reading {
        case arguments(OptionArguments)
        /// They ask for a text.
        case show(String)
    }

    /// Reads arguments with other servers' names in them.
    static func read(_ arguments: [String], columns: Int) throws(UsageError) -> Reading {
        let normal = try ArgumentNormaliser.normalise(arguments)
        do {
            return .arguments(try OptionArguments.parse(normal))
        } catch {
            guard OptionArguments.exitCode(for: error).isSuccess else {
                throw UsageError(oneLine(OptionArguments.message(for: error)))
            }
            // Help, or one of the parser's own services such as --generate-completion-script.
            let text = OptionArguments.fullMessage(for: error, columns: columns)
            return .show(text.hasSuffix("\n") ? text : text + "\n")
        }
    }

    /// swift-argument-parser's message without line breaks, with the way to the help behind it.
    private static func oneLine(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ").printable
        return "\(line.hasSuffix(".") || line.hasSuffix("?") ? line : line + ".") See crosswind --help."
    }
}
