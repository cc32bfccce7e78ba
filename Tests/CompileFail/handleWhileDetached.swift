// A handle cannot be used while detached.
import PythonBridge

func handleWhileDetached(_ stored: PyShared) -> Bool {
    Python.attach { py in
        let handle = stored.owned(py)
        return py.detached { handle.isNone }
        // expected-error@-1 {{lifetime-dependent value escapes its scope}}
    }
}
