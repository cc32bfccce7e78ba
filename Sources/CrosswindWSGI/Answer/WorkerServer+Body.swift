// Unsafe: bare references, see WorkerServer.
import CPythonABI
import CrosswindHTTP
import CrosswindServer
import Logging
import PythonBridge

/// Sends what the app returned.
extension WorkerServer {
    /// Payloads from this size on go out from Python's memory instead of being copied behind the head.
    private static let worthSparing = 8192
    /// Chunks of a stream are worth it only when they are longer: several in one system call cost less than a copy.
    private static let worthSparingInStream = 49_152
    /// Small chunks of a stream gather up to so many bytes before they go, unless the app takes its time.
    private static let gather = 98_304

    /// Sends `result` (borrowed) and closes it, whatever happens in between.
    func send(_ result: PyPointer, _ python: inout Python) {
        if cpython_is_exactly(result, PyList_Type()) {
            // Lists have no close(), and are complete: the one case that must be fast.
            sendList(result, &python)
            return
        }
        if result == Py_None() {
            broke("the application returned None instead of an iterable of bytes (PEP 3333)")
            return
        }
        if cpython_is_exactly(result, prelude.fileWrapper), sendFile(result, &python) {
            close(result, &python)
            return
        }
        if cpython_is_kind(result, UInt(Py_TPFLAGS_UNICODE_SUBCLASS)) {
            broke("the application returned a str; it must be an iterable of bytes (PEP 3333, \"Unicode Issues\")")
        } else if cpython_is_exactly(result, PyTuple_Type()) {
            sendTuple(result, &python)
        } else if cpython_is_kind(result, UInt(Py_TPFLAGS_BYTES_SUBCLASS)) {
            // Iterating bytes gives integers; frameworks return it by mistake, and what was meant is plain.
            broke("the application returned bytes; it must be an iterable of bytes, such as a list (PEP 3333)")
        } else {
            iterate(result, &python)
        }
        close(result, &python)
    }

    // MARK: complete bodies

    private func sendList(_ list: PyPointer, _ python: inout Python) {
        let count = PyList_Size(list)
        guard stage != .silent else { return sendSilent() }
        if count == 1, let chunk = PyList_GetItem(list, 0) {
            // Held for its own sake: while this thread sends detached, another may change the list.
            Py_IncRef(chunk)
            defer { Py_DecRef(chunk) }
            guard let bytes = bytes(of: chunk) else { return }
            sendWhole(bytes, &python)
            return
        }
        guard let tuple = PyList_AsTuple(list) else { return failed(&python, "the application failed on") }
        sendTuple(tuple, &python)
        Py_DecRef(tuple)
    }

    private func sendTuple(_ tuple: PyPointer, _ python: inout Python) {
        guard stage != .silent else { return sendSilent() }
        let count = PyTuple_Size(tuple)
        var total = 0
        for index in 0..<count {
            guard let bytes = bytes(of: PyTuple_GetItem(tuple, index)!) else { return }
            total += bytes.count
        }
        if stage != .begun { endHead(bodyCount: total) }
        var next = Self.gather
        for index in 0..<count where !isGone && !mustCut && !hasEnough {
            guard let bytes = bytes(of: PyTuple_GetItem(tuple, index)!) else { return }
            sendChunk(bytes, keepingUp: false, &python)
            // Of many small chunks, as many as are worth a system call.
            if output.count >= next, offer() {
                keepOutput(&python)
                next = output.count + Self.gather
            }
        }
    }

    /// The one chunk of a body, known whole.
    private func sendWhole(_ bytes: UnsafeRawBufferPointer, _ python: inout Python) {
        if stage != .begun { endHead(bodyCount: bytes.count) }
        sendChunk(bytes, keepingUp: false, &python)
    }

    /// An iterable that is complete came without `start_response`.
    private func sendSilent() {
        broke("the application did not call start_response before its iterable ended (PEP 3333)")
    }

    // MARK: streams

    private func iterate(_ iterable: PyPointer, _ python: inout Python) {
        // `__iter__` is the app's, too: it may call `start_response`, or take its time.
        enterApp()
        let begun = PyObject_GetIter(iterable)
        leaveApp(&python)
        if isLost {
            if let begun { Py_DecRef(begun) } else { failedLate(python) }
            return
        }
        guard let iterator = begun else {
            return failed(&python, "the application's answer can't be iterated over, to")
        }
        defer { Py_DecRef(iterator) }
        while !isGone, !mustCut, !hasEnough {
            enterApp()
            let next = PyIter_Next(iterator)
            leaveApp(&python)
            if isLost {
                if let next { Py_DecRef(next) } else if PyErr_Occurred() != nil { failedLate(python) }
                return
            }
            guard let chunk = next else {
                if PyErr_Occurred() != nil { return failed(&python, "the application failed while iterating on") }
                break
            }
            defer { Py_DecRef(chunk) }
            guard let bytes = bytes(of: chunk) else { return }
            // PEP 3333: empty strings don't make the head go out; they are how middleware says "not yet".
            if bytes.count == 0 {
                // A silent stream never finds out by sending that nobody reads it.
                if stage == .begun, exchange.isCancelled || exchange.isHalfClosed && output.count == 0 { isGone = true }
                continue
            }
            guard stage != .silent else {
                return broke("the application yielded its body before it called start_response (PEP 3333)")
            }
            if stage != .begun { endHead(bodyCount: nil) }
            // HEAD, 204, 304: the head was all there is to say, and the rest would be made for nothing.
            if isBodyless { return }
            sendChunk(bytes, keepingUp: true, &python)
            if output.count >= Self.gather, !drain(&python) { return }
        }
        if stage == .silent, !isGone { return sendSilent() }
        if stage == .headed, !isGone { endHead(bodyCount: 0) }
    }

    /// Frames a chunk and sends it or lets it gather.
    func sendChunk(_ bytes: UnsafeRawBufferPointer, keepingUp: Bool, _ python: inout Python) {
        guard bytes.count > 0, !isBodyless else { return }
        // The chunk that fills the measure goes along with those before it, and needs no copy.
        let fills = keepingUp && bytes.count >= Self.worthSparing && output.count + bytes.count >= Self.gather
        if !fills, bytes.count < (keepingUp ? Self.worthSparingInStream : Self.worthSparing) {
            let frame = encoder.frame(count: bytes.count, into: &output)
            output.append(UnsafeRawBufferPointer(rebasing: bytes[..<frame.payload]))
            output.append(frame.suffix.bytes)
            bodyBytesSent += frame.payload
            if frame.verdict == .truncated { tooLong() }
            return
        }
        let frame = encoder.frame(count: bytes.count, into: &output)
        bodyBytesSent += frame.payload
        _ = send(UnsafeRawBufferPointer(rebasing: bytes[..<frame.payload]), keepingUp: keepingUp, &python)
        output.append(frame.suffix.bytes)
        if frame.verdict == .truncated { tooLong() }
    }

    private func tooLong() {
        // What is sent is a whole message by its Content-Length; but what else the app got wrong nobody knows.
        logger.error(
            "the application's response is longer than its Content-Length; the rest was dropped",
            metadata: requestMetadata(exchange))
        hasEnough = true
    }

    /// The bytes of a chunk, valid as long as the chunk; nil after answering for one that isn't `bytes`.
    private func bytes(of chunk: PyPointer) -> UnsafeRawBufferPointer? {
        guard cpython_is_kind(chunk, UInt(Py_TPFLAGS_BYTES_SUBCLASS)) else {
            broke("the application's body holds \(typeName(chunk)); every chunk must be bytes (PEP 3333)")
            return nil
        }
        return UnsafeRawBufferPointer(start: PyBytes_AsString(chunk), count: PyBytes_Size(chunk))
    }

    private func typeName(_ object: PyPointer) -> String {
        var name = "an object of unknown type"
        if let text = PyObject_GetAttrString(cpython_type_of(object), "__name__") {
            if let utf8 = PyUnicode_AsUTF8AndSize(text, nil) { name = String(cString: utf8) }
            Py_DecRef(text)
        }
        PyErr_Clear()
        return name
    }

    // MARK: close()

    /// PEP 3333: `close()`, if there is one, exactly once, however the request ended.
    private func close(_ result: PyPointer, _ python: inout Python) {
        if isLost { return closeLate(result) }
        var method: PyPointer?
        switch cpython_optional_attribute(result, prelude.close, &method) {
        case 1:
            enterApp()
            let answer = cpython_call0(method!)
            leaveApp(&python)
            Py_DecRef(method!)
            if let answer { Py_DecRef(answer) } else if isLost { failedLate(python) } else { closeFailed(python) }
        case 0: break
        default: closeFailed(python)
        }
    }

    private func closeFailed(_ python: borrowing Python) {
        // The response is out or as good as out; its client can't be told any more.
        let error = PythonError.fetchRaised(python)
        logger.error(
            "close() of the application's iterable failed\n\(error.traceback)", metadata: requestMetadata(exchange))
    }
}
