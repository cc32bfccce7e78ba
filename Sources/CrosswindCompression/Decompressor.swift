internal import CZlib

/// Inflates a message that comes in pieces, and stops where it would grow beyond a limit; used again for the next one.
///
/// A thousand bytes can inflate to a million, and do if an attacker wrote them; so there is no way without a limit. Output
/// goes to a closure in pieces of at most `blockSize` bytes, never more than `limit` in all. A decompressor holds about
/// 40 KB plus its block; it belongs to one thread at a time.
public struct Decompressor: ~Copyable {
    private enum State { case between, running, failed }

    private let stream: UnsafeMutablePointer<z_stream>
    private let block: UnsafeMutableRawBufferPointer
    private let format: CompressionFormat
    private let limit: Int
    private var state = State.between
    private var members = 0
    private var produced = 0

    /// A decompressor that waits for `begin` or the first bytes.
    ///
    /// - Parameters:
    ///   - format: gzip or zlib.
    ///   - limit: Bytes of output of a message, at most.
    ///   - blockSize: Bytes of the output block, at least 64.
    /// - Throws: `CompressionError.outOfMemory`.
    public init(format: CompressionFormat, limit: Int, blockSize: Int = 16_384) throws(CompressionError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflateInit2_(stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw .outOfMemory
        }
        self.stream = stream
        self.format = format
        self.limit = max(0, limit)
        block = .allocate(byteCount: max(blockSize, 64), alignment: 16)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        block.deallocate()
    }

    /// Starts a message.
    public mutating func begin() {
        inflateReset(stream)
        state = .between
        members = 0
        produced = 0
    }

    /// Inflates `bytes` as far as they go.
    ///
    /// - Throws: `CompressionError.corrupt`, `.tooLarge`, or for the format `zlib` `.trailingBytes`. The message is lost
    ///   then; `begin` the next. Gzip may have members, one behind the other (RFC 1952 §2.2).
    public mutating func append(
        _ bytes: UnsafeRawBufferPointer, to sink: (UnsafeRawBufferPointer) -> Void
    ) throws(CompressionError) {
        var rest = bytes
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(ZlibInput.largest))
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(piece.count))
            ZlibInput.set(piece, in: stream)
            defer { ZlibInput.clear(stream) }
            do throws(CompressionError) { try run(sink) } catch {
                state = .failed
                throw error
            }
        }
    }

    /// Inflates `bytes` as far as they go; otherwise as `append` for a view.
    public mutating func append(
        _ bytes: [UInt8], to sink: (UnsafeRawBufferPointer) -> Void
    ) throws(CompressionError) {
        try bytes.withUnsafeBufferPointer { (view) throws(CompressionError) in
            try append(UnsafeRawBufferPointer(view), to: sink)
        }
    }

    /// Ends the message.
    ///
    /// - Throws: `CompressionError.truncated` if it is not complete.
    public mutating func finish() throws(CompressionError) {
        guard state == .between, members > 0 else { throw .truncated }
    }

    /// Until the input is used up and zlib holds no output back.
    private mutating func run(_ sink: (UnsafeRawBufferPointer) -> Void) throws(CompressionError) {
        guard state != .failed else { throw .corrupt }
        repeat {
            if state == .between {
                guard stream.pointee.avail_in > 0 else { return }
                if members > 0 {
                    guard format == .gzip else { throw .trailingBytes }
                    inflateReset(stream)
                }
                state = .running
            }
            // One byte more than is allowed, to see that it would be too much.
            let left = limit - produced
            let room = left < block.count ? left + 1 : block.count
            stream.pointee.next_out = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(room)
            let code = inflate(stream, Z_NO_FLUSH)
            let count = room - Int(stream.pointee.avail_out)
            produced += count
            guard produced <= limit else { throw .tooLarge }
            if count > 0 { sink(UnsafeRawBufferPointer(rebasing: block[..<count])) }
            switch code {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END:
                state = .between
                members += 1
            case Z_MEM_ERROR: throw .outOfMemory
            default: throw .corrupt
            }
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0
    }
}
