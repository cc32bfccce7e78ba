#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A worker as its supervisor sees it.
struct WorkerProcess {
    let number: Int
    let pid: pid_t
    let started: ContinuousClock.Instant
    /// By the options that it was started with; SIGHUP may have changed them since.
    let patience: WorkerPatience
    /// Readable when the worker has said something, or has ended; nil afterwards.
    private(set) var ready: Int32?
    /// It listens.
    private(set) var isReady = false
    /// Its sign of life; nil when nobody watches.
    let pulse: Pulse?
    private(set) var silence = Silence()
    /// It has asked to be replaced.
    private(set) var wantsSuccessor = false
    /// It was told to end, or ends by itself.
    private(set) var isRetiring = false
    /// When to kill it, if it is still there; nil while it need not end.
    private(set) var killAt: ContinuousClock.Instant?
    /// Why its supervisor ends it by force; nil for one that dies by itself.
    private(set) var sentence: Sentence?
    /// Signals for it that came before it could hear any.
    private var owed: [Int32] = []
    /// It is to take the place of this one as soon as it listens.
    var replaces: pid_t?

    /// What a supervisor does by force, for a reason that the log has.
    enum Sentence {
        case aborted
        case killed
    }

    init(number: Int, pid: pid_t, ready: Int32, replaces: pid_t?, pulse: Pulse?, patience: WorkerPatience) {
        self.number = number
        self.pid = pid
        self.ready = ready
        self.replaces = replaces
        self.pulse = pulse
        self.patience = patience
        started = .now
    }

    /// Requests that it has answered, as far as it has said so.
    var answered: Int { pulse?.answered ?? 0 }

    /// Looks whether a worker that listens gives a sign of life, `elapsed` after the last time.
    mutating func look(after elapsed: Duration) {
        if isReady, let pulse { silence.look(pulse, after: elapsed) }
    }

    /// Hears what the worker has said; closes the pipe when it says no more.
    mutating func hear() {
        while let ready {
            var byte: UInt8 = 0
            let count = read(ready, &byte, 1)
            if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
            guard count == 1 else { return hangUp() }
            switch WorkerWord(rawValue: byte) {
            case .ready:
                isReady = true
                for number in owed { kill(pid, number) }
                owed = []
            case .wantsSuccessor: wantsSuccessor = true
            case .isGoing: leaves(after: .zero)
            case nil: break
            }
        }
    }

    /// Nothing more is heard of it.
    mutating func hangUp() {
        if let ready { close(ready) }
        ready = nil
    }

    /// Sends a signal that would end the worker while it is still being made: then it gets it afterwards.
    mutating func send(_ number: Int32) {
        if isReady {
            kill(pid, number)
        } else if !owed.contains(number) {
            owed.append(number)
        }
    }

    // MARK: its end

    /// Tells it to end gracefully. With `drains` because all do, so that it fails its readiness first (`--drain-delay`), as
    /// it does when systemd sends SIGTERM to all processes of the service; else because others serve in its place.
    mutating func retire(drains: Bool) {
        leaves(after: drains ? patience.drain : .zero)
        if drains || !isReady { kill(pid, SIGTERM) }
        // One that is just beginning to listen takes SIGTERM as the end of all, and this as the end of its delay.
        if !drains { send(SIGWINCH) }
    }

    /// Ends the delay of one that drains.
    mutating func endDelay() {
        hasUntil(.now + patience.end)
        send(SIGWINCH)
    }

    private mutating func leaves(after delay: Duration) {
        guard !isRetiring else { return }
        isRetiring = true
        killAt = .now + delay + patience.end
    }

    private mutating func hasUntil(_ limit: ContinuousClock.Instant) {
        if let killAt { self.killAt = min(killAt, limit) }
    }

    /// Tells it to end at once.
    mutating func hurry() {
        leaves(after: .zero)
        hasUntil(.now + patience.reserve)
        // One that is being made would end by SIGQUIT too, but leave an image of its memory.
        if !isReady { kill(pid, SIGTERM) }
        send(SIGQUIT)
    }

    /// Has it end now, with an image of its memory if the system keeps such; then it has a moment.
    mutating func abort(within moment: Duration) {
        sentence = .aborted
        killAt = .now + moment
        kill(pid, SIGABRT)
    }

    /// Ends it. Not even a process that is stopped, or an interpreter that is being finalised, can miss that.
    mutating func end() {
        sentence = .killed
        killAt = nil
        kill(pid, SIGKILL)
    }

    /// Ends it, and nobody waits for it.
    mutating func giveUp() {
        leaves(after: .zero)
        end()
    }
}
