import CrosswindStatic
import Crypto

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The SHA-512 of a file, in hexadecimal digits: Tornado's version of a static file.
enum ContentHash {
    /// Reads the whole file, so this blocks. Nil when it is longer than `limit` bytes.
    ///
    /// - Throws: ``HTTPError`` 404 when there is no regular file, 500 when it can't be read.
    static func of(path: String, limit: Int) throws -> String? {
        guard case .file(let file) = StaticFile.open(path) else { throw HTTPError(404, "\(path) is no file") }
        guard file.size <= limit else { return nil }
        let open = file.take(0..<file.size)
        defer { close(open.descriptor) }
        var hash = SHA512()
        var room = [UInt8](repeating: 0, count: min(max(file.size, 1), 256 * 1024))
        var at = 0
        while at < file.size {
            let got = pread(open.descriptor, &room, min(room.count, file.size - at), off_t(at))
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { throw HTTPError(500, "\(path) can't be read, or became shorter") }
            room.withUnsafeBytes { hash.update(bufferPointer: .init(rebasing: $0[..<got])) }
            at += got
        }
        return hexadecimal(hash.finalize())
    }

    private static func hexadecimal(_ digest: SHA512.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(SHA512.byteCount * 2)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
