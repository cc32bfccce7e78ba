public import NIOCore
import CrosswindServer

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension HTTPRequest {
    /// The bytes of the body (Tornado: `body`); empty for a handler that streams its body. A body that lies in a file
    /// is read into memory: 413 above ``Settings/maxBodyInMemory``.
    public func body() throws(HTTPError) -> ByteBuffer {
        switch content {
        case .empty, .stream: return ByteBuffer()
        case .memory(let buffer):
            guard buffer.readableBytes <= maxBodyInMemory else { throw Self.tooLarge(buffer.readableBytes) }
            return buffer
        case .file(let file):
            guard file.count <= maxBodyInMemory else { throw Self.tooLarge(file.count) }
            let bytes = try Self.read(file, from: 0, count: file.count)
            content = .memory(bytes)
            return bytes
        }
    }

    private static func tooLarge(_ count: Int) -> HTTPError {
        HTTPError(413, "a body of \(count) bytes is more than maxBodyInMemory")
    }

    static func read(_ file: SpoolFile, from start: Int, count: Int) throws(HTTPError) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(count)
        var at = 0
        while at < count {
            let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count - at) { room in
                max(0, pread(file.descriptor, room.baseAddress, min(room.count, count - at), off_t(start + at)))
            }
            guard got > 0 else { throw HTTPError(500, "the body's temporary file can't be read") }
            at += got
        }
        return buffer
    }
}
