#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The part of a file that a socket didn't take, for the loop to send.
package struct FileRest: Sendable {
    /// Owned by whoever has this value.
    let descriptor: Int32
    let offset: Int
    let count: Int

    /// Takes the descriptor over.
    package init(descriptor: Int32, offset: Int, count: Int) {
        self.descriptor = descriptor
        self.offset = offset
        self.count = count
    }
}

/// What the socket did with a head and part of a file given to it.
package enum FileTransmission {
    /// It took so many bytes of the head; what it took of the file shows in the position.
    case sent(Int)
    /// The client is gone.
    case gone
    /// The file has become shorter since it was measured: what was promised can't be kept.
    case fileEnded
    /// The file can't be read: the error's number.
    case unreadable(Int32)
}

extension ResponseSocket {
    /// Errors of `sendfile` that are not about the socket: a disk that fails, a file system that can't, a file that is open for
    /// writing only.
    private static let areTheFiles: Set<Int32> = [EIO, EINVAL, EBADF, EOVERFLOW, ENOMEM, ESTALE, EISDIR]

    /// Offers `head`, then `count` bytes of a file from `position` on, to the socket, without waiting; moves both on by
    /// what it took of the file and says what it took of the head. From the thread that answers.
    package func transmit(
        _ head: UnsafeRawBufferPointer, file: Int32, at position: inout Int, count: inout Int
    ) -> FileTransmission {
        var fromHead = 0
        switch transmit(head, more: count > 0) {
        case .gone: return .gone
        case .sent(let sent): fromHead = sent
        }
        guard fromHead == head.count else { return .sent(fromHead) }
        while count > 0 {
            #if os(Linux)
            var offset = off_t(position)
            let sent = sendfile(descriptor, file, &offset, min(count, 1 << 20))
            position = Int(offset)
            #else
            var moved = off_t(min(count, 1 << 20))
            let status = sendfile(file, descriptor, off_t(position), &moved, nil, 0)
            let sent = moved > 0 ? Int(moved) : Int(status)
            if moved > 0 { position += Int(moved) }
            #endif
            if sent > 0 {
                count -= sent
            } else if sent == 0 {
                return .fileEnded
            } else if errno == EAGAIN {
                break
            } else if Self.areTheFiles.contains(errno) {
                return .unreadable(errno)
            } else if errno != EINTR {
                return .gone
            }
        }
        return .sent(fromHead)
    }
}
