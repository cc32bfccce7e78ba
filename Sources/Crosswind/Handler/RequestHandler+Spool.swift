import CrosswindServer
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files as bodies where a response can't be sent in pieces: in a WSGI server.
extension RequestHandler {
    /// What transforms, which have seen the head, make of `first` and a file goes into a temporary file and is sent as
    /// that: compressing a file of any size takes a piece's memory. A WSGI server's thread may wait for disks.
    final func spool(_ file: OpenFile, behind first: ByteBuffer) {
        defer { Self.close(file) }
        do {
            // Nobody wants the body: its length, which only making it would tell, is left out (RFC 9110 §8.6).
            guard request.methodKind != .head else {
                try answer.send(responseHead, ByteBuffer())
                progress = .finished
                return
            }
            guard let made = spooled(file, first) else { return sendError(500) }
            try answer.send(responseHead, file: made)
            progress = .finished
        } catch {
            refuse(error, "a field of a file's response")
            sendError(500)
        }
    }

    /// Nil when a disk failed, which is in the log then.
    private func spooled(_ file: OpenFile, _ first: ByteBuffer) -> OpenFile? {
        guard let spool = SpoolFile(directory: nil) else {
            return failed("a temporary file for a response can't be made (TMPDIR names the directory)")
        }
        guard append(first, spool) else { return failed("a temporary file for a response can't be written") }
        var at = 0
        while at < file.count {
            guard var piece = Self.read(file, at) else {
                return failed("a file is shorter than it said, or can't be read")
            }
            at += piece.readableBytes
            for transform in transforms { transform.transform(&piece, isLast: at == file.count) }
            guard append(piece, spool) else { return failed("a temporary file for a response can't be written") }
        }
        let descriptor = fcntl(spool.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return failed("no descriptor is left for a response's file") }
        return OpenFile(descriptor: descriptor, offset: 0, count: spool.count)
    }

    private func append(_ bytes: ByteBuffer, _ spool: SpoolFile) -> Bool {
        bytes.withUnsafeReadableBytes { spool.append($0) }
    }

    private func failed(_ what: String) -> OpenFile? {
        settings.logger.error("\(what)", metadata: ["uri": "\(request.uri)", "errno": "\(errno)"])
        return nil
    }
}
