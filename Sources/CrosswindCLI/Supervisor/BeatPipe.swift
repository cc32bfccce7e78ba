#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Through which a worker shows that it responds: each beat is the number of requests that it has answered.
struct BeatPipe {
    let reading: Int32
    let writing: Int32

    /// Nil when there are no descriptors left; then nobody is watched.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            // A supervisor that doesn't read must not stop its workers, nor wait for them.
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    /// In the worker.
    static func beat(_ writing: Int32, answered: Int) {
        withUnsafeBytes(of: answered) { _ = write(writing, $0.baseAddress, $0.count) }
    }

    /// In the supervisor: the latest beat that has come since the last look, nil when none has. Writes of that size are never
    /// torn (POSIX, PIPE_BUF).
    static func look(_ reading: Int32) -> Int? {
        var latest: Int?
        var value = 0
        while withUnsafeMutableBytes(of: &value, { read(reading, $0.baseAddress, $0.count) }) == MemoryLayout<Int>.size
        {
            latest = value
        }
        return latest
    }
}
