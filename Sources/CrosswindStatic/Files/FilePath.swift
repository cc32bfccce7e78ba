#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Paths of the file system as text. Compared byte by byte: to `==` an accented letter is the same as a letter with an
/// accent behind it, to the file system it is another file.
package enum FilePath {
    /// `path` seen from `base`: an absolute path replaces it (Python: `os.path.join`).
    package static func join(_ base: String, _ path: String) -> String {
        if path.utf8.first == UInt8(ascii: "/") || base.isEmpty { return path }
        if path.isEmpty { return base }
        return base.utf8.last == UInt8(ascii: "/") ? base + path : base + "/" + path
    }

    /// `path` from the root directory on, without `.`, `..`, doubled and trailing slashes (Python: `os.path.abspath`).
    /// Works on the text alone: `..` takes the name before it away, whether or not that is a link.
    package static func absolute(_ path: String) -> String {
        if isNormal(path) { return path }
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : join(workingDirectory(), path)
        var names: [Substring.UTF8View] = []
        for name in whole.utf8.split(separator: UInt8(ascii: "/")) {
            if name.elementsEqual(".".utf8) { continue }
            if name.elementsEqual("..".utf8) {
                if !names.isEmpty { names.removeLast() }
            } else {
                names.append(name)
            }
        }
        return "/" + names.map { String(Substring($0)) }.joined(separator: "/")
    }

    /// Whether `absolute` would change nothing, as for nearly every path that is asked for.
    private static func isNormal(_ path: String) -> Bool {
        var path = path
        return path.withUTF8 { bytes in
            guard bytes.count > 1, bytes[0] == UInt8(ascii: "/") else { return bytes.count == 1 && bytes[0] == 0x2F }
            var at = 0
            while at < bytes.count {
                // At a slash: a name must follow that is neither empty nor `.` nor `..`.
                let start = at + 1
                at = start
                while at < bytes.count, bytes[at] != UInt8(ascii: "/") { at += 1 }
                switch at - start {
                case 0: return false
                case 1 where bytes[start] == UInt8(ascii: "."): return false
                case 2 where bytes[start] == UInt8(ascii: ".") && bytes[start + 1] == UInt8(ascii: "."): return false
                default: break
                }
            }
            return true
        }
    }

    /// Whether `path` is `directory` or lies below it; both absolute.
    package static func isInside(_ path: String, _ directory: String) -> Bool {
        let directory = directory.utf8.last == UInt8(ascii: "/") ? directory.utf8.dropLast() : directory.utf8[...]
        guard path.utf8.starts(with: directory) else { return false }
        let rest = path.utf8.dropFirst(directory.count)
        return rest.isEmpty || rest.first == UInt8(ascii: "/")
    }

    /// `path` without its last name; `/` for the root directory.
    package static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash > path.utf8.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Whether a directory stands at `path` that can be looked into.
    static func isDirectory(_ path: String) -> Bool {
        guard let listing = opendir(path) else { return false }
        closedir(listing)
        return true
    }

    private static func workingDirectory() -> String {
        guard let text = getcwd(nil, 0) else { return "/" }
        defer { free(text) }
        return String(cString: text)
    }

    /// Where the absolute `path` leads when every link on it is followed. What does not exist, or may not be looked at,
    /// stands for itself (Python: `os.path.realpath`), so that a link to nowhere is told from one that leads outside.
    package static func resolved(_ path: String) -> String {
        if let text = realpath(path, nil) {
            defer { free(text) }
            return String(cString: text)
        }
        return resolvedByHand(path)
    }

    private static func resolvedByHand(_ path: String) -> String {
        var done = "/"
        var rest = path.utf8.split(separator: UInt8(ascii: "/")).reversed().map { String(Substring($0)) }
        var links = 0
        while let name = rest.popLast() {
            if name == "." { continue }
            if name == ".." {
                done = parent(done)
                continue
            }
            let next = join(done, name)
            guard let target = target(of: next) else {
                done = next
                continue
            }
            links += 1
            // Linux gives up at 40 too; opening the path will then fail.
            guard links <= 40 else { return join(next, rest.reversed().joined(separator: "/")) }
            if target.utf8.first == UInt8(ascii: "/") { done = "/" }
            rest += target.utf8.split(separator: UInt8(ascii: "/")).reversed().map { String(Substring($0)) }
        }
        return done
    }

    /// What a symbolic link says; nil for everything else.
    private static func target(of path: String) -> String? {
        var room = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink(path, &room, room.count - 1)
        guard count >= 0 else { return nil }
        return String(decoding: room[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
