import CoreMetrics
import CrosswindHTTP
import CrosswindServer
import CrosswindThreads
public import Logging

/// Takes access log lines from any thread and writes them from its own.
///
/// `append` copies into a block under a lock and returns; it never waits for the disk or for whoever reads the pipe. When
/// the sink takes nothing and the block is full, lines are dropped and counted, and the server's log says how many:
/// losing log lines is bad, but a server that stands still because nobody reads its log is worse.
///
/// Sendable because everything mutable is used with the monitor's lock held, or by the writer's thread alone.
public final class AccessLogWriter: @unchecked Sendable {
    /// How much is held, and for how long.
    public struct Limits: Sendable {
        /// Bytes held at most for a sink that is slow; beyond it lines are dropped.
        public var capacity = 1 << 20
        /// Bytes that are written at once, without waiting for more.
        public var batch = 32 << 10
        /// How long a line waits for others at most.
        public var delay = Duration.milliseconds(100)
        /// Least time between two warnings about lost lines.
        public var warningInterval = Duration.seconds(10)

        /// 1 MiB, 32 KiB, 100 ms, 10 s.
        public init() {}
    }

    private let monitor = Monitor()
    private let limits: Limits
    private let logger: Logger
    private var pending = OutputBuffer(capacity: 4096)
    private var lost: UInt64 = 0
    private var lostEver: UInt64 = 0
    private let losses = Counter(label: "crosswind_access_log_lines_lost")
    private var reopening = false
    /// When `close` gives up, once it was called; nanoseconds of `Monitor.now`.
    private var closing: UInt64?
    private var finished = false
    private var lastWarning: UInt64 = 0
    private var reason = slow
    private static let slow = "what they are written to is too slow"

    /// A writer to standard output or a file; nil for `.off`.
    ///
    /// - Parameters:
    ///   - target: where lines go.
    ///   - limits: how much is held.
    ///   - logger: where lost lines and write errors are told of.
    /// - Throws: `AccessLogError` when the file can't be opened or there is no thread to be had.
    public convenience init?(
        _ target: AccessLogTarget, limits: Limits = Limits(), logger: Logger
    ) throws(AccessLogError) {
        switch target {
        case .off: return nil
        case .standardOutput: try self.init(AccessLogSink(borrowing: 1), limits, logger)
        case .file(let path): try self.init(AccessLogSink(path: path), limits, logger)
        }
    }

    init(_ sink: consuming AccessLogSink, _ limits: Limits, _ logger: Logger) throws(AccessLogError) {
        self.limits = limits
        self.logger = logger
        let box = SinkBox(sink)
        guard BackgroundThread.start({ self.run(box) }) else { throw .noThread }
    }

    /// Carries the sink to the thread, which alone uses it from then on.
    private final class SinkBox: @unchecked Sendable {
        var sink: AccessLogSink
        init(_ sink: consuming AccessLogSink) { self.sink = sink }
    }

    /// Takes one line, or several, each with its line feed; dropped whole when there is no room. Safe from any thread.
    public func append(_ line: UnsafeRawBufferPointer) {
        monitor.locked {
            guard closing == nil, pending.count + line.count <= limits.capacity else {
                lose(1)
                return
            }
            let before = pending.count
            pending.append(line)
            // The thread needs to know of the first line and of a full batch, of nothing between.
            if before == 0 || (before < limits.batch && pending.count >= limits.batch) { monitor.wake() }
        }
    }

    /// Lines lost since the start.
    public var linesLost: UInt64 { monitor.locked { lostEver } }

    /// Writes what is held to the file as it is, then opens its path anew (for log rotation). Returns at once.
    public func reopen() {
        monitor.locked {
            reopening = true
            monitor.wake()
        }
    }

    /// Writes what is held and ends the thread; later lines are dropped.
    ///
    /// - Parameter timeout: how long to wait for a sink that takes nothing.
    /// - Returns: whether all was written.
    @discardableResult
    public func close(timeout: Duration = .seconds(2)) -> Bool {
        let deadline = Monitor.now + timeout.wholeNanoseconds
        return monitor.locked {
            if closing == nil { closing = deadline }
            monitor.wake()
            // A write that hangs in the kernel hangs without us: the thread is left behind.
            while !finished, Monitor.now < deadline { monitor.wait(until: deadline) }
            return finished && pending.count == 0
        }
    }

    // MARK: The writer's thread

    /// What the thread woke up for.
    private struct Work {
        var reopen: Bool
        var end: Bool
    }

    private func run(_ box: SinkBox) {
        var batch = OutputBuffer(capacity: 4096)
        while true {
            let work = collect(into: &batch)
            write(batch.bytes, to: &box.sink)
            batch.clear(keep: limits.batch)
            if work.reopen {
                do { try box.sink.reopen() } catch { logger.error("\(error.description); the old file stays in use") }
            }
            warnOfLosses(certainly: work.end)
            if work.end { break }
        }
        monitor.locked {
            finished = true
            monitor.wake()
        }
    }

    /// Sleeps until there is a batch, then takes it.
    private func collect(into batch: inout OutputBuffer) -> Work {
        monitor.locked {
            while pending.count == 0, !reopening, closing == nil { monitor.wait() }
            let deadline = Monitor.now + limits.delay.wholeNanoseconds
            while pending.count < limits.batch, !reopening, closing == nil, Monitor.now < deadline {
                monitor.wait(until: deadline)
            }
            swap(&pending, &batch)
            let work = Work(reopen: reopening, end: closing != nil)
            reopening = false
            return work
        }
    }

    /// Writes all of `bytes`, however long that takes, unless it fails or `close` gives up.
    private func write(_ bytes: UnsafeRawBufferPointer, to sink: inout AccessLogSink) {
        var rest = bytes
        while !rest.isEmpty {
            switch sink.write(rest, milliseconds: 100) {
            case .wrote(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .stuck:
                warnOfLosses(certainly: false)
                let over = monitor.locked { closing.map { Monitor.now >= $0 } ?? false }
                if over { return abandon(rest, "nobody reads it") }
            case .failed(let code): return abandon(rest, AccessLogError.reason(code))
            }
        }
    }

    private func abandon(_ rest: UnsafeRawBufferPointer, _ why: String) {
        reason = why
        let lines = UInt64(rest.count { $0 == UInt8(ascii: "\n") })
        monitor.locked { lose(lines) }
    }

    /// With the lock held.
    private func lose(_ lines: UInt64) {
        lost += lines
        lostEver += lines
        losses.increment(by: lines)
    }

    /// Says how many lines were lost since it was last said, not more often than the interval unless `certainly`.
    private func warnOfLosses(certainly: Bool) {
        let now = Monitor.now
        guard certainly || lastWarning == 0 || now - lastWarning >= limits.warningInterval.wholeNanoseconds else {
            return
        }
        let count = monitor.locked {
            defer { lost = 0 }
            return lost
        }
        guard count > 0 else { return }
        lastWarning = now
        logger.warning("access log lines are lost", metadata: ["lines": "\(count)", "reason": "\(reason)"])
        reason = Self.slow
    }
}

extension Duration {
    /// The duration in nanoseconds, between 0 and some 100 years.
    var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0 else { return 0 }
        return UInt64(min(seconds, 1 << 31)) * 1_000_000_000 + UInt64(max(attoseconds, 0) / 1_000_000_000)
    }
}
