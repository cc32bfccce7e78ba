// Unsafe: an entry's name is read where the C library has it.
#if canImport(Glibc)
import Glibc

/// What lies in and below a directory.
enum DirectoryTree {
    static func relative(_ path: String, to root: String) -> String {
        guard path.utf8.count > root.utf8.count, path.hasPrefix(root) else { return path }
        return String(path.dropFirst(root.count).drop { $0 == "/" })
    }

    static func directories(in path: String) -> [String] {
        entries(path).compactMap { $0.isDirectory ? $0.name : nil }
    }

    static func files(below path: String, _ rules: ReloadRules, limit: Int) -> [String] {
        var found: [String] = []
        var waiting = [path]
        while let next = waiting.popLast(), found.count < limit {
            for entry in entries(next) {
                let below = "\(next)/\(entry.name)"
                if !entry.isDirectory {
                    found.append(below)
                } else if waiting.count < limit, rules.enters(below, relative: relative(below, to: path)) {
                    waiting.append(below)
                }
            }
        }
        return found
    }

    /// Files straight in `path` that have changed since then, in nanoseconds of the system's clock, or a moment before: file
    /// times come from a coarser one.
    static func files(in path: String, changedSince time: Int64) -> [String] {
        entries(path).compactMap { entry in
            var status = stat()
            guard !entry.isDirectory, stat("\(path)/\(entry.name)", &status) == 0 else { return nil }
            let last = max(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim))
            return last > time - 100_000_000 ? entry.name : nil
        }
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Symbolic links to directories count as files: they may lead anywhere, and round in circles.
    static func entries(_ path: String) -> [(name: String, isDirectory: Bool)] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        let directory = UInt8(DT_DIR)
        var found: [(String, Bool)] = []
        while let entry = readdir(stream) {
            // Where it stands: an entry is as long as its name, and shorter than its type in Swift.
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name == "." || name == ".." { continue }
            var kind = entry.pointee.d_type
            if kind == UInt8(DT_UNKNOWN) {
                var status = stat()
                kind = lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR ? directory : 0
            }
            found.append((name, kind == directory))
        }
        return found
    }
}
#endif
