import CrosswindHTTP
import CrosswindServer
import Logging
import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Files as bodies.
extension RequestHandler {
    /// Ends the response with a stretch of an open regular file as its body, whose descriptor is taken over, also when
    /// this throws. Status and fields are the handler's; Content-Length is added.
    ///
    /// The file goes to the client without passing through the program, at the client's pace, after this has returned.
    /// If it has become shorter meanwhile, the connection is cut. Where a transform wants to see the body (compression,
    /// for one) the file is read and sent piece by piece instead; in a WSGI server that is not to be streamed to, what the
    /// transform makes of it goes through a temporary file without a name.
    ///
    /// - Throws: ``StreamClosedError`` when the client goes away while pieces are sent.
    public final func finish(file: OpenFile) async throws {
        guard isBodyOpen() else { return Self.close(file) }
        // Small ones as a whole: then a transform sees that they are small.
        guard case .open = progress, file.count > Self.filePiece || transforms.isEmpty && chunk.readableBytes == 0,
            chunk.readableBytes == 0 || !answer.streams
        else { return try await stream(file) }
        do {
            try prepareHead()
        } catch {
            Self.close(file)
            return sendError(500)
        }
        var first = takeChunk()
        for transform in transforms { transform.transformFirst(&responseHead, &first, isLast: false) }
        guard first.readableBytes == 0, transforms.allSatisfy({ $0.isPassingThrough }) else {
            return answer.streams ? try await stream(file, behind: first) : spool(file, behind: first)
        }
        do {
            try answer.send(responseHead, file: file)
            progress = .finished
        } catch {
            refuse(error, "a field of a file's response")
            sendError(500)
        }
    }

    /// Through transforms that have seen the head, and made `first` of nothing.
    private func stream(_ file: OpenFile, behind first: ByteBuffer) async throws {
        do {
            try answer.begin(responseHead, first)
        } catch {
            Self.close(file)
            refuse(error, "a field of a file's response")
            return sendError(500)
        }
        progress = .streaming
        if request.methodKind == .head {
            Self.close(file)
            finish()
        } else {
            try await stream(file)
        }
    }

    /// Sends the head of a response whose body would have `count` bytes: the answer to HEAD for content that GET makes.
    final func finishHead(count: Int) {
        guard isBodyOpen() else { return }
        do {
            setHeader("Content-Length", String(count))
            try prepareHead()
            // What they make of a body is not wanted, but what they say of one of that length is.
            var body = ByteBuffer(repeating: 0, count: transforms.isEmpty ? 0 : min(count, Self.filePiece))
            for transform in transforms { transform.transformFirst(&responseHead, &body, isLast: true) }
            try answer.send(responseHead, ByteBuffer())
            progress = .finished
        } catch {
            refuse(error, "a field of a response to HEAD")
            sendError(500)
        }
    }

    /// Bytes of a file that are read at once.
    private static var filePiece: Int { 64 * 1024 }

    static func close(_ file: OpenFile) {
        #if canImport(Glibc)
        _ = Glibc.close(file.descriptor)
        #else
        _ = Darwin.close(file.descriptor)
        #endif
    }

    /// Reading happens on the event loop, as in Tornado: pieces are small, and mostly in the kernel's memory.
    private func stream(_ file: OpenFile) async throws {
        defer { Self.close(file) }
        var at = 0
        while at < file.count {
            guard let piece = Self.read(file, at) else {
                settings.logger.error(
                    "a file is shorter than it said, or can't be read", metadata: ["uri": "\(request.uri)"])
                return sendError(500)
            }
            at += piece.readableBytes
            write(piece)
            if at < file.count, answer.streams { try await flush() }
        }
        finish()
    }

    static func read(_ file: OpenFile, _ at: Int) -> ByteBuffer? {
        let most = min(filePiece, file.count - at)
        var piece = ByteBuffer()
        var failure: Int32 = 0
        repeat {
            let got = piece.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { room in
                let got = pread(file.descriptor, room.baseAddress, most, off_t(file.offset + at))
                failure = got < 0 ? errno : 0
                return max(0, got)
            }
            if got > 0 { return piece }
        } while failure == EINTR
        return nil
    }
}
