// A borrowed handle ends before the stored one does.
import PythonBridge

func borrowedOutlivesStored(_ stored: consuming PyStored, _ py: borrowing Python) -> Bool {
    // expected-error@-1 {{'stored' used after consume}}
    let borrowed = stored.borrow(py)
    _ = consume stored
    // expected-error@-1 {{overlapping accesses to 'stored', but modification requires exclusive access}}
    return borrowed.isNone
}
