// Unsafe: bare references, attached; each new one is released where it was made.
import CPythonABI
import Crosswind
import CrosswindServer
import NIOCore
import PythonBridge

/// Reads a request's body from `wsgi.input` (PEP 3333, "Input and Error Streams"). Attached.
struct BodyReader {
    let reader: EnvironReader
    let configuration: WSGIApplicationConfiguration

    private static let block = 64 * 1024

    /// The whole body: `CONTENT_LENGTH` bytes, or all there are when the server says that the input ends by itself.
    func body() throws(EnvironError) -> RequestBody {
        let names = reader.names
        let length = try contentLength()
        let ends = reader.value(names.inputTerminated).map { PyObject_IsTrue($0) == 1 } ?? false
        PyErr_Clear()
        guard ends || (length ?? 0) > 0 else { return .empty }
        if let length, length > configuration.maxBodySize { throw tooLong() }
        guard let input = reader.value(names.input) else {
            if length == nil { return .empty }
            throw EnvironError("wsgi.input", "is missing")
        }
        return try read(input, length: ends ? nil : length)
    }

    private func tooLong() -> EnvironError {
        EnvironError("CONTENT_LENGTH", "is more than maxBodySize, \(configuration.maxBodySize) bytes", status: 413)
    }

    /// Digits and nothing else.
    private func contentLength() throws(EnvironError) -> Int? {
        guard let text = try reader.text(reader.names.contentLength), !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let length = Int(text) else {
            throw EnvironError("CONTENT_LENGTH", "is no length")
        }
        return length
    }

    private func read(_ input: PyPointer, length: Int?) throws(EnvironError) -> RequestBody {
        var memory = ByteBuffer()
        var file: SpoolFile?
        var total = 0
        while length.map({ total < $0 }) ?? true {
            let asked = min(Self.block, length.map { $0 - total } ?? Self.block)
            let got = try piece(input, asked) { (bytes) throws(EnvironError) in
                if bytes.count > configuration.maxBodySize - total { throw tooLong() }
                if file == nil, total + bytes.count > configuration.spoolThreshold {
                    file = try spool(memory)
                    memory = ByteBuffer()
                }
                guard let file else {
                    memory.writeBytes(bytes)
                    return
                }
                guard file.append(bytes) else { throw EnvironError("wsgi.input", "can't be spooled", status: 500) }
            }
            if got == 0 { break }
            total += got
        }
        if let length, total < length {
            throw EnvironError("wsgi.input", "ended after \(total) of CONTENT_LENGTH's \(length) bytes")
        }
        if let file { return .file(file) }
        return total == 0 ? .empty : .memory(memory)
    }

    private func spool(_ begun: ByteBuffer) throws(EnvironError) -> SpoolFile {
        guard let file = SpoolFile(directory: nil), begun.withUnsafeReadableBytes({ file.append($0) }) else {
            throw EnvironError("wsgi.input", "can't be spooled: no temporary file", status: 500)
        }
        return file
    }

    /// One `read`; how many bytes it gave to `use`.
    private func piece(
        _ input: PyPointer, _ asked: Int, _ use: (UnsafeRawBufferPointer) throws(EnvironError) -> Void
    ) throws(EnvironError) -> Int {
        guard let size = PyLong_FromLongLong(Int64(asked)) else { throw failed() }
        defer { Py_DecRef(size) }
        guard let result = cpython_call_method1(input, reader.names.read.object, size) else { throw failed() }
        defer { Py_DecRef(result) }
        var start: UnsafeMutablePointer<CChar>?
        var count = 0
        guard cpython_is_kind(result, UInt(Py_TPFLAGS_BYTES_SUBCLASS)),
            PyBytes_AsStringAndSize(result, &start, &count) == 0
        else {
            PyErr_Clear()
            throw EnvironError("wsgi.input", "gave something else than bytes")
        }
        guard count <= asked else {
            throw EnvironError("wsgi.input", "gave \(count) bytes when \(asked) were asked for")
        }
        if count > 0 { try use(UnsafeRawBufferPointer(start: start, count: count)) }
        return count
    }

    /// What `read` raised, which is the client's doing more often than not.
    private func failed() -> EnvironError {
        let error = Python.assumeAttached { python in PythonError.fetchRaised(python) }
        return EnvironError("wsgi.input", "can't be read: \(error)")
    }
}
