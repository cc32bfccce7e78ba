public import NIOCore

/// The body of a request, with all transfer coding taken off.
public enum RequestBody {
    /// The request has none.
    case empty
    /// The whole body, in memory.
    case memory(ByteBuffer)
    /// The whole body, in an anonymous temporary file.
    case file(SpoolFile)
    /// The body as it comes, for callbacks that asked for it.
    case stream(BodyStream)

    /// Bytes of a whole body; nil for a stream, whose length isn't known before its end.
    public var count: Int? {
        switch self {
        case .empty: 0
        case .memory(let buffer): buffer.readableBytes
        case .file(let file): file.count
        case .stream: nil
        }
    }
}
