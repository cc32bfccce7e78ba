// swift-format-ignore-file: the compiler says much on one line.
// The token does not go to a child task.
import PythonBridge

func tokenInTaskGroup(_ stored: PyShared, _ group: inout TaskGroup<Void>) {
    Python.attach { py in
        group.addTask { _ = stored.owned(py).isNone }
        // expected-error@-1 {{escaping closure captures 'inout' parameter 'py'}}
        // expected-error@-2 {{passing closure as a 'sending' parameter risks causing data races between code in the current task and concurrent execution of the closure}}
    }
}
