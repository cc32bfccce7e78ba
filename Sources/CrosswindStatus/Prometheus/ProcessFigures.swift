#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What the system says of a process: from `/proc`, so there is nothing where that isn't (macOS).
struct ProcessFigures {
    let residentBytes: Int
    let cpuSeconds: Double
    /// nil when it can't be told.
    let descriptors: Int?

    /// nil when the process is gone or can't be looked at.
    init?(pid: Int32) {
        guard let stat = Self.content("/proc/\(pid)/stat"), let statm = Self.content("/proc/\(pid)/statm") else {
            return nil
        }
        // The name comes second, in parentheses, and may hold anything: proc(5).
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        let pages = statm.split(separator: " ")
        guard fields.count > 12, pages.count > 1, let user = Double(fields[11]), let system = Double(fields[12]),
            let resident = Int(pages[1])
        else { return nil }
        residentBytes = resident * sysconf(Int32(_SC_PAGESIZE))
        cpuSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        descriptors = Self.descriptors("/proc/\(pid)/fd")
    }

    private static func descriptors(_ path: String) -> Int? {
        // From Linux 6.2 on the directory's size is their number: no thousands of entries to read on an event loop, and
        // nothing that a worker may not see of another once it is no longer root.
        var information = stat()
        if stat(path, &information) == 0, information.st_size > 0 { return Int(information.st_size) }
        guard let directory = opendir(path) else { return nil }
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
