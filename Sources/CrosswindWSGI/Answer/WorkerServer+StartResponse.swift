// Unsafe: bare references, see WorkerServer. Everything here is called by Python, attached; false means that an exception
// is set.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import PythonBridge

/// What the app calls (PEP 3333, "The start_response() Callable").
extension WorkerServer {
    func startResponse(_ status: PyPointer, _ headers: PyPointer, _ failure: PyPointer?) -> Bool {
        if let failure, stage == .begun {
            // Too late for another head: the app's own exception goes on, and the connection will be cut.
            mustCut = true
            reraise(failure)
            return false
        }
        if failure == nil, stage != .silent {
            StartResponse.raise(
                PyExc_AssertionError(), "start_response was called a second time without exc_info (PEP 3333)")
            return false
        }
        conceal()
        defer { expose() }
        output.truncate(to: headStart)
        stage = .silent
        encoder = newEncoder()
        guard setStatus(status), setHeaders(headers) else {
            output.truncate(to: headStart)
            return false
        }
        stage = .headed
        return true
    }

    /// `write(data)`: leaves before it returns, and before anything iterated.
    func write(_ bytes: UnsafeRawBufferPointer, _ python: inout Python) -> Bool {
        conceal()
        if stage == .silent {
            // A second start_response took the head back and then failed.
            StartResponse.raise(PyExc_AssertionError(), "write was called without a head (PEP 3333)")
            return false
        }
        if first.fileRest != nil {
            // The loop is sending it, and must come first.
            StartResponse.raise(PyExc_AssertionError(), "write was called after a file had been returned (PEP 3333)")
            return false
        }
        if stage == .headed { endHead(bodyCount: nil) }
        if !isGone, !mustCut {
            sendChunk(bytes, keepingUp: true, &python)
            _ = drain(&python)
        }
        if isGone {
            StartResponse.raise(PyExc_BrokenPipeError(), "the client has closed the connection")
            return false
        }
        return true
    }

    // MARK: the head

    private func setStatus(_ status: PyPointer) -> Bool {
        guard cpython_is_kind(status, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) else {
            StartResponse.raise(PyExc_TypeError(), "the status must be a str such as '200 OK' (PEP 3333)")
            return false
        }
        return withLatin1(status) { text in
            guard text.count >= 4, text[3] == UInt8(ascii: " "),
                text[0] &- 48 < 10, text[1] &- 48 < 10, text[2] &- 48 < 10
            else {
                StartResponse.raise(
                    PyExc_ValueError(), "the status must be three digits, a space and a reason (PEP 3333)")
                return false
            }
            let code = UInt16(text[0] &- 48) * 100 + UInt16(text[1] &- 48) * 10 + UInt16(text[2] &- 48)
            guard code >= 200, code < 1000 else {
                StartResponse.raise(
                    PyExc_ValueError(), "the status \(code) can't end a response; interim ones are the server's to send"
                )
                return false
            }
            do throws(HTTPFieldError) {
                try encoder.begin(status: code, reason: UnsafeRawBufferPointer(rebasing: text[4...]), into: &output)
            } catch {
                StartResponse.raise(PyExc_ValueError(), "the status can't be sent: \(error.reason) (PEP 3333)")
                return false
            }
            self.status = code
            return true
        }
    }

    private func setHeaders(_ headers: PyPointer) -> Bool {
        guard cpython_is_kind(headers, UInt(Py_TPFLAGS_LIST_SUBCLASS)) else {
            StartResponse.raise(PyExc_TypeError(), "the headers must be a list of (name, value) tuples (PEP 3333)")
            return false
        }
        for index in 0..<PyList_Size(headers) {
            guard let pair = PyList_GetItem(headers, index) else { return false }
            guard cpython_is_kind(pair, UInt(Py_TPFLAGS_TUPLE_SUBCLASS)), PyTuple_Size(pair) == 2,
                let name = PyTuple_GetItem(pair, 0), let value = PyTuple_GetItem(pair, 1),
                cpython_is_kind(name, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)),
                cpython_is_kind(value, UInt(Py_TPFLAGS_UNICODE_SUBCLASS))
            else {
                StartResponse.raise(
                    PyExc_TypeError(), "header \(index) is not a tuple of two str, name and value (PEP 3333)")
                return false
            }
            guard setHeader(name, value) else { return false }
        }
        return true
    }

    private func setHeader(_ name: PyPointer, _ value: PyPointer) -> Bool {
        withLatin1(name) { name in
            withLatin1(value) { value in
                // PEP 3333 forbids what wsgiref calls hop-by-hop, which is more than today's HTTP does.
                if name.count == 18 && isSame(name, "proxy-authenticate")
                    || name.count == 19 && isSame(name, "proxy-authorization")
                {
                    let shown = String(decoding: name, as: UTF8.self)
                    StartResponse.raise(PyExc_ValueError(), "the header \(shown) is hop-by-hop (PEP 3333)")
                    return false
                }
                do throws(HTTPFieldError) {
                    try encoder.field(name: name, value: value, into: &output)
                    return true
                } catch {
                    let shown = String(decoding: name.prefix(64), as: UTF8.self)
                    StartResponse.raise(
                        PyExc_ValueError(),
                        "the header \(shown.debugDescription) can't be sent: \(error.reason) (PEP 3333)")
                    return false
                }
            }
        }
    }

    /// The latin-1 bytes of a str, for the length of `body`.
    private func withLatin1(_ text: PyPointer, _ body: (UnsafeRawBufferPointer) -> Bool) -> Bool {
        var count = 0
        if let utf8 = PyUnicode_AsUTF8AndSize(text, &count) {
            let bytes = UnsafeRawBufferPointer(start: utf8, count: count)
            if isASCII(bytes) { return body(bytes) }
        } else {
            // Lone surrogates; the conversion below says so in the words of latin-1.
            PyErr_Clear()
        }
        guard let bytes = PyUnicode_AsLatin1String(text) else { return false }
        defer { Py_DecRef(bytes) }
        return body(UnsafeRawBufferPointer(start: PyBytes_AsString(bytes), count: PyBytes_Size(bytes)))
    }

    private func isSame(_ name: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
        for index in 0..<name.count where name[index] | 0x20 != lower.utf8Start[index] { return false }
        return true
    }

    private func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at + 8 <= bytes.count {
            if bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
            at += 8
        }
        while at < bytes.count {
            if bytes[at] >= 0x80 { return false }
            at += 1
        }
        return true
    }

    /// Raises what an exc_info tuple holds, with its traceback, which it has itself.
    private func reraise(_ failure: PyPointer) {
        guard cpython_is_kind(failure, UInt(Py_TPFLAGS_TUPLE_SUBCLASS)), PyTuple_Size(failure) == 3,
            let exception = PyTuple_GetItem(failure, 1),
            // Outside of an `except` the tuple is of three None; and the interpreter doesn't survive every other thing.
            cpython_is_kind(exception, UInt(Py_TPFLAGS_BASE_EXC_SUBCLASS))
        else {
            StartResponse.raise(
                PyExc_TypeError(),
                "exc_info must be a tuple of three with an exception in it, as sys.exc_info() gives it")
            return
        }
        PyErr_SetObject(cpython_type_of(exception), exception)
    }
}
