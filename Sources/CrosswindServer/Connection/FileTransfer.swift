import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The rest of a file on its way to a slow reader.
///
/// Not SwiftNIO's `FileRegion`: of a file that has become shorter `sendfile` gives nothing, which the channel takes for
/// a socket that is full, and it would try again and again until the write timeout.
final class FileTransfer {
    let descriptor: Int32
    /// How the response ends when all of it has left.
    let outcome: HTTPExchange.Outcome
    fileprivate var offset: Int
    fileprivate var count: Int

    /// Takes the descriptor over.
    init(_ rest: FileRest, _ outcome: HTTPExchange.Outcome) {
        descriptor = rest.descriptor
        offset = rest.offset
        count = rest.count
        self.outcome = outcome
    }

    deinit { close(descriptor) }

    /// The next bytes, in memory; nil when the file ends here or can't be read.
    fileprivate func read(_ most: Int, _ allocator: ByteBufferAllocator) -> ByteBuffer? {
        var buffer = allocator.buffer(capacity: most)
        let got = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { room in
            max(0, pread(descriptor, room.baseAddress, most, off_t(offset)))
        }
        guard got > 0 else { return nil }
        offset += got
        count -= got
        return buffer
    }
}

extension HTTPConnection {
    /// Bytes sent in one turn of the loop, so that a fast reader of a large file doesn't keep it from the others.
    private static let mostInOneTurn = 1 << 20
    /// Bytes that go through the channel when the socket is full. The channel says when it has room again, and that is
    /// all it is needed for.
    private static let piece = 16 * 1024

    /// Sends what the socket takes of the file, and comes back when it takes more.
    func transferFile() {
        guard let transfer else { return }
        var budget = min(transfer.count, Self.mostInOneTurn)
        let offered = budget
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        var verdict = FileTransmission.gone
        withDescriptor {
            verdict = ResponseSocket(descriptor: $0)
                .transmit(nothing, file: transfer.descriptor, at: &transfer.offset, count: &budget)
        }
        transfer.count -= offered - budget
        deadline = loop.deadline(loop.core.configuration.writeTimeout)
        switch verdict {
        case .gone: cut()
        case .fileEnded: fileEnded()
        case .unreadable(let error): unreadable(error)
        case .sent where transfer.count == 0:
            self.transfer = nil
            answered(transfer.outcome)
        case .sent where budget == 0:
            let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
            loop.eventLoop.execute { if bound.value.phase == .flushing { bound.value.transferFile() } }
        case .sent:
            guard let bytes = transfer.read(min(transfer.count, Self.piece), loop.allocator) else {
                return fileEnded()
            }
            pendingBytes = bytes.readableBytes + untakenBytes
            flush(bytes) { $0.transferFile() }
        }
    }

    private func unreadable(_ error: Int32) {
        loop.core.configuration.logger.error(
            "can't read a file while it is sent; connection cut",
            metadata: ["error": "\(String(cString: strerror(error)))"])
        cut()
    }

    private func fileEnded() {
        loop.core.configuration.logger.error("a file became shorter while it was sent; connection cut")
        cut()
    }
}
