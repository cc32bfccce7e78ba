import CrosswindThreads
package import NIOCore

/// A request body that one reader takes in pieces while the event loop receives it: a task (``nextChunk()``, or
/// `for try await chunk in stream`), a callback (``next(_:)``), or a thread that may sleep (``read(into:how:)``).
///
/// Bounded: past `highWater` bytes unread the loop stops reading the socket, so TCP holds the sender back. A monitor, since
/// the reader must sleep without holding anything of Swift's or Python's; it guards everything below it, hence unchecked.
public final class BodyStream: @unchecked Sendable {
    /// How reading can end before the body does.
    public enum Ending: Sendable {
        /// The client sent it all.
        case complete
        /// The client went away or sent what isn't HTTP.
        case broken
        /// The client stalled for longer than the body timeout.
        case timedOut
        /// The body is longer than `HTTPLimits.body`.
        case tooLarge
    }

    private let monitor = Monitor()
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
    /// Whoever waits without a thread. See `BodyStream+Async`.
    private var waiter: (@Sendable (Taken) -> Void)?

    /// Both closures are called on the reading thread: `onFirstRead` before it first waits, `resume` when the loop may
    /// read on.
    ///
    /// `expected` is the body's length when the head says it.
    init(
        highWater: Int, expected: Int?, onFirstRead: (@Sendable () -> Void)?, resume: @escaping @Sendable () -> Void
    ) {
        self.expected = expected
        self.onFirstRead = onFirstRead
        self.highWater = highWater
        self.resume = resume
    }

    /// A body that is there already, in these pieces: for tests without a server.
    package convenience init(_ pieces: [ByteBuffer]) {
        self.init(highWater: .max, expected: nil, onFirstRead: nil, resume: {})
        monitor.locked {
            for piece in pieces where piece.readableBytes > 0 {
                buffers.append(piece)
                received += piece.readableBytes
                unread += piece.readableBytes
            }
        }
        end(.complete)
    }

    /// On the event loop: more of the body. False asks the loop to stop reading until `resume` is called.
    func append(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let (waiter, goesOn) = monitor.locked { () -> ((@Sendable (Taken) -> Void)?, Bool) in
            received += bytes.count
            if let waiter = self.waiter {
                self.waiter = nil
                return (waiter, !isPaused)
            }
            keep(bytes)
            unread += bytes.count
            monitor.wakeOne()
            // Never back to false here: only `resume` makes the loop read on.
            if unread >= highWater { isPaused = true }
            return (nil, !isPaused)
        }
        waiter?(.chunk(ByteBuffer(bytes: bytes)))
        return goesOn
    }

    /// With the lock held. Small pieces are put together: a client may send its body in chunks of a byte, and the buffer for each
    /// would take a hundred times what it holds.
    private func keep(_ bytes: UnsafeRawBufferPointer) {
        let joins = buffers.last.map { $0.writerIndex + bytes.count <= Self.mostJoined } ?? false
        guard joins else { return buffers.append(ByteBuffer(bytes: bytes)) }
        buffers.modify(buffers.index(before: buffers.endIndex)) { _ = $0.writeBytes(bytes) }
    }

    /// Bytes up to which pieces are put together: what a piece of that size and a buffer for it cost is much the same.
    private static let mostJoined = 4096

    /// On the event loop: nothing more comes. The first call counts.
    func end(_ how: Ending) {
        let waiter = monitor.locked { () -> (@Sendable (Taken) -> Void)? in
            if ending == nil { ending = how }
            monitor.wake()
            defer { self.waiter = nil }
            return self.waiter
        }
        waiter?(.ended(how))
    }

    // MARK: without a thread

    /// What there is for a reader that doesn't sleep.
    enum Taken: Sendable {
        case chunk(ByteBuffer)
        case ended(Ending)
        /// Nothing yet, and whoever waited for it was called off.
        case nothing
    }

    /// Takes the oldest piece, or says how the body ended, or leaves `waiter` to hear of the next piece on the loop (and
    /// says nil). Any thread.
    func take(orWait waiter: (@Sendable (Taken) -> Void)?) -> Taken? {
        askForIt()
        var wake = false
        let taken: Taken? = monitor.locked {
            if !buffers.isEmpty {
                let buffer = buffers.removeFirst()
                wake = tookOut(buffer.readableBytes)
                return .chunk(buffer)
            }
            if let ending { return .ended(ending) }
            precondition(self.waiter == nil, "two readers wait for one request body")
            self.waiter = waiter
            return nil
        }
        if wake { resume() }
        return taken
    }

    /// Any thread: whoever waits hears that it waits no more.
    func callOff() {
        let waiter = monitor.locked { () -> (@Sendable (Taken) -> Void)? in
            defer { self.waiter = nil }
            return self.waiter
        }
        waiter?(.nothing)
    }

    private func askForIt() {
        guard let onFirstRead, !wasRead else { return }
        wasRead = true
        // One that is over may be read long after the connection took up its next request.
        if monitor.locked({ ending == nil }) { onFirstRead() }
    }

    /// With the lock held: so many bytes fewer wait. Whether the loop may read on.
    private func tookOut(_ count: Int) -> Bool {
        unread -= count
        guard isPaused, unread <= highWater / 2 else { return false }
        isPaused = false
        return true
    }

    /// From the answering thread, before it sends anything: a `100 (Continue)` would now stand inside the response.
    package func answerBegins() { monitor.locked { isAnswered = true } }

    /// Whether a `100 (Continue)` makes sense now.
    var wantsContinue: Bool { monitor.locked { received == 0 && ending == nil && !isAnswered } }

    /// Whether nothing of the body has come so far.
    var isUntouched: Bool { monitor.locked { received == 0 && ending == nil } }

    /// A rest of a body that nobody reads is discarded up to so many bytes, to keep the connection. 256 KiB: about what
    /// a new one would cost.
    static let mostDiscarded = 256 * 1024

    /// Whether the connection can carry another request even if nobody reads any more of this body. Any thread.
    package var leavesConnection: Bool {
        monitor.locked {
            if ending == .complete { return true }
            // Its client waits for a 100 that won't come: it may send its body or not.
            if onFirstRead != nil, received == 0 { return false }
            return expected.map { $0 - received <= Self.mostDiscarded } ?? false
        }
    }

    /// Waits for at least one byte and moves up to `room.count` bytes into `room`. 0 at the end, see `how`.
    ///
    /// Any one thread, which must not be attached to Python: it may sleep until the body timeout.
    public func read(into room: UnsafeMutableRawBufferPointer, how: inout Ending) -> Int {
        var wake = false
        askForIt()
        let moved: Int = monitor.locked {
            while buffers.isEmpty, ending == nil { monitor.wait() }
            var moved = 0
            while moved < room.count, !buffers.isEmpty {
                let take = Swift.min(room.count - moved, buffers[buffers.startIndex].readableBytes)
                buffers[buffers.startIndex].readWithUnsafeReadableBytes { bytes in
                    UnsafeMutableRawBufferPointer(rebasing: room[moved...]).copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: bytes[..<take]))
                    return take
                }
                moved += take
                if buffers[buffers.startIndex].readableBytes == 0 { buffers.removeFirst() }
            }
            wake = tookOut(moved)
            if moved == 0 { how = ending ?? .broken }
            return moved
        }
        if wake { resume() }
        return moved
    }
}
