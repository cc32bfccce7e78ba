#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A part of a regular file that is to be a response's body. Owns the descriptor: it is closed exactly once, whatever
/// becomes of the response.
public struct ResponseFile: ~Copyable {
    private let descriptor: Int32
    /// Where it begins in the file.
    public let offset: Int
    /// Its length in bytes.
    public let count: Int

    /// `count` bytes from `offset` on of the regular file behind `descriptor`, which is taken over. The descriptor's own
    /// position neither counts nor changes. Neither number may be negative.
    public init(takingOver descriptor: Int32, offset: Int = 0, count: Int) {
        precondition(offset >= 0 && count >= 0, "a file has no bytes there")
        self.descriptor = descriptor
        self.offset = offset
        self.count = count
    }

    deinit { close(descriptor) }

    /// The first `count` bytes of it for somebody who closes the descriptor.
    consuming func rest(count: Int) -> FileRest {
        let rest = FileRest(descriptor: descriptor, offset: offset, count: count)
        discard self
        return rest
    }

    /// Reads from its beginning, for as long as `room` and the file last; -1, with `errno` set, when the disk fails.
    borrowing func read(into room: UnsafeMutableRawBufferPointer) -> Int {
        var done = 0
        while done < min(room.count, count) {
            let got = pread(descriptor, room.baseAddress! + done, min(room.count, count) - done, off_t(offset + done))
            if got > 0 {
                done += got
            } else if got == 0 {
                break
            } else if errno != EINTR {
                return -1
            }
        }
        return done
    }
}
