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
    /// Readable when the worker has said something, or has ended; nil afterwards.
    private(set) var ready: Int32?
    /// It listens.
    private(set) var isReady = false
    /// Its sign of life; nil without.
    var pulse: Pulse?
    private var silence = Silence()
    /// It has asked to be replaced.
    private(set) var wantsSuccessor = false
    /// It was told to end, or ends by itself.
    var isRetiring = false {
        didSet { if isRetiring, !oldValue { retiredAt = .now } }
    }
    /// It didn't, and was killed by its supervisor.
    var isKilled = false
    /// When it was told to.
    private(set) var retiredAt: ContinuousClock.Instant?
    /// Signals for it that came before it could hear any.
    private var owed: [Int32] = []
    /// Where its beats come from; nil when nobody watches.
    var beats: Int32?
    /// When it last showed that it responds.
    private(set) var lastBeat = ContinuousClock.now
    /// Requests that it had answered then.
    private(set) var answered = 0
    /// It is to take the place of this one as soon as it listens.
    var replaces: pid_t?

    init(number: Int, pid: pid_t, ready: Int32, replaces: pid_t?) {
        self.number = number
        self.pid = pid
        self.ready = ready
        self.replaces = replaces
        started = .now
    }

    /// For how long nothing has been heard of a worker that listens, after `elapsed` more.
    mutating func silent(_ elapsed: Duration) -> Duration {
        guard isReady, let pulse else { return .zero }
        return silence.listen(pulse, elapsed)
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
                lastBeat = .now
                for number in owed { kill(pid, number) }
                owed = []
            case .wantsSuccessor: wantsSuccessor = true
            case .isGoing: isRetiring = true
            case nil: break
            }
        }
    }

    /// Nothing more is heard of it.
    mutating func hangUp() {
        if let ready { close(ready) }
        ready = nil
    }

    /// Looks whether it has shown that it responds.
    mutating func lookAtBeats() {
        guard let beats, let answered = BeatPipe.look(beats) else { return }
        self.answered = answered
        lastBeat = .now
    }

    /// Sends a signal that would end the worker while it is still being made: then it gets it afterwards.
    mutating func send(_ number: Int32) {
        if isReady {
            kill(pid, number)
        } else if !owed.contains(number) {
            owed.append(number)
        }
    }
}
