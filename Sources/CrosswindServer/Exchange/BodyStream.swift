import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A request body that one thread reads, blocking, while the event loop receives it.
///
/// Bounded: past `highWater` bytes unread the loop stops reading the socket, so TCP holds the sender back. A plain
/// mutex and condition, since the reader must sleep without holding anything of Swift's or Python's; everything
/// below them is guarded by the mutex, hence unchecked.
public final class BodyStream: @unchecked Sendable {
    /// How reading can end before the body does.
    public enum Ending: Sendable {
        /// The client sent it all.
        case complete
        /// The client went away or sent what isn't HTTP.
        case broken
        /// The client stalled for longer than the body timeout.
        case timedOut
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private let highWater: Int
    private let onFirstRead: (@Sendable () -> Void)?
    private let resume: @Sendable () -> Void
    private var wasRead = false
    private var isAnswered = false
    private var received = 0
    private let expected: Int?
    private var buffers: CircularBuffer<ByteBuffer> = []
    private var unread = 0
    private var isPaused = false
    private var ending: Ending?

    /// Both closures are called on the reading thread: `onFirstRead` before it first waits, `resume` when the loop may
    /// read on.
    ///
    /// `expected` is the body's length when the head says it.
    init(
        highWater: Int, expected: Int?, onFirstRead: (@Sendable () -> Void)?, resume: @escaping @Sendable () -> Void
    ) {
        self.expected = expected
        self.onFirstRead = onFirstRead
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        self.highWater = highWater
        self.resume = resume
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// On the event loop: more of the body. False asks the loop to stop reading until `resume` is called.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        locked {
            buffers.append(ByteBuffer(bytes: bytes))
            unread += bytes.count
            received += bytes.count
            pthread_cond_signal(condition)
            // Never back to false here: only `resume` makes the loop read on.
            if unread >= highWater { isPaused = true }
            return !isPaused
        }
    }

    /// On the event loop: nothing more comes. The first call counts.
    func end(_ how: Ending) {
        locked {
            if ending == nil { ending = how }
            pthread_cond_broadcast(condition)
        }
    }

    /// From the answering thread, before it sends anything: a `100 (Continue)` would now stand inside the response.
    package func answerBegins() { locked { isAnswered = true } }

    /// Whether a `100 (Continue)` makes sense now.
    var wantsContinue: Bool { locked { received == 0 && ending == nil && !isAnswered } }

    /// Whether nothing of the body has come so far.
    var isUntouched: Bool { locked { received == 0 && ending == nil } }

    /// A rest of a body that nobody reads is discarded up to so many bytes, to keep the connection. 256 KiB: about what
    /// a new one would cost.
    static let mostDiscarded = 256 * 1024

    /// Whether the connection can carry another request even if nobody reads any more of this body. Any thread.
    package var leavesConnection: Bool {
        locked { ending == .complete || expected.map { $0 - received <= Self.mostDiscarded } ?? false }
    }

    /// Waits for at least one byte and moves up to `room.count` bytes into `room`. 0 at the end, see `how`.
    ///
    /// Any one thread, which must not be attached to Python: it may sleep until the body timeout.
    public func read(into room: UnsafeMutableRawBufferPointer, how: inout Ending) -> Int {
        var wake = false
        if let onFirstRead, !wasRead {
            wasRead = true
            onFirstRead()
        }
        let moved: Int = locked {
            while buffers.isEmpty, ending == nil { pthread_cond_wait(condition, mutex) }
            var moved = 0
            while moved < room.count, !buffers.isEmpty {
                let take = min(room.count - moved, buffers[buffers.startIndex].readableBytes)
                buffers[buffers.startIndex].readWithUnsafeReadableBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: room[moved...]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: bytes[..<take]))
                    return take
                }
                moved += take
                if buffers[buffers.startIndex].readableBytes == 0 { buffers.removeFirst() }
            }
            unread -= moved
            if moved == 0 { how = ending ?? .broken }
            if isPaused, unread <= highWater / 2 {
                isPaused = false
                wake = true
            }
            return moved
        }
        if wake { resume() }
        return moved
    }

    private func locked<R>(_ body: () -> R) -> R {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
