/// A stretch of an open regular file, to be sent as a response's body.
public struct OpenFile: Sendable {
    /// Owned by whoever has this value.
    public let descriptor: Int32
    /// Of the first byte to send.
    public let offset: Int
    /// How many bytes to send.
    public let count: Int

    /// Takes the descriptor over.
    public init(descriptor: Int32, offset: Int, count: Int) {
        self.descriptor = descriptor
        self.offset = offset
        self.count = count
    }
}
