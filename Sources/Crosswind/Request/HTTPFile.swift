public import NIOCore

/// A file of a form (Tornado: `HTTPFile`).
public struct HTTPFile: Sendable {
    /// The name the client gave it; not to be trusted as a path.
    public let filename: String
    /// Its content; shares the memory of the request's body.
    public let body: ByteBuffer
    /// What the client says it is, `application/octet-stream` when it says nothing.
    public let contentType: String
}
