// The token is lent to `detached` for its duration: nothing inside can use it.
import PythonBridge

func tokenWhileDetached(_ stored: borrowing PyShared) {
    Python.attach { py in
        py.detached {
            // expected-error@-1 {{overlapping accesses to 'py', but modification requires exclusive access}}
            _ = stored.owned(py).isNone
        }
    }
}
