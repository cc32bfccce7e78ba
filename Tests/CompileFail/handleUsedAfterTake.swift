// A handle whose reference was handed over is gone.
import PythonBridge

func handleUsedAfterTake(_ stored: PyShared) -> Bool {
    Python.attach { py in
        let handle = stored.owned(py)
        // expected-error@-1 {{'handle' used after consume}}
        _ = handle.take()
        return handle.isNone
    }
}
