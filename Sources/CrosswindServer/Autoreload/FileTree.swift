#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A file, or the files of a directory, as they look: equal to what they looked like before unless something changed.
struct FileTree: Equatable {
    private struct Stamp: Equatable {
        let path: String
        let inode: UInt64
        let size: Int64
        let seconds: Int64
        let nanoseconds: Int64
    }
    private var stamps: [Stamp] = []

    /// More files than this are a mistake of whoever named the directory; those beyond it are not looked at.
    private static let most = 20_000

    /// What is at `path` now.
    init(_ path: String) { look(path, isRoot: true) }

    /// Whether there is nothing.
    var isEmpty: Bool { stamps.isEmpty }

    private mutating func look(_ path: String, isRoot: Bool) {
        var status = stat()
        guard stamps.count < Self.most, stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else { return add(path, status) }
        // Links to directories may lead anywhere, and round in circles.
        var itself = stat()
        guard isRoot || lstat(path, &itself) == 0 && itself.st_mode & S_IFMT == S_IFDIR else { return }
        for name in Self.names(in: path) { look("\(path)/\(name)", isRoot: false) }
    }

    private mutating func add(_ path: String, _ status: stat) {
        #if canImport(Darwin)
        let time = status.st_mtimespec
        #else
        let time = status.st_mtim
        #endif
        stamps.append(
            Stamp(
                path: path, inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: Int64(time.tv_sec),
                nanoseconds: Int64(time.tv_nsec)))
    }

    /// The names in a directory that are not hidden, in order; none when it can't be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // Where it stands: an entry is as long as its name, and shorter than its type in Swift.
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix("."), name != "__pycache__" { names.append(name) }
        }
        return names.sorted()
    }
}
