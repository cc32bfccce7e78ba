#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system says of a process: from `/proc`, so there is nothing where that isn't (macOS).
struct ProcessFigures {
    let residentBytes: Int
    let cpuSeconds: Double
    let descriptors: Int
    let threads: Int

    /// nil when the process is gone or can't be looked at.
    init?(pid: Int32) {
        guard let stat = Self.content("/proc/\(pid)/stat"), let statm = Self.content("/proc/\(pid)/statm") else {
            return nil
        }
        // The name comes second, in parentheses, and may hold anything: proc(5).
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let pages = statm.split(separator: " ")
        guard fields.count > 17, pages.count > 1, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let resident = Int(pages[1])
        else { return nil }
        residentBytes = resident * sysconf(Int32(_SC_PAGESIZE))
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        self.threads = threads
        descriptors = Self.entries("/proc/\(pid)/fd")
    }

    private static func entries(_ path: String) -> Int {
        guard let directory = opendir(path) else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return max(0, count - 2)  // . and ..
    }

    private static func content(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
