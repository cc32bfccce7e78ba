#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How many processors this process may use: for `--workers auto`.
enum ProcessorCount {
    /// The processors it may run on, or fewer when a control group's quota says so (a container's `--cpus`, a pod's CPU
    /// limit), rounded up; at least 1.
    static var available: Int {
        let online = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        guard let quota else { return online }
        return max(1, min(online, Int(quota.rounded(.up))))
    }

    private static var quota: Double? {
        if let text = content("/sys/fs/cgroup/cpu.max") { return quota(version2: text) }
        guard let quota = content("/sys/fs/cgroup/cpu/cpu.cfs_quota_us").flatMap({ Double($0) }),
            let period = content("/sys/fs/cgroup/cpu/cpu.cfs_period_us").flatMap({ Double($0) })
        else { return nil }
        return quota > 0 && period > 0 ? quota / period : nil
    }

    /// `200000 100000` is two processors, `max 100000` as many as there are.
    static func quota(version2 text: String) -> Double? {
        let words = text.split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard words.count == 2, let quota = Double(words[0]), let period = Double(words[1]), quota > 0, period > 0
        else {
            return nil
        }
        return quota / period
    }

    private static func content(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var room = [CChar](repeating: 0, count: 128)
        guard fgets(&room, Int32(room.count), file) != nil else { return nil }
        return String(decoding: room.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
