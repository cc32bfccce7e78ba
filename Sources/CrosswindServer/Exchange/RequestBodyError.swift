/// Why a streamed request body won't come to its end.
public struct RequestBodyError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: UInt8 { case broken, timedOut, tooLarge, cancelled }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// The client went away or sent what isn't HTTP, or the request was answered meanwhile.
    public static var broken: Self { Self(.broken) }
    /// The client stalled for longer than the body timeout.
    public static var timedOut: Self { Self(.timedOut) }
    /// The body is longer than `HTTPLimits.body`, which its head didn't say.
    public static var tooLarge: Self { Self(.tooLarge) }
    /// The task that waited was cancelled; what comes later may still be read.
    public static var cancelled: Self { Self(.cancelled) }

    /// The status that tells the client, if it is still there.
    public var status: UInt16 {
        switch code {
        case .broken: 400
        case .timedOut: 408
        case .tooLarge: 413
        case .cancelled: 503
        }
    }

    /// In a few words.
    public var description: String {
        switch code {
        case .broken: "the client went away, or sent what isn't HTTP, before its request body was whole"
        case .timedOut: "the client stalled in the middle of its request body"
        case .tooLarge: "the request body is longer than the limit"
        case .cancelled: "cancelled while waiting for a request body"
        }
    }
}
