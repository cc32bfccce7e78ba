// Unsafe: bare references, see WorkerServer.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `wsgi.file_wrapper` (PEP 3333, "Optional Platform-Specific File Handling").
extension WorkerServer {
    /// Sends a real file from where it stands, without a copy through this process. False, with nothing sent and no
    /// exception set, when the wrapper is to be iterated instead.
    func sendFile(_ wrapper: PyPointer, _ python: inout Python) -> Bool {
        guard stage != .silent else { return false }
        guard let (descriptor, offset) = descriptor(of: wrapper) else { return false }
        var info = stat()
        guard fstat(descriptor, &info) == 0 else { return false }
        let available = max(0, Int(info.st_size) - offset)
        if stage != .begun { endHead(bodyCount: available) }
        if isBodyless { return true }
        // Content-Length rules: neither more than it says, nor chunks, which would need a frame around each piece.
        var rest = available
        if case .length(let announced) = encoder.framing { rest = min(rest, Int(clamping: announced)) }
        // `write()` came first and began a chunked body.
        if encoder.framing == .chunked { return false }
        // Our own descriptor: `close()` runs as soon as this returns, whoever still sends.
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return false }
        rest = encoder.frame(count: rest, into: &output).payload
        bodyBytesSent += rest
        var position = off_t(offset)
        let socket = socket
        while !isGone {
            let head = output.bytes
            let outcome = writeDetached(&python) {
                socket.transmit(head, file: duplicate, at: &position, count: &rest)
            }
            guard case .sent(let fromHead) = outcome else {
                switch outcome {
                case .fileEnded: fileEnded()
                case .unreadable(let error): unreadable(error)
                default: isGone = true
                }
                break
            }
            output.removeFirst(fromHead)
            headStart = max(0, headStart - fromHead)
            if rest == 0, output.count == 0 { break }
            // A slow reader: the loop goes on with it, and this thread is free. What follows in a run is asked for again when
            // the client has all of this, which it must not overtake.
            exchange.endRun(of: first)
            first.fileRest = FileRest(descriptor: duplicate, offset: Int(position), count: rest)
            return true
        }
        close(duplicate)
        return true
    }

    private func fileEnded() {
        logger.error(
            "a file became shorter while it was sent; connection cut", metadata: requestMetadata(exchange))
        cutInFile()
    }

    private func unreadable(_ error: Int32) {
        var metadata = requestMetadata(exchange)
        metadata["error"] = "\(String(cString: strerror(error)))"
        logger.error("can't read a file while it is sent; connection cut", metadata: metadata)
        cutInFile()
    }

    private func cutInFile() {
        mustCut = true
        // Files are looked at when all before them has left: again it would stand in the body.
        output.clear(keep: 262_144)
        headStart = 0
    }

    private func descriptor(of wrapper: PyPointer) -> (Int32, Int)? {
        guard let answer = cpython_call_method0(wrapper, prelude.descriptorName) else {
            PyErr_Clear()
            return nil
        }
        defer { Py_DecRef(answer) }
        guard answer != Py_None(), let number = PyTuple_GetItem(answer, 0), let offset = PyTuple_GetItem(answer, 1)
        else { return nil }
        let descriptor = PyLong_AsLongLong(number)
        let position = PyLong_AsLongLong(offset)
        if PyErr_Occurred() != nil {
            PyErr_Clear()
            return nil
        }
        guard let descriptor = Int32(exactly: descriptor), descriptor >= 0, position >= 0 else { return nil }
        return (descriptor, Int(position))
    }
}
