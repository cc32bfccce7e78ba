import CPythonABI
import PythonBridge

/// The Python callable `application(environ, start_response)` that WSGI servers are given.
enum WSGICallable {
    private static let function = PyFunction.anyArguments("application") { capsule, arguments, count, keywords in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard count == 2, keywords == nil, let arguments, let capsule,
                let hosted: HostedApplication = unsafeCapsuleObject(capsule)
            else { throw PythonError(.typeError, "application takes two arguments, environ and start_response") }
            guard cpython_is_kind(arguments[0], UInt(Py_TPFLAGS_DICT_SUBCLASS)) else {
                throw PythonError(.typeError, "environ must be a dict (PEP 3333)")
            }
            var call = HostedCall(hosted, arguments[0], arguments[1])
            return try call.result(&python)
        }
    }

    /// A callable of its own, for the interpreter that `python` is attached to.
    @_lifetime(borrow python)
    static func make(_ wsgi: WSGIApplication, _ python: borrowing Python) throws(PythonError) -> PyRef {
        try function.callable(self: python.capsule(HostedApplication(wsgi, python)), python)
    }
}
