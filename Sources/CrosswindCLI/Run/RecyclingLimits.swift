import CrosswindStatus
import CrosswindWSGI

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long this worker may live, drawn when it starts.
struct RecyclingLimits: Sendable {
    /// 0 for none.
    private let requests: UInt64
    private let age: Duration
    private let memory: UInt64
    private let started = ContinuousClock.now

    /// None at all for nil.
    init(_ recycling: Recycling?) {
        let jitter = recycling.map { $0.jitter > 0 ? Int.random(in: 0...$0.jitter) : 0 } ?? 0
        requests = recycling.map { $0.requests > 0 ? UInt64($0.requests + jitter) : 0 } ?? 0
        age = recycling.map { $0.age * Double.random(in: 1...1.1) } ?? .zero
        memory = recycling?.memory ?? 0
    }

    var isOn: Bool { requests > 0 || age > .zero || memory > 0 }

    /// A worker that needs more memory than it may from its start is not replaced at once, again and again.
    private static let youth = Duration.seconds(10)

    /// Which of them is reached, in words and for the scoreboard; nil while none is.
    func reached(at now: ContinuousClock.Instant = .now) -> (String, Scoreboard.Restart)? {
        if requests > 0, WSGIContainer.requestsServed >= requests {
            return ("\(requests) requests (--max-requests)", .requests)
        }
        if age > .zero, now - started >= age { return ("it is as old as --max-worker-age allows", .age) }
        if memory > 0, now - started >= Self.youth, let resident = Self.resident, resident > memory {
            return ("\(resident >> 20) MiB are resident (--max-worker-rss)", .memory)
        }
        return nil
    }

    /// Bytes of this process in memory, pages that it shares with others included; nil where that can't be had.
    private static var resident: UInt64? {
        #if os(Linux)
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var room = [CChar](repeating: 0, count: 128)
        guard fgets(&room, Int32(room.count), file) != nil else { return nil }
        let text = String(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let words = text.split(separator: " ")
        guard words.count > 1, let pages = UInt64(words[1]) else { return nil }
        return pages * UInt64(sysconf(Int32(_SC_PAGESIZE)))
        #else
        return nil
        #endif
    }
}
