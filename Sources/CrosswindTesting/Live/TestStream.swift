public import CrosswindHTTP
public import NIOCore

/// A response whose body is read as it comes, see ``TestClient/stream(_:_:headers:body:_:)``: the next piece by
/// ``next()``, or all of them by `for try await piece in stream`.
public struct TestStream: Sendable {
    private let connection: TestConnection
    /// Status, reason and fields; no body.
    public let head: TestResponse

    init(_ connection: TestConnection, _ head: TestResponse) {
        self.connection = connection
        self.head = head
    }

    /// The status.
    public var status: Int { head.status }
    /// The header fields.
    public var headers: HTTPFields { head.headers }

    /// The next piece of the body, a chunk where it is chunked; nil at its end. Nothing is read from the socket before it
    /// is asked for, so that a test which doesn't ask is a slow client.
    ///
    /// - Throws: ``TestError/closed`` or ``TestError/reset`` when the body ends early.
    public func next() async throws(TestError) -> ByteBuffer? { try await connection.piece() }
}

extension TestStream: AsyncSequence {
    /// Takes the pieces of a body one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let stream: TestStream

        /// See ``TestStream/next()``.
        public func next() async throws(TestError) -> ByteBuffer? { try await stream.next() }

        /// See ``TestStream/next()``.
        public func next(isolation actor: isolated (any Actor)?) async throws(TestError) -> ByteBuffer? {
            try await stream.next()
        }
    }

    /// An iterator over what has not been read yet.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}
