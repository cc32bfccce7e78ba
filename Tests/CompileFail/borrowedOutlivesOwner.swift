// What is borrowed from an owned handle ends before it.
import PythonBridge

func borrowedOutlivesOwner(_ stored: PyShared) -> Bool {
    Python.attach { py in
        let borrowed: PyBorrowed
        // expected-error@-1 {{lifetime-dependent variable 'borrowed' escapes its scope}}
        do {
            let owner = stored.owned(py)
            borrowed = owner.borrow()
        }
        return borrowed.isNone
    }
}
