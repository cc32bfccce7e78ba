// Unsafe: C callbacks on bare references.
import CPythonABI
import CrosswindHTTP
import PythonBridge

/// `start_response` and `write`: Python callables over a worker.
///
/// Their `self` is a capsule whose "pointer" is a number, the request's token (``ResponseTurn``). It is never followed. An
/// app that keeps the callable beyond its request so gets an exception and can't reach another's, and a thread of the app
/// gets one that calls while the worker sends.
enum StartResponse {
    private static let capsuleName: StaticString = "crosswind.request"
    nonisolated(unsafe) private static let startDefinition = definition("start_response", start)
    nonisolated(unsafe) private static let writeDefinition = definition("write", write)

    private static func definition(
        _ name: StaticString, _ function: @escaping PyCFunctionFastWithKeywords
    ) -> UnsafeMutablePointer<PyMethodDef> {
        let definition = UnsafeMutablePointer<PyMethodDef>.allocate(capacity: 1)
        definition.initialize(
            to: PyMethodDef(
                ml_name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
                ml_meth: cpython_fast_address(function), ml_flags: Int32(METH_FASTCALL | METH_KEYWORDS),
                ml_doc: nil))
        return definition
    }

    /// Attached: a new `start_response`.
    static func make(_ token: UInt) -> PyPointer? {
        let name = UnsafeRawPointer(capsuleName.utf8Start).assumingMemoryBound(to: CChar.self)
        guard let capsule = PyCapsule_New(UnsafeMutableRawPointer(bitPattern: token)!, name, nil) else { return nil }
        defer { Py_DecRef(capsule) }
        return PyCFunction_NewEx(startDefinition, capsule, nil)
    }

    /// Runs `body` on the worker whose current request the capsule is about; nil, with an exception, when that is over or
    /// not the app's to touch now.
    private static func entering(
        _ capsule: PyPointer?, _ what: StaticString, _ body: (WorkerServer) -> PyPointer?
    ) -> PyPointer? {
        let name = UnsafeRawPointer(capsuleName.utf8Start).assumingMemoryBound(to: CChar.self)
        guard let capsule, let pointer = PyCapsule_GetPointer(capsule, name) else { return nil }
        let token = UInt(bitPattern: pointer)
        switch ResponseTurn.enter(token) {
        case .entered(let owner):
            defer { ResponseTurn.exit(token) }
            return body(unsafeDowncast(owner, to: WorkerServer.self))
        case .ended:
            raise(PyExc_RuntimeError(), "\(what) was called after its request had ended")
        case .busy:
            raise(
                PyExc_RuntimeError(),
                "\(what) was called while the response was being sent: "
                    + "the application's threads may call it only while the application runs, one at a time"
            )
        }
        return nil
    }

    static func raise(_ type: PyPointer, _ message: String) {
        message.withCString { PyErr_SetString(type, $0) }
    }

    // MARK: start_response(status, response_headers, exc_info=None)

    private static let start: PyCFunctionFastWithKeywords = { capsule, arguments, count, names in
        var given: (PyPointer?, PyPointer?, PyPointer?) = (nil, nil, nil)
        guard parse(arguments, count, names, &given) else { return nil }
        guard let status = given.0, let headers = given.1 else {
            raise(PyExc_TypeError(), "start_response takes a status and a list of headers")
            return nil
        }
        let failure = given.2.flatMap { $0 == Py_None() ? nil : $0 }
        return entering(capsule, "start_response") { worker in
            guard worker.startResponse(status, headers, failure) else { return nil }
            return PyCFunction_NewEx(writeDefinition, capsule, nil)
        }
    }

    /// Positional arguments, or the names that PEP 3333's example server gives them.
    private static func parse(
        _ arguments: UnsafePointer<OpaquePointer>?, _ count: Int, _ names: PyPointer?,
        _ given: inout (PyPointer?, PyPointer?, PyPointer?)
    ) -> Bool {
        guard count <= 3 else {
            raise(PyExc_TypeError(), "start_response takes 2 or 3 arguments, not \(count)")
            return false
        }
        if count > 0 { given.0 = arguments![0] }
        if count > 1 { given.1 = arguments![1] }
        if count > 2 { given.2 = arguments![2] }
        guard let names else { return true }
        for index in 0..<PyTuple_Size(names) {
            let name = PyTuple_GetItem(names, index)!
            let value = arguments![count + index]
            if PyUnicode_CompareWithASCIIString(name, "exc_info") == 0, given.2 == nil {
                given.2 = value
            } else if PyUnicode_CompareWithASCIIString(name, "status") == 0, given.0 == nil {
                given.0 = value
            } else if PyUnicode_CompareWithASCIIString(name, "response_headers") == 0
                || PyUnicode_CompareWithASCIIString(name, "headers") == 0, given.1 == nil
            {
                given.1 = value
            } else {
                raise(PyExc_TypeError(), "start_response got an argument it doesn't know, or one twice")
                return false
            }
        }
        return true
    }

    // MARK: write(body_data)

    private static let write: PyCFunctionFastWithKeywords = { capsule, arguments, count, names in
        guard count == 1, names == nil, let data = arguments?[0] else {
            raise(PyExc_TypeError(), "write takes one argument, the body's next bytes")
            return nil
        }
        guard cpython_is_kind(data, UInt(Py_TPFLAGS_BYTES_SUBCLASS)) else {
            raise(PyExc_TypeError(), "write takes bytes (PEP 3333)")
            return nil
        }
        return entering(capsule, "write") { worker in
            let wrote = Python.assumeAttached { python in
                worker.write(UnsafeRawBufferPointer(start: PyBytes_AsString(data), count: PyBytes_Size(data)), &python)
            }
            guard wrote else { return nil }
            Py_IncRef(Py_None())
            return Py_None()
        }
    }
}
