/// Where the time of a request went that a thread answered (a Python worker), in nanoseconds: all 0 unless the server
/// keeps time (``ServerConfiguration/timesRequests``, an access log).
public struct RequestTimes: Sendable {
    /// Whether a thread took it.
    public package(set) var ran = false
    /// It waited for a thread: from its end, when it was complete, until one took it, less ``gil``.
    public package(set) var queue: UInt64 = 0
    /// Its thread waited for the GIL: before it took the request, as far as the request was waiting then, and after it had
    /// let go of the GIL to send. What the application waits for the GIL within its own calls is part of ``app``.
    public package(set) var gil: UInt64 = 0
    /// It was in the application, or about to be: from when a thread took it to its end, less ``gil`` and ``write``.
    public package(set) var app: UInt64 = 0
    /// Its thread gave the response to the socket, or waited for the client to take it. What the event loop sends after
    /// the request is over doesn't count.
    public package(set) var write: UInt64 = 0

    package init() {}
}
