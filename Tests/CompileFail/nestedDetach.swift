// An attach inside an attach has a token of its own, whose `detached` does not know the outer handles. They cannot be used
// in it all the same, because closures cannot capture them; should Swift ever allow that, this test says so.
import PythonBridge

func nestedDetach(_ stored: PyShared) -> Bool {
    Python.attach { outer in
        let handle = stored.owned(outer)
        return Python.attach { inner in
            // expected-error@-1 {{lifetime-dependent value escapes its scope}}
            inner.detached { handle.isNone }
        }
    }
}
