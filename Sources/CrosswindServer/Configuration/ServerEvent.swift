/// What befalls a server beside the requests that its callback hears of: for ``ServerConfiguration/happened``.
public enum ServerEvent: Sendable {
    /// A request was refused before the callback heard of it: malformed, beyond a limit, too slow. With its status.
    case refused(UInt16)
    /// Something took longer than its timeout.
    case timedOut(Timeout)
    /// A request was answered 503, because as many as may wait were waiting for a thread.
    case overloaded
    /// As many connections as may be were open, and accepting stopped until one closes.
    case acceptingPaused

    /// What took too long.
    public enum Timeout: String, Sendable, CaseIterable {
        /// A request's head: ``ServerConfiguration/headerTimeout``.
        case head
        /// The next piece of a request's body: ``ServerConfiguration/bodyTimeout``.
        case body
        /// The client, to take something of its response: ``ServerConfiguration/writeTimeout``.
        case write
        /// The application, to answer.
        case request
    }
}
