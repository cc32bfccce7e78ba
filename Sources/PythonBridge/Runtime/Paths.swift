#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The little of a file system that finding an interpreter takes.
enum Paths {
    static func join(_ directory: String, _ name: String) -> String {
        directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
    }

    static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 && !isDirectory(path) }

    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let current = getcwd(nil, 0) else { return path }
        defer { free(current) }
        return join(String(cString: current), path)
    }

    /// What `--python` may name.
    static func interpreter(at value: String) -> String? {
        if isDirectory(value) { return interpreter(inEnvironment: value) }
        if value.contains("/") { return isProgram(value) ? absolute(value) : nil }
        return onPath(value)
    }

    /// The interpreter of a virtual environment or an installation prefix.
    static func interpreter(inEnvironment directory: String) -> String? {
        for name in ["bin/python", "bin/python3"] {
            let path = absolute(join(directory, name))
            if isProgram(path) { return path }
        }
        return nil
    }

    static func onPath(_ name: String) -> String? {
        let directories = environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
        for directory in directories.split(separator: ":") {
            let path = absolute(join(String(directory), name))
            if isProgram(path) { return path }
        }
        return nil
    }
}
