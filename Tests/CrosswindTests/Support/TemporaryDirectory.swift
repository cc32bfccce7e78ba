#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A directory for the length of a test.
final class TemporaryDirectory: Sendable {
    /// Without links on it, so that a test can compare.
    let path: String

    init() {
        var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
        mkdtemp(&template)
        let text = realpath(template, nil)!
        defer { free(text) }
        path = String(cString: text)
    }

    deinit { Self.remove(path) }

    /// A file's path in here.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and dates it, an hour ago unless said otherwise.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8], modified: Int = time(nil) - 3600) -> String {
        let place = self(name)
        let file = fopen(place, "w")!
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        date(name, modified)
        return place
    }

    @discardableResult
    func write(_ name: String, _ text: String, modified: Int = time(nil) - 3600) -> String {
        write(name, Array(text.utf8), modified: modified)
    }

    func date(_ name: String, _ seconds: Int) {
        var times = [timeval(tv_sec: seconds, tv_usec: 0), timeval(tv_sec: seconds, tv_usec: 0)]
        utimes(self(name), &times)
    }

    func makeDirectory(_ name: String) { mkdir(self(name), 0o755) }
    func link(_ name: String, to target: String) { symlink(target, self(name)) }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name == "." || name == ".." { continue }
                let child = "\(path)/\(name)"
                var status = stat()
                if lstat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                    remove(child)
                } else {
                    unlink(child)
                }
            }
            closedir(directory)
        }
        rmdir(path)
    }
}
