// Unsafe: a C callback that writes into memory of Python's.
import CPythonABI
import CrosswindServer
import PythonBridge

/// `wsgi.input` of a body that is still coming: reads block, detached.
enum StreamReader {
    /// `_read_body(body, buffer)` of the prelude: fills the buffer, 0 at the end.
    static let function = PyFunction.anyArguments("_read_body") { _, arguments, count, _ in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard count == 2, let arguments else {
                throw PythonError(.typeError, "_read_body takes a body and a buffer")
            }
            guard let stream: BodyStream = unsafeCapsuleObject(arguments[0]) else {
                throw PythonError(.typeError, "_read_body takes a body")
            }
            var view = Py_buffer()
            guard PyObject_GetBuffer(arguments[1], &view, Int32(PyBUF_WRITABLE)) == 0 else {
                throw PythonError.fetchRaised(python)
            }
            defer { PyBuffer_Release(&view) }
            let room = UnsafeMutableRawBufferPointer(start: view.buf, count: view.len)
            var ending = BodyStream.Ending.complete
            let moved = python.detached { stream.read(into: room, how: &ending) }
            if moved == 0, room.count > 0 {
                switch ending {
                case .complete: break
                case .broken: throw PythonError(.connectionResetError, "the client did not send the whole request body")
                case .tooLarge: throw PythonError(.connectionResetError, "the request body is longer than the limit")
                case .timedOut: throw PythonError(.timeoutError, "the client stalled while sending the request body")
                }
            }
            guard let number = PyLong_FromLongLong(Int64(moved)) else { throw PythonError.fetchRaised(python) }
            return number
        }
    }

    /// A new input over `stream`, made by the prelude's class `streamed`; nil with an exception set.
    static func make(_ stream: BodyStream, _ streamed: PyPointer, _ python: borrowing Python) -> PyPointer? {
        do throws(PythonError) {
            let capsule = try python.capsule(stream)
            return cpython_call1(streamed, capsule.pointer)
        } catch {
            error.raise(python)
            return nil
        }
    }
}
