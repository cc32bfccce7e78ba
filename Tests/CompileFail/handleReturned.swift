// A handle does not outlive the attachment.
import PythonBridge

func handleReturned(_ stored: PyShared) {
    let handle = Python.attach { py -> PyRef in
        // expected-error@-1 {{static method 'attach' requires that 'PyRef' conform to 'Escapable'}}
        stored.owned(py)
    }
    _ = handle.isNone
}
