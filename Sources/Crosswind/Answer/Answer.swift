public import CrosswindHTTP
public import NIOCore

/// Where a handler's response goes: the connection of a Crosswind server, the call of a WSGI server, a test. Applications
/// have nothing to do with it; who brings responses elsewhere subclasses it.
///
/// A class with overridden methods rather than a protocol, since a protocol's value would be a box and a witness table
/// for each request. One thread at a time uses it: the connection's event loop, or the WSGI server's thread.
open class Answer {
    /// Ready for one response.
    public init() {}

    /// A buffer for the handler to write into: one that was used before, if there is any.
    open func emptyBody() -> ByteBuffer { ByteBuffer() }

    /// The tags of bodies that were answered with before, if they are kept.
    var tags: ETagCache? { nil }

    /// The same where several threads share them.
    package final var sharedTags: SharedETags?

    /// The whole response at once. When it throws, nothing has left and another head may follow.
    open func send(_ head: ResponseHead, _ body: ByteBuffer) throws(HTTPFieldError) { abstract() }

    /// The head and the first piece of a response whose body goes on.
    open func begin(_ head: ResponseHead, _ first: ByteBuffer) throws(HTTPFieldError) { abstract() }

    /// More of the body; false when the client is gone.
    open func write(_ bytes: ByteBuffer) -> Bool { abstract() }

    /// Waits until what was written has left far enough to take more.
    open func drained() async throws { abstract() }

    /// The whole response, its body `count` bytes of an open regular file from `offset` on. Takes the descriptor over,
    /// also when it throws.
    open func send(_ head: ResponseHead, file: OpenFile) throws(HTTPFieldError) { abstract() }

    /// The body is complete.
    open func finish() { abstract() }

    /// Ends in the middle, so that the client sees a truncated message.
    open func abort() { abstract() }

    /// Whether a response has ended, or was cut.
    open var isOver: Bool { abstract() }

    /// Whether the client is known to be gone.
    open var isGone: Bool { abstract() }

    /// Whether the server has given the handler up: it may end in peace, and is not logged as a request.
    open var isAbandoned: Bool { false }

    /// Whether the handler may stream: a WSGI server's call says no unless it was told otherwise.
    open var streams: Bool { true }

    /// Whether its thread may wait for a disk: a WSGI server's may, an event loop must not. What may runs
    /// ``RequestHandler/runInExecutor(_:)`` in place.
    open var mayBlock: Bool { false }

    private func abstract() -> Never { preconditionFailure("an Answer of no kind") }
}
