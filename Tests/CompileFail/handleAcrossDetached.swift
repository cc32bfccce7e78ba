// A handle must end before `detached` begins.
import PythonBridge

func handleAcrossDetached(_ stored: PyShared) -> Bool {
    Python.attach { py in
        let handle = stored.owned(py)
        py.detached {}
        // expected-error@-1 {{overlapping accesses to 'py', but modification requires exclusive access}}
        return handle.isNone
    }
}
