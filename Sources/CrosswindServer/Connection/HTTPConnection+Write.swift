import CrosswindHTTP
import NIOCore

/// From the loop to the socket.
///
/// Directly, as a worker does (`ResponseSocket`), while the channel holds nothing that would have to leave first: SwiftNIO's
/// way, through its pipeline and its list of pending writes, takes some 6,000 instructions for an answer, and to ask it
/// afterwards whether all has left another 2,000. What the socket doesn't take goes that way, which knows how to wait.
extension HTTPConnection {
    /// Bytes that the channel holds for the socket.
    var unsentBytes: Int { (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// Sends what is in the loop's scratch buffer, and empties it: the next to use it may be another connection.
    func writeScratch() {
        guard loop.output.count > 0 else { return context.flush() }
        loop.output.removeFirst(offer(loop.output.bytes))
        if loop.output.count > 0 { pass(takeScratch(room: 0)) }
    }

    /// What is in the loop's scratch buffer, with `room` for more; empties it.
    func takeScratch(room: Int) -> ByteBuffer {
        var buffer = context.channel.allocator.buffer(capacity: loop.output.count + room)
        buffer.writeBytes(loop.output.bytes)
        loop.output.clear()
        return buffer
    }

    /// Sends `buffer`, and what is held before it.
    func send(_ buffer: ByteBuffer) {
        var rest = buffer
        rest.moveReaderIndex(forwardBy: buffer.withUnsafeReadableBytes { offer($0) })
        if rest.readableBytes > 0 { pass(rest) }
    }

    /// Gives the channel what is in the loop's scratch buffer and then `payload`, to leave with what is sent next.
    func hold(_ payload: ByteBuffer) {
        mayHold = true
        if loop.output.count > 0 { context.write(wrapOutboundOut(.byteBuffer(takeScratch(room: 0))), promise: nil) }
        context.write(wrapOutboundOut(.byteBuffer(payload)), promise: nil)
    }

    /// Through the channel.
    private func pass(_ buffer: ByteBuffer) {
        mayHold = true
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
    }

    /// Gives `bytes` to the socket, if it is their turn; how many it took. None of a client that has gone: the channel will
    /// find that out by its own write, and close as ever.
    private func offer(_ bytes: UnsafeRawBufferPointer) -> Int {
        if mayHold {
            guard unsentBytes == 0 else { return 0 }
            mayHold = false
        }
        guard context.channel.isActive, let ownDescriptor else { return 0 }
        guard case .sent(let count) = ResponseSocket(descriptor: ownDescriptor).transmit(bytes) else { return 0 }
        return count
    }
}
