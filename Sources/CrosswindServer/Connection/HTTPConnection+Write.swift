import CrosswindHTTP
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// From the loop to the socket.
///
/// Directly, as a worker does (`ResponseSocket`), while the channel holds nothing that would have to leave first: SwiftNIO's
/// way, through its pipeline and its list of pending writes, takes some 6,000 instructions for an answer, and to ask it
/// afterwards whether all has left another 2,000. What the socket doesn't take goes that way, which knows how to wait.
extension HTTPConnection {
    /// Bytes that the channel holds for the socket.
    var unsentBytes: Int { (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0 }

    /// Bytes that the kernel holds for the client (``ResponseSocket/untaken``).
    var untakenBytes: Int {
        var count = 0
        withDescriptor { count = ResponseSocket(descriptor: $0).untaken }
        return count
    }

    /// Sends what is in the loop's scratch buffer, and empties it: the next to use it may be another connection.
    func writeScratch() {
        guard loop.output.count > 0 else { return flushHeld() }
        loop.output.removeFirst(offer(loop.output.bytes))
        if loop.output.count > 0 { pass(takeScratch(room: 0)) }
    }

    /// The same at the end of a response. What the socket doesn't take may be all of a long body: it waits in memory while
    /// there is room for it (``ServerConfiguration/responseMemory``), else in a file. False when it can't be kept.
    func writeLastScratch(of exchange: HTTPExchange) -> Bool {
        guard loop.output.count > 0 else {
            flushHeld()
            return true
        }
        loop.output.removeFirst(offer(loop.output.bytes))
        guard loop.output.count > ResponseMemory.free, !reserve(loop.output.count, for: exchange) else {
            if loop.output.count > 0 { pass(takeScratch(room: 0)) }
            return true
        }
        let directory = loop.core.configuration.spoolDirectory
        guard let spool = SpoolFile(directory: directory), spool.append(loop.output.bytes) else {
            SpoolFile.answerFailed(errno, directory, loop.core.configuration.logger)
            return false
        }
        loop.output.clear()
        // Behind what the channel holds.
        flushHeld()
        exchange.fileRest = spool.rest()
        return true
    }

    /// Whether `count` bytes of an answer may wait in memory; they are counted until it is over.
    func reserve(_ count: Int, for exchange: HTTPExchange) -> Bool {
        let share = exchange.share ?? ResponseMemory.Share(of: loop.core.responseMemory)
        guard share.grow(to: count) else { return false }
        exchange.share = share
        return true
    }

    /// What is in the loop's scratch buffer, with `room` for more; empties it.
    func takeScratch(room: Int) -> ByteBuffer {
        var buffer = loop.allocator.buffer(capacity: loop.output.count + room)
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
        guard let context = carried() else { return loop.output.clear() }
        if loop.output.count > 0 { context.write(wrapOutboundOut(.byteBuffer(takeScratch(room: 0))), promise: nil) }
        context.write(wrapOutboundOut(.byteBuffer(payload)), promise: nil)
    }

    /// Through the channel.
    private func pass(_ buffer: ByteBuffer) {
        mayHold = true
        carried()?.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
    }

    /// Whether the channel takes more without queueing past `writeHighWaterMark`. True when the client is gone.
    var isWritable: Bool { phase == .closed || context?.channel.isWritable ?? true }

    /// What the channel holds leaves.
    private func flushHeld() { context?.flush() }

    /// Gives `bytes` to the socket, if it is their turn; how many it took. None of a client that has gone: the channel will
    /// find that out by its own write, and close as ever.
    private func offer(_ bytes: UnsafeRawBufferPointer) -> Int {
        if mayHold {
            guard unsentBytes == 0 else { return 0 }
            mayHold = false
        }
        guard let descriptor, case .sent(let count) = ResponseSocket(descriptor: descriptor).transmit(bytes) else {
            return 0
        }
        return count
    }
}
