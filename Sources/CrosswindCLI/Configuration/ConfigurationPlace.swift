#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a configuration file is, and what kind it is of.
struct ConfigurationPlace: Equatable {
    enum Kind: Equatable {
        /// Options at the top.
        case toml
        /// Options in `[tool.crosswind]`.
        case pyproject
        /// Python with gunicorn's names for the options.
        case python
        /// The same, as a module to import.
        case module
    }

    let kind: Kind
    /// Absolute, so that a reload finds it wherever the process has gone meanwhile.
    let path: String
    /// As the user knows it.
    let shown: String

    /// What `--config` names, the one that counts most first; relative paths begin at `directory`.
    static func named(_ items: [String], in directory: String) throws(UsageError) -> [ConfigurationPlace] {
        var places: [ConfigurationPlace] = []
        for item in items.reversed() {
            if let module = item.after("python:") {
                places.append(ConfigurationPlace(kind: .module, path: String(module), shown: item.printable))
                continue
            }
            let path = String(item.after("file:") ?? item[...])
            guard path.hasSuffix(".toml") || path.hasSuffix(".py") else {
                throw UsageError(
                    "--config: '\(item.printable)' is no configuration file; name one that ends in .toml or .py, or off"
                )
            }
            let isProject = path == "pyproject.toml" || path.hasSuffix("/pyproject.toml")
            let kind = path.hasSuffix(".py") ? Kind.python : isProject ? .pyproject : .toml
            places.append(
                ConfigurationPlace(
                    kind: kind, path: path.hasPrefix("/") ? path : "\(directory)/\(path)", shown: path.printable))
        }
        // TOML goes before Python, in whatever order they were named.
        return places.filter { !$0.isPython } + places.filter(\.isPython)
    }

    var isPython: Bool { kind == .python || kind == .module }

    /// What to look for in `directory` when nothing is named; the first that is there is read.
    static func usual(in directory: String) -> [ConfigurationPlace] {
        [
            ConfigurationPlace(kind: .toml, path: "\(directory)/crosswind.toml", shown: "crosswind.toml"),
            ConfigurationPlace(kind: .pyproject, path: "\(directory)/pyproject.toml", shown: "pyproject.toml"),
            ConfigurationPlace(kind: .python, path: "\(directory)/gunicorn.conf.py", shown: "gunicorn.conf.py"),
        ]
    }

    /// Whether there is a file.
    var exists: Bool { access(path, F_OK) == 0 }
}

/// The working directory; `.` when it is gone.
func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
}
