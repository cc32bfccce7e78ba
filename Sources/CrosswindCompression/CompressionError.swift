/// Why bytes could not be inflated, or a stream not be set up.
public struct CompressionError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code { case corrupt, truncated, tooLarge, trailingBytes, outOfMemory }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// Not of this format, or a checksum is wrong.
    public static var corrupt: Self { Self(.corrupt) }
    /// The input ends before the stream does.
    public static var truncated: Self { Self(.truncated) }
    /// The output would be larger than the limit.
    public static var tooLarge: Self { Self(.tooLarge) }
    /// There is more behind the end of the stream.
    public static var trailingBytes: Self { Self(.trailingBytes) }
    /// The system has no memory for the stream's state.
    public static var outOfMemory: Self { Self(.outOfMemory) }

    /// The status to answer with when it was a request that could not be inflated.
    public var status: UInt16 {
        switch code {
        case .tooLarge: 413
        case .outOfMemory: 503
        default: 400
        }
    }

    /// A short reason, for the log.
    public var description: String {
        switch code {
        case .corrupt: "corrupt compressed data"
        case .truncated: "compressed data ends too early"
        case .tooLarge: "inflates to more than is allowed"
        case .trailingBytes: "bytes behind the end of compressed data"
        case .outOfMemory: "no memory to compress"
        }
    }
}
