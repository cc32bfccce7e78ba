/// What a command line asks for.
public enum Invocation: Sendable {
    /// To serve, or to check the application when `options.check` is set.
    case serve(CommandOptions)
    /// To print a text that ends in a newline to standard output and end with code 0: `--help`, `--version`.
    case show(String)
}

/// What of the process the options depend on, beside arguments and environment.
public struct InvocationContext: Sendable {
    /// What `--version` shows behind `crosswind `.
    public var version: String
    /// Whether standard output is a terminal: then the access log is on unless the user says otherwise.
    public var standardOutputIsTerminal: Bool
    /// The process's number: what variables of systemd are about one that names it.
    public var processID: Int32
    /// Columns of the help text.
    public var columns: Int

    /// A context; without arguments that of a process whose output goes to a file.
    public init(
        version: String = "0", standardOutputIsTerminal: Bool = false, columns: Int = 100, processID: Int32 = 0
    ) {
        self.version = version
        self.standardOutputIsTerminal = standardOutputIsTerminal
        self.columns = columns
        self.processID = processID
    }
}
