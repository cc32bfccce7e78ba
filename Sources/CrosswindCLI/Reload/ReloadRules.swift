#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which changes count for `--reload`, and which directories are looked into.
///
/// A pattern is a shell's (`*`, `?`, `[…]`). With a `/` in it, it is compared with the path from the watched directory (or
/// with the whole path, when it begins with `/`), and `*` goes across slashes; without, with the last name alone.
struct ReloadRules: Sendable, Equatable {
    /// What is watched unless the user says otherwise.
    static let usual = ["*.py"]
    /// Never looked into: what version control, caches, package managers and test tools fill. Names that begin with a dot
    /// are left out too.
    static let ignoredDirectories: Set<String> = ["__pycache__", "node_modules", "site-packages", "dist-packages"]

    /// Files that count.
    var include: [String] = ReloadRules.usual
    /// Files that don't, although they are included; directories that are not looked into.
    var exclude: [String] = []
    /// Files that count in any case, as absolute paths.
    var extraFiles: Set<String> = []

    /// Whether a change of this file is one. `relative` is its path below the directory that was named.
    func counts(_ path: String, relative: String) -> Bool {
        if extraFiles.contains(path) { return true }
        // Emacs' mark beside a file that is being edited.
        if Self.lastName(path).hasPrefix(".#") { return false }
        return Self.matches(include, path, relative) && !Self.matches(exclude, path, relative)
    }

    /// Whether this directory, found below one that was named, is looked into.
    func enters(_ path: String, relative: String) -> Bool {
        let name = Self.lastName(path)
        if name.hasPrefix(".") || Self.ignoredDirectories.contains(name) { return false }
        if Self.matches(exclude, path, relative) { return false }
        // A virtual environment, whatever its name (PEP 405).
        return access(path + "/pyvenv.cfg", F_OK) != 0
    }

    private static func matches(_ patterns: [String], _ path: String, _ relative: String) -> Bool {
        patterns.contains { pattern in
            let text =
                pattern.hasPrefix("/") ? path : pattern.utf8.contains(UInt8(ascii: "/")) ? relative : lastName(path)
            return fnmatch(pattern, text, 0) == 0
        }
    }

    /// What stands behind the last slash.
    static func lastName(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.index(after: slash)...])
    }
}
