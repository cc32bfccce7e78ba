public import NIOCore

/// Reading without a thread that sleeps.
///
/// All of it may be called anywhere; on the connection's loop, as from a task whose executor preference is
/// ``IOLoop/taskExecutor``, no other thread takes part. The first read sends `100 (Continue)` to a client that waits for
/// it, and the loop reads the socket on as the reader makes room. One reader at a time.
extension BodyStream {
    /// The next piece of the body, as it came from the socket; nil once the client has sent all of it.
    ///
    /// Throws when the body won't come to its end, or the task is cancelled while it waits.
    public func nextChunk() async throws(RequestBodyError) -> ByteBuffer? {
        if let taken = take(orWait: nil) { return try Self.chunk(taken) }
        let taken = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Taken, Never>) in
                if let taken = take(orWait: { continuation.resume(returning: $0) }) {
                    continuation.resume(returning: taken)
                } else if Task.isCancelled {
                    // Perhaps it was before there was anybody to call off.
                    callOff()
                }
            }
        } onCancel: {
            callOff()
        }
        return try Self.chunk(taken)
    }

    /// Calls `body` with the next piece, nil at the end: at once when it is there already, otherwise on the loop.
    public func next(_ body: @escaping @Sendable (Result<ByteBuffer?, RequestBodyError>) -> Void) {
        let heard: @Sendable (Taken) -> Void = { taken in
            do throws(RequestBodyError) { body(.success(try Self.chunk(taken))) } catch { body(.failure(error)) }
        }
        if let taken = take(orWait: heard) { heard(taken) }
    }

    private static func chunk(_ taken: Taken) throws(RequestBodyError) -> ByteBuffer? {
        switch taken {
        case .chunk(let buffer): return buffer
        case .ended(.complete): return nil
        case .ended(.broken): throw .broken
        case .ended(.timedOut): throw .timedOut
        case .ended(.tooLarge): throw .tooLarge
        case .nothing: throw .cancelled
        }
    }
}

extension BodyStream: AsyncSequence {
    /// Takes the pieces of a body one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let stream: BodyStream

        /// See ``BodyStream/nextChunk()``.
        public func next() async throws(RequestBodyError) -> ByteBuffer? { try await stream.nextChunk() }

        /// See ``BodyStream/nextChunk()``.
        public func next(isolation actor: isolated (any Actor)?) async throws(RequestBodyError) -> ByteBuffer? {
            try await stream.nextChunk()
        }
    }

    /// An iterator over what has not been read yet.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}
