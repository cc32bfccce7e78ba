// @unchecked Sendable: used by the thread of its call, where the handler's task runs by its executor; after that thread
// has given the handler up, by the handler alone, and everything it does then goes nowhere.
import Crosswind
import CrosswindHTTP
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Takes a handler's response, to be handed to the WSGI server when the handler has ended or waits for that. Python is
/// never called from here, while a task runs: a server's greenlets would switch between two tasks on one thread.
final class CallAnswer: Answer, @unchecked Sendable {
    /// What the handler left.
    enum Outcome {
        case nothing
        case whole(ResponseHead, ByteBuffer)
        case file(ResponseHead, OpenFile)
        /// Begun by `flush()`, and ended.
        case streamed
        case cut
    }

    private(set) var outcome = Outcome.nothing
    /// The handler's task has come to its end.
    var hasEnded = false
    /// The head of a response that is sent in pieces, until the server has it.
    var streamHead: ResponseHead?
    /// What is to be written next.
    private(set) var pieces = ByteBuffer()
    private var isStreaming = false
    private var abandoned = false
    private var gone = false
    /// Of the handler, while it waits for the server to take the pieces.
    private var delivery: UnsafeContinuation<Void, Never>?

    private let mayStream: Bool
    /// The request was HEAD.
    let isHEAD: Bool

    init(isHEAD: Bool, mayStream: Bool, tags: SharedETags) {
        self.isHEAD = isHEAD
        self.mayStream = mayStream
        super.init()
        sharedTags = tags
    }

    override var isOver: Bool { if case .nothing = outcome { abandoned } else { true } }
    override var isGone: Bool { gone }
    override var isAbandoned: Bool { abandoned }
    override var streams: Bool { mayStream }
    override var mayBlock: Bool { true }

    override func send(_ head: ResponseHead, _ body: ByteBuffer) throws(HTTPFieldError) {
        try HeadRules.check(head, bodyCount: isHEAD ? nil : body.readableBytes)
        outcome = .whole(head, body)
    }

    override func send(_ head: ResponseHead, file: OpenFile) throws(HTTPFieldError) {
        do throws(HTTPFieldError) {
            try HeadRules.check(head, bodyCount: isHEAD ? nil : file.count)
        } catch {
            close(file.descriptor)
            throw error
        }
        if abandoned { close(file.descriptor) }
        outcome = .file(head, file)
    }

    override func begin(_ head: ResponseHead, _ first: ByteBuffer) throws(HTTPFieldError) {
        try HeadRules.check(head, bodyCount: nil)
        isStreaming = true
        streamHead = head
        if !isHEAD, !head.forbidsBody { pieces = first }
        hasNoBody = isHEAD || head.forbidsBody
    }
    private var hasNoBody = false

    override func write(_ bytes: ByteBuffer) -> Bool {
        guard !gone, !abandoned else { return false }
        if !hasNoBody { pieces.writeImmutableBuffer(bytes) }
        return true
    }

    override func drained() async throws {
        if !gone, !abandoned { await withUnsafeContinuation { delivery = $0 } }
        if gone || abandoned { throw StreamClosedError() }
    }

    override func finish() { if !isOver { outcome = .streamed } }
    override func abort() { if !isOver { outcome = .cut } }

    // MARK: the thread of the call

    /// Whether the handler waits for its pieces to be taken.
    var wantsDelivery: Bool { delivery != nil }

    /// Whether anything has been given to the server by pieces.
    var hasBegun: Bool { isStreaming && streamHead == nil }

    func takePieces() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &pieces)
        return taken
    }

    /// The server has taken them; or it raised, and the client is gone.
    func delivered(_ wasTaken: Bool) {
        gone = gone || !wasTaken
        let waiting = delivery
        delivery = nil
        waiting?.resume()
    }

    /// Nobody listens any more. A handler may have answered with a file before it waited for something else.
    func abandon() {
        abandoned = true
        guard case .file(_, let file) = outcome else { return }
        outcome = .nothing
        close(file.descriptor)
    }
}
