// swift-format-ignore-file: the compiler says much on one line.
// The token does not go to another task.
import PythonBridge

func tokenInTask(_ stored: PyShared) {
    Python.attach { py in
        Task { _ = stored.owned(py).isNone }
        // expected-error@-1 {{escaping closure captures 'inout' parameter 'py'}}
        // expected-error@-2 {{passing closure as a 'sending' parameter risks causing data races between code in the current task and concurrent execution of the closure}}
    }
}
