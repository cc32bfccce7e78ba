// Unsafe: a bare view of the worker's output crosses to the watch's thread. The atomic state decides who may touch it.
import CrosswindServer
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Output that waits while the app works, so that a later part may travel with it, and that somebody else sends when the
/// app takes long after all (PEP 3333, "Buffering and Streaming": transmission may continue on another thread).
final class Exposure: @unchecked Sendable {
    private enum State {
        static let hidden: UInt8 = 0
        static let exposed: UInt8 = 1
        static let taken: UInt8 = 2
        static let done: UInt8 = 3
    }

    /// Output that has waited for so long is sent.
    private static let patience: UInt64 = 1_000_000

    private let state = Atomic<UInt8>(State.hidden)
    private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    private var socket = ResponseSocket.none
    private var since: UInt64 = 0
    private var result = Transmission.sent(0)

    /// The worker, before it calls into the app.
    func expose(_ bytes: UnsafeRawBufferPointer, _ socket: ResponseSocket, now: UInt64) {
        self.bytes = bytes
        self.socket = socket
        since = now
        state.store(State.exposed, ordering: .sequentiallyConsistent)
    }

    /// The worker, back from the app: what was sent meanwhile, nil for nothing.
    func conceal() -> Transmission? {
        if state.load(ordering: .relaxed) == State.hidden { return nil }
        if state.compareExchange(
            expected: State.exposed, desired: State.hidden, ordering: .sequentiallyConsistent
        ).exchanged {
            return nil
        }
        // The watch is inside one non-blocking system call.
        while true {
            let now = state.load(ordering: .acquiring)
            if now == State.done { break }
            // Not due yet, so the watch put it back.
            if now == State.exposed { return conceal() }
            sched_yield()
        }
        state.store(State.hidden, ordering: .relaxed)
        return result
    }

    /// The watch. True while something is exposed that may need sending later.
    func look(now: UInt64) -> Bool {
        guard state.load(ordering: .acquiring) == State.exposed else { return false }
        guard
            state.compareExchange(
                expected: State.exposed, desired: State.taken, ordering: .sequentiallyConsistent
            ).exchanged
        else { return false }
        guard now > since, now - since > Self.patience else {
            state.store(State.exposed, ordering: .releasing)
            return true
        }
        result = socket.transmit(bytes)
        state.store(State.done, ordering: .releasing)
        return false
    }
}
