/// `--reload` and what belongs to it.
public struct ReloadOptions: Sendable, Equatable {
    /// Directories to watch, with all below; empty for the working directory, `--pythonpath`, and wherever else the
    /// application's modules come from.
    var directories: [String] = []
    /// Files that count whatever their names, relative to the working directory; they need not be there yet.
    var extraFiles: [String] = []
    /// Which changes count.
    var rules = ReloadRules()
}
