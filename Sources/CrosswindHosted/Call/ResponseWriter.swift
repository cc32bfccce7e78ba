// Unsafe: bare references, attached; owned ones are released where they are made.
import CPythonABI
import Crosswind
import CrosswindHTTP
import NIOCore
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Hands a response to the WSGI server: the head to `start_response`, the body by `write` or as what the application
/// returns. Attached.
struct ResponseWriter {
    let hosted: HostedApplication
    let reader: EnvironReader
    let startResponse: PyPointer
    /// What `start_response` returned, for a response in pieces.
    private var write: PyShared?

    init(hosted: HostedApplication, reader: EnvironReader, startResponse: PyPointer) {
        self.hosted = hosted
        self.reader = reader
        self.startResponse = startResponse
    }

    /// Above this, a body is handed over in blocks, so that it is in memory once and not twice.
    private static let largeBody = 1 << 20

    // MARK: in pieces

    /// What was flushed.
    mutating func deliver(_ answer: CallAnswer, _ python: borrowing Python) throws(PythonError) {
        if let head = answer.streamHead {
            let given = try start(head, length: nil, python)
            guard given.isCallable else {
                throw PythonError(.typeError, "flush() needs the write callable of PEP 3333, which this server lacks")
            }
            write = PyShared(given.store())
            answer.streamHead = nil
        }
        let pieces = answer.takePieces()
        guard pieces.readableBytes > 0, let write else { return }
        _ = try write.owned(python).call(python.bytes(pieces))
    }

    // MARK: at the end

    /// What the callable returns: a new reference.
    mutating func finish(_ answer: CallAnswer, _ python: borrowing Python) throws(PythonError) -> PyPointer {
        switch answer.outcome {
        case .whole(let head, let body):
            // Nobody knows how long the body of a HEAD would be that wrote none (RFC 9110 §8.6): not 0.
            let length = answer.isHEAD && body.readableBytes == 0 ? nil : body.readableBytes
            _ = try start(head, length: length, python)
            return try iterable(head.forbidsBody || answer.isHEAD ? ByteBuffer() : body, python)
        case .file(let head, let file):
            return try send(head, file, answer.isHEAD, python)
        case .streamed:
            // A handler may finish without another flush.
            if let head = answer.streamHead { _ = try start(head, length: nil, python) }
            answer.streamHead = nil
            return try iterable(answer.takePieces(), python)
        case .cut, .nothing:
            // The server must not take the end for an orderly one; the log has the handler's own reason.
            throw PythonError(.runtimeError, "the handler failed after a part of its response was sent; it is cut")
        }
    }

    private func iterable(_ body: ByteBuffer, _ python: borrowing Python) throws(PythonError) -> PyPointer {
        if body.readableBytes > Self.largeBody {
            let blocks = try python.capsule(BodyBlocks(body))
            return try PyBorrowed(unsafe: hosted.prelude.blockBody, python).call(blocks).take()
        }
        let list = try python.list()
        if body.readableBytes > 0 { try list.listAppend(python.bytes(body)) }
        return list.take()
    }

    private func send(
        _ head: ResponseHead, _ file: OpenFile, _ isHEAD: Bool, _ python: borrowing Python
    ) throws(PythonError) -> PyPointer {
        var descriptor = file.descriptor
        defer { if descriptor >= 0 { close(descriptor) } }
        _ = try start(head, length: file.count, python)
        if isHEAD || head.forbidsBody { return try python.list().take() }
        // What it makes of the descriptor closes it, also when it raises.
        let owned = descriptor
        if let wrapper = wrapper(file) {
            let number = try python.int(Int64(owned))
            descriptor = -1
            return try PyBorrowed(unsafe: hosted.prelude.wrapped, python).call(
                PyBorrowed(unsafe: wrapper, python), number
            ).take()
        }
        let number = try python.int(Int64(owned))
        let offset = try python.int(Int64(file.offset))
        let count = try python.int(Int64(file.count))
        let body = try PyBorrowed(unsafe: hosted.prelude.fileBody, python).call(number, offset, count)
        descriptor = -1
        return body.take()
    }

    /// The server's `wsgi.file_wrapper`, borrowed, for a whole file: a wrapper need not know where to stop, and uWSGI's sends
    /// from the first byte wherever the file stands.
    private func wrapper(_ file: OpenFile) -> PyPointer? {
        guard hosted.wsgi.configuration.usesFileWrapper, file.count > 0, file.offset == 0,
            let wrapper = reader.value(hosted.names.fileWrapper), PyCallable_Check(wrapper) != 0
        else { return nil }
        var status = stat()
        guard fstat(file.descriptor, &status) == 0, Int(status.st_size) == file.count else { return nil }
        return wrapper
    }

    // MARK: start_response

    /// Calls it once; Content-Length is added when the status has a body, `length` is known and the handler said nothing.
    @_lifetime(borrow python)
    private func start(
        _ head: ResponseHead, length: Int?, _ python: borrowing Python
    ) throws(PythonError) -> PyRef {
        let status: PyRef
        if let reason = head.reason {
            status = try text("\(head.status) \(reason)", python)
        } else if head.status == 200 {
            status = PyBorrowed(unsafe: hosted.names.statusOK.object, python).owned()
        } else {
            status = try text("\(head.status) \(HTTPStatus.reason(head.status))", python)
        }
        let headers = try python.list()
        let forbidsLength = head.status < 200 || head.status == 204
        var hasLength = false
        for field in head.fields {
            if field.name == "Content-Length" {
                hasLength = true
                if forbidsLength { continue }
            }
            try append(field.name, field.value, headers, python)
        }
        if let length, !head.forbidsBody, !hasLength {
            try append("Content-Length", String(length), headers, python)
        }
        return try PyBorrowed(unsafe: startResponse, python).call(status, headers)
    }

    private func append(
        _ name: String, _ value: String, _ list: borrowing PyRef, _ python: borrowing Python
    ) throws(PythonError) {
        try list.listAppend(python.tuple(self.name(name, python), self.value(value, python)))
    }

    // What nearly every answer says exists already.
    @_lifetime(borrow python)
    private func name(_ name: String, _ python: borrowing Python) throws(PythonError) -> PyRef {
        let known = hosted.names
        return switch name {
        case "Content-Type": PyBorrowed(unsafe: known.fieldContentType.object, python).owned()
        case "Content-Length": PyBorrowed(unsafe: known.fieldContentLength.object, python).owned()
        case "Etag": PyBorrowed(unsafe: known.fieldETag.object, python).owned()
        default: try text(name, python)
        }
    }

    @_lifetime(borrow python)
    private func value(_ value: String, _ python: borrowing Python) throws(PythonError) -> PyRef {
        guard value == "text/html; charset=UTF-8" else { return try text(value, python) }
        return PyBorrowed(unsafe: hosted.names.html.object, python).owned()
    }

    /// WSGI's native string: the bytes that are to go out, UTF-8 here, each as the code point of its number.
    @_lifetime(borrow python)
    private func text(_ text: String, _ python: borrowing Python) throws(PythonError) -> PyRef {
        var text = text
        return try python.checked(
            text.withUTF8 { utf8 in
                guard let start = UnsafeRawPointer(utf8.baseAddress) else { return PyUnicode_FromStringAndSize("", 0) }
                return PyUnicode_DecodeLatin1(start.assumingMemoryBound(to: CChar.self), utf8.count, nil)
            })
    }
}
