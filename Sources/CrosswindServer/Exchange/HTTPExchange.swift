public import CrosswindHTTP
import Logging
package import NIOCore
import Synchronization

/// One request and its response, from the end of the request's head to the last byte of the answer.
///
/// An exchange belongs to one thread at a time: the connection's event loop, then, when the callback passes it on, one
/// other thread until that calls `complete`, then the loop again, which uses it for a later request. So
/// nothing in it is locked but the two flags that both sides look at, hence unchecked.
public final class HTTPExchange: @unchecked Sendable {
    /// The request's head. Its spans are valid until the exchange is completed.
    public let head = RequestHead()
    /// The request's body.
    public package(set) var body: RequestBody = .empty
    /// What a trusted proxy said of the client, nil without one.
    public internal(set) var forwarded: ProxiedClient?

    /// How many bytes of the head's path, as sent, are the prefix that the callback is mounted under: CGI's `SCRIPT_NAME`;
    /// what follows is its `PATH_INFO`. 0 unless whoever hands the exchange on says otherwise, on the loop.
    public var mountedLength = 0

    /// The next pipelined request of the same connection, to be answered after this one by the same thread; only for
    /// callbacks that take runs.
    public internal(set) unowned(unsafe) var nextInRun: HTTPExchange?
    /// The rest of a run that this one began, to be handed to `queue` again when the client has the answers before it.
    unowned(unsafe) var later: HTTPExchange?
    /// Whom a run was handed to; not counted, as its callback holds it. Of nothing but a run.
    unowned(unsafe) var queue: (any ExchangeQueue)?
    /// A place for whoever holds the exchange to link it into a list of its own: a queue, the loop's mailbox.
    package var link: UInt = 0

    /// The status that was sent, 0 before.
    public package(set) var status: UInt16 = 0
    /// Bytes of the response after its head that were given to the socket.
    public package(set) var bodyBytesSent = 0
    /// The route of an application that answers it, nil without one. Not counted: routes live as long as their application,
    /// and that as long as its server.
    public package(set) unowned(unsafe) var route: RouteLabel?
    /// Fields that whoever the exchange is handed on to shall see instead of the request's own: a WSGI application in its
    /// environ. ``head`` stays as it was sent. Set on the loop, by request callbacks around others.
    public var replacedFields: [(name: String, value: String)]?
    /// Whether a handler that answers it has the task-local values of whoever calls ``RequestCallback/handle(_:)``, for which
    /// it needs a task of its own. Set on the loop, by request callbacks around others that have values for handlers.
    public var inheritsTaskLocals = false
    /// Whether the server's log is not to hear of it.
    var isUnlogged = false
    /// See ``observe(_:)``.
    var observer: (any ExchangeObserver)?

    /// When the request was complete (monotonic nanoseconds); 0 unless the server keeps time or somebody observes.
    public internal(set) var startedAt: UInt64 = 0
    /// Where the time of a request went that a thread answered.
    public package(set) var times = RequestTimes()
    /// When a thread took it (monotonic nanoseconds), as far as time is kept.
    package var takenAt: UInt64 = 0

    /// The connection's socket, for the thread that answers.
    package internal(set) var socket = ResponseSocket(descriptor: -1)
    /// Bytes that the socket did not take from the answering thread, for the loop to write.
    var rest: ByteBuffer?
    /// The same for a file, to follow them.
    package var fileRest: FileRest?
    /// What the rest counts as until the client has it.
    package var share: ResponseMemory.Share?
    /// Whoever the callback is, for the thread it hands the exchange to.
    package var owner: UnsafeMutableRawPointer?
    /// Bytes of the body that count against ``ServerConfiguration/bodyMemory``.
    var bodyCharge = 0
    /// How the answering thread left the connection.
    var outcome = Outcome.keepAlive
    /// The answer's state when a native callback writes it on the loop.
    var native: NativeResponse?

    private let wantsNotice = Atomic<Bool>(false)
    private let cancelled = Atomic<Bool>(false)
    private let halfClosed = Atomic<Bool>(false)
    private let untilClose = Atomic<Bool>(false)

    /// The connection, from when the request starts until it is completed. Loop-confined but for what is said to be
    /// constant. Not counted: a connection outlives its exchanges, see `HTTPConnection.disconnected`.
    var connection: HTTPConnection { connectionReference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0 } }
    var connectionReference: Unmanaged<HTTPConnection>?
    /// The server's shared state, for the thread that answers: whether it drains.
    package internal(set) var core: Unmanaged<ServerCore>!
    /// The peer's address and port as text; both empty for a UNIX socket. Valid until the exchange is completed.
    public internal(set) var peerAddress = UnsafeRawBufferPointer(start: nil, count: 0)
    /// See ``peerAddress``.
    public internal(set) var peerPort = UnsafeRawBufferPointer(start: nil, count: 0)

    /// How a response ended.
    public enum Outcome: Sendable {
        /// Whole; the connection may carry the next request.
        case keepAlive
        /// Whole; close the connection.
        case close
        /// Cut short: close at once, so that the client sees a truncated message and never a clean end.
        case cut
    }

    init() {}

    /// The client's end of the connection. Any thread, until the exchange is completed; what it gives stays valid.
    public var peer: PeerAddress { connection.peer }
    /// The server's end of the connection.
    public var local: PeerAddress { connection.local }
    /// The connection's event loop. Any thread, until the exchange is completed.
    public var loop: IOLoop { connection.loop.ioLoop }
    /// Runs tasks on the connection's event loop, see ``IOLoop/taskExecutor``. Any thread, until the exchange is completed.
    public var taskExecutor: any TaskExecutor { connection.loop.ioLoop.taskExecutor }
    /// The server's configuration.
    public var configuration: ServerConfiguration { connection.loop.core.configuration }
    /// Whether the response may leave the connection open: the client wants it and the server isn't draining. Any
    /// thread.
    public var mayKeepAlive: Bool { head.keepAlive && core._withUnsafeGuaranteedRef { $0.keepsConnections } }
    /// Whether the client is known to be gone, so that nobody will read an answer. Any thread.
    public var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    /// On the loop: hands the exchange, and the run behind it, to the threads of `queue`, with all others of this turn.
    package func submit(to queue: any ExchangeQueue) {
        let isLent = connectionReference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.lendSocket(to: self) }
        guard isLent else {
            configuration.logger.error("no descriptor left to answer a request with; lower --max-connections")
            return refuseAsOverloaded()
        }
        if nextInRun != nil { self.queue = queue }
        connectionReference.unsafelyUnwrapped._withUnsafeGuaranteedRef { $0.loop.submit(self, to: queue) }
    }

    /// From the answering thread: the run that `first` began ends behind this one, whose answer ends with a file that the loop
    /// sends on.
    package func endRun(of first: HTTPExchange) {
        first.later = nextInRun
        nextInRun = nil
    }

    /// On the loop: 503, for the exchange and the run behind it.
    package func refuseAsOverloaded() {
        // What a run holds beyond its first request is dropped with the connection; clients must expect that. The run
        // stays linked, so that the loop takes all of its exchanges back.
        configuration.happened?(.overloaded)
        // No thread has it.
        connection.isLentEarly = false
        connection.loop.say(.overloaded, ["peer": "\(peer)"])
        respond(
            status: 503, fields: [("Content-Type", "text/plain"), ("Retry-After", "1"), ("Connection", "close")],
            body: "Service Unavailable\n")
    }

    /// Whether the client has closed its side: it may still read, or be gone. Only sending tells. Any thread.
    public var isHalfClosed: Bool { halfClosed.load(ordering: .relaxed) }

    /// On the loop, for the whole run.
    func clientClosed() {
        halfClosed.store(true, ordering: .relaxed)
        var next = nextInRun
        while let one = next {
            one.halfClosed.store(true, ordering: .relaxed)
            next = one.nextInRun
        }
    }

    /// Whether the response (or one of its run) has a body that ends with the connection.
    var endsByClosing: Bool { untilClose.load(ordering: .relaxed) }

    /// From whoever answers, before any of the body leaves, on the first exchange of a run: the body ends with the
    /// connection, which must therefore be reset if it ends early.
    package func willEndByClosing() { untilClose.store(true, ordering: .relaxed) }

    func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// On the loop: ask the answering thread to wake the loop when it is done, since work waits for that.
    func requestNotice() { wantsNotice.store(true, ordering: .sequentiallyConsistent) }

    /// From the answering thread, as its last touch: the response is over. `rest` is what the socket didn't take.
    ///
    /// The loop is woken only when it has something to do about it; otherwise it finds out when it is next awake,
    /// which saves a system call and, on a busy core, a preemption per request.
    package func complete(_ outcome: Outcome, rest: ByteBuffer? = nil) {
        self.outcome = outcome
        self.rest = rest
        let isQuiet = outcome == .keepAlive && rest == nil && fileRest == nil && !isStreaming
        // The loop outlives this call: its connections and its server hold it. The connection may not.
        let loop = connectionReference.unsafelyUnwrapped._withUnsafeGuaranteedRef { Unmanaged.passUnretained($0.loop) }
        // Now, as after the post the loop may write it for the next request.
        let core = core
        loop._withUnsafeGuaranteedRef { $0.mailbox.post(self) }
        // After the post the loop may already use the exchange again; `wantsNotice` is then false or about a later
        // request, and a wake-up too many does no harm.
        if !isQuiet || wantsNotice.load(ordering: .sequentiallyConsistent)
            || core.unsafelyUnwrapped._withUnsafeGuaranteedRef({ $0.isDraining })
        {
            loop._withUnsafeGuaranteedRef { $0.wake() }
        }
    }

    private var isStreaming: Bool {
        if case .stream = body { true } else { false }
    }

    /// From the answering thread: the body has been used. A stream stays, since the loop may still be filling it.
    package func releaseBody() {
        if case .stream = body { return }
        body = .empty
    }

    /// On the loop: ready for another request.
    func recycle() {
        // Of those that nobody answered: the client had gone before their turn.
        if observer != nil { ended() }
        route = nil
        inheritsTaskLocals = false
        isUnlogged = false
        if replacedFields != nil { replacedFields = nil }
        head.clear(keep: 1024)
        if case .empty = body {} else { body = .empty }
        if forwarded != nil { forwarded = nil }
        mountedLength = 0
        nextInRun = nil
        status = 0
        bodyBytesSent = 0
        startedAt = 0
        if takenAt != 0 {
            takenAt = 0
            times = RequestTimes()
        }
        socket = ResponseSocket(descriptor: -1)
        if rest != nil { rest = nil }
        fileRest = nil
        if share != nil { share = nil }
        owner = nil
        if native != nil { native = nil }
        connectionReference = nil
        outcome = .keepAlive
        wantsNotice.store(false, ordering: .relaxed)
        cancelled.store(false, ordering: .relaxed)
        halfClosed.store(false, ordering: .relaxed)
        untilClose.store(false, ordering: .relaxed)
    }
}
