/// Something asynchronous in a handler that runs inside a WSGI server, where a request has one thread from beginning to
/// end (`tornado.wsgi.WSGIApplication`: "no asynchronous methods are supported").
public struct SynchronousOnlyError: Error, Sendable, CustomStringConvertible {
    private enum Code { case flush, suspension, greenlets }
    private let code: Code

    /// ``RequestHandler/flush()`` was called.
    public static var flush: Self { Self(code: .flush) }
    /// A method suspended: what it awaited was not there at once.
    public static var suspension: Self { Self(code: .suspension) }
    /// A method suspended where waiting was allowed, on a server whose threads are greenlets (gevent, eventlet).
    public static var greenlets: Self { Self(code: .greenlets) }

    /// The rule that was broken, and what to do about it.
    public var description: String {
        switch code {
        case .flush: "flush() in a WSGIApplication: WSGI takes a response whole; allow it with streamsThroughWrite"
        case .suspension:
            "a handler suspended in a WSGIApplication: WSGI has no way to wait; allow it with waitsForSuspension"
        case .greenlets:
            "a handler suspended in a WSGIApplication under gevent or eventlet: to wait would hold up all requests of the "
                + "process; use a server with real threads"
        }
    }
}
