// The price: no closure may capture a handle, not even one that is called there and then.
import PythonBridge

func handleCaptured(_ stored: PyShared) -> Int {
    Python.attach { py in
        let handle = stored.owned(py)
        return [1, 2].filter { _ in handle.isNone }.count
        // expected-error@-1 {{lifetime-dependent value escapes its scope}}
    }
}
