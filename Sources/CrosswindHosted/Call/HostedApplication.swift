import CPythonABI
import Crosswind
import PythonBridge

/// A ``WSGIApplication`` in one interpreter: what the Python callable `application(environ, start_response)` does.
final class HostedApplication: Sendable {
    let wsgi: WSGIApplication
    let names: EnvironNames
    let prelude: HostedPrelude
    let fallbacks = FallbackCallables()

    init(_ wsgi: WSGIApplication, _ python: borrowing Python) throws(PythonError) {
        self.wsgi = wsgi
        names = try EnvironNames(python)
        prelude = try HostedPrelude(python)
    }

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

    /// The callable that WSGI servers are given.
    @_lifetime(borrow python)
    static func callable(_ wsgi: WSGIApplication, _ python: borrowing Python) throws(PythonError) -> PyRef {
        try function.callable(self: python.capsule(HostedApplication(wsgi, python)), python)
    }
}
