internal import CZlib

/// Deflates a message that comes in pieces; used again for the next one.
///
/// ```swift
/// var compressor = try Compressor(format: .gzip)
/// compressor.begin()
/// compressor.append(piece) { output.append($0) }
/// compressor.flush { output.append($0) }         // the peer can read all of it now
/// compressor.finish { output.append($0) }
/// ```
///
/// What comes out is given to a closure, in pieces of at most `blockSize` bytes that are valid for the call only. A
/// compressor holds about 270 KB plus its block for as long as it lives; it belongs to one thread at a time.
public struct Compressor: ~Copyable {
    private enum State { case fresh, running, finished }

    private let stream: UnsafeMutablePointer<z_stream>
    private let block: UnsafeMutableRawBufferPointer
    private var state = State.fresh

    /// A compressor that waits for `begin` or the first bytes.
    ///
    /// - Parameters:
    ///   - format: gzip or zlib.
    ///   - level: 0 (stored) to 9 (smallest); 6 is zlib's and Tornado's default, 1 takes about a third of its time.
    ///   - blockSize: Bytes of the output block, at least 64.
    /// - Throws: `CompressionError.outOfMemory`.
    public init(format: CompressionFormat = .gzip, level: Int = 6, blockSize: Int = 16_384) throws(CompressionError) {
        precondition(0...9 ~= level, "zlib's levels are 0 to 9")
        // On the heap, since zlib's state points back to it and checks that it has not moved.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, format.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
        block = .allocate(byteCount: max(blockSize, 64), alignment: 16)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        block.deallocate()
    }

    /// Starts a message. What was not finished of the one before is forgotten.
    public mutating func begin() {
        guard state != .fresh else { return }
        deflateReset(stream)
        state = .fresh
    }

    /// Compresses `bytes`; most of the output may come later.
    public mutating func append(_ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) -> Void) {
        guard !bytes.isEmpty else { return }
        run(bytes, Z_NO_FLUSH, sink)
    }

    /// Compresses `bytes`; most of the output may come later.
    public mutating func append(_ bytes: [UInt8], to sink: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes { append($0, to: sink) }
    }

    /// Gives out all that was appended so far, on a byte boundary. It costs five bytes or so, and some compression.
    public mutating func flush(to sink: (UnsafeRawBufferPointer) -> Void) {
        run(UnsafeRawBufferPointer(start: nil, count: 0), Z_SYNC_FLUSH, sink)
    }

    /// Ends the message. Without any bytes before it is a valid, empty one.
    public mutating func finish(to sink: (UnsafeRawBufferPointer) -> Void) {
        run(UnsafeRawBufferPointer(start: nil, count: 0), Z_FINISH, sink)
        state = .finished
    }

    private mutating func run(
        _ input: UnsafeRawBufferPointer, _ mode: Int32, _ sink: (UnsafeRawBufferPointer) -> Void
    ) {
        precondition(state != .finished, "the message was finished: begin the next")
        state = .running
        var rest = input
        repeat {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(ZlibInput.largest))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            ZlibInput.set(piece, in: stream)
            repeat {
                stream.pointee.next_out = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(block.count)
                // Z_BUF_ERROR, the only failure that a sound stream has, says that there was nothing to do.
                let code = deflate(stream, mode)
                assert(code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR)
                let count = block.count - Int(stream.pointee.avail_out)
                if count > 0 { sink(UnsafeRawBufferPointer(rebasing: block[..<count])) }
            } while stream.pointee.avail_out == 0
        } while !rest.isEmpty
        ZlibInput.clear(stream)
    }
}
