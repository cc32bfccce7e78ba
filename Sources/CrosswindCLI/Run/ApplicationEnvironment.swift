import PythonBridge

/// `os.environ` as `--env` and `--env-file` want it. What they no longer name after a reload is as it was before them.
final class ApplicationEnvironment {
    /// What each variable was before it was set here; nil for nothing.
    private var before: [String: String?] = [:]
    private let original: [String: String]

    /// `original`: the variables the process was started with.
    init(_ original: [String: String]) { self.original = original }

    /// Sets the variables. Attached, before the application is imported.
    ///
    /// A file's assignment gives way to a variable that the process was started with, as with python-dotenv; `--env` does not.
    func apply(
        files: [EnvironmentAssignment], own: [EnvironmentAssignment], _ python: borrowing Python
    ) throws(PythonError) {
        var wanted: [String: String] = [:]
        for each in files where original[each.name] == nil { wanted[each.name] = each.value }
        for each in own { wanted[each.name] = each.value }
        if wanted.isEmpty && before.isEmpty { return }
        let variables = try python.import("os").attribute("environ")
        for (name, value) in before where wanted[name] == nil {
            if let value {
                try variables.setItem(python.path(name), python.path(value))
            } else {
                _ = try variables.attribute("pop").call(python.path(name), python.none)
            }
        }
        for (name, value) in wanted { try variables.setItem(python.path(name), python.path(value)) }
        before = wanted.mapValues { _ in nil }
        for name in wanted.keys { before.updateValue(original[name], forKey: name) }
    }
}
