#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How many processes the kernel has killed for want of memory: of the machine's, or of a control group's such as a
/// container's, which the kernel counts alike (`oom_kill` in /proc/vmstat). Always 0 where it doesn't tell.
struct MemoryKills {
    private var known = MemoryKills.count

    /// How many more there are than when this was last asked.
    mutating func fresh() -> Int {
        let now = Self.count
        defer { known = now }
        return max(0, now - known)
    }

    private static var count: Int {
        guard let file = fopen("/proc/vmstat", "r") else { return 0 }
        defer { fclose(file) }
        var room = [CChar](repeating: 0, count: 256)
        while fgets(&room, Int32(room.count), file) != nil {
            let line = String(
                decoding: room.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if line.hasPrefix("oom_kill ") { return Int(line.dropFirst("oom_kill ".count)) ?? 0 }
        }
        return 0
    }
}
