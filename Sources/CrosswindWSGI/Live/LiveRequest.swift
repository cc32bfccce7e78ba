import CrosswindHTTP
import CrosswindServer

/// One of the Python threads that run applications, as it was at the moment it was looked at.
public struct PythonWorkerThread: Sendable {
    /// The thread's number, from 0; it is called `crosswind-py-N`.
    public let index: Int
    /// What `threading.get_ident()` says in it, and `sys._current_frames()` has for a key; 0 while it starts.
    public let identifier: UInt
    /// The kernel's number of it, as in `ps -L` (`threading.get_native_id()`); 0 where the system tells none.
    public let nativeIdentifier: Int
    /// The request it is answering; nil when it waits for one. One that was given up (``AbandonedRequest``) stays until the
    /// application comes back.
    public let request: LiveRequest?
}

/// A request that a Python thread is answering.
public struct LiveRequest: Sendable {
    /// Longer methods and targets are cut off here, in bytes.
    public static let longestTarget = 512

    /// When the thread took it from the queue, in nanoseconds of the monotonic clock. Pipelined requests that were read
    /// together count from when the thread took the first of them.
    public let since: UInt64
    /// As sent, decoded as UTF-8; ``longestTarget`` bytes of it.
    public let method: String
    /// As sent, with its query, decoded as UTF-8; ``longestTarget`` bytes of it.
    public let target: String
    /// The client's address, what a trusted proxy said before the connection's own; empty for a UNIX socket.
    public let client: String

    init(_ exchange: HTTPExchange, since: UInt64) {
        func text(_ bytes: UnsafeRawBufferPointer) -> String {
            String(decoding: bytes.prefix(Self.longestTarget), as: UTF8.self)
        }
        let head = exchange.head
        self.since = since
        method = text(head.slice(head.method))
        target = text(head.slice(head.target))
        if let address = exchange.forwarded?.address {
            client = address.withUnsafeBytes { text($0) }
        } else {
            client = text(exchange.peerAddress)
        }
    }
}

/// A request that was answered in its application's place, because that took too long.
public struct AbandonedRequest: Sendable {
    /// The thread, which is still in the application.
    public let thread: PythonWorkerThread
    /// The request.
    public let request: LiveRequest?
    /// Whether the client got 504; otherwise part of the response had left, or the client, and the connection was cut.
    public let isAnswered: Bool
}
