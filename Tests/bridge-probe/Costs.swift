import CPythonABI
import PythonBridge

/// What the bridge costs. Prints nanoseconds; judges nothing.
enum Costs {
    @Sendable static func all(_ check: inout Check) {
        measure("attach, foreign thread state each time", 200_000) { count in
            let thread = try? PythonThread.spawn(name: "costs") { _ in for _ in 0..<count { Python.attach { _ in } } }
            thread?.join()
        }
        measure("attach, main thread", 1_000_000) { count in for _ in 0..<count { Python.attach { _ in } } }
        measure("attach, seat", 1_000_000) { count in
            let thread = try? PythonThread.spawn(name: "costs") { seat in for _ in 0..<count { seat.attach { _ in } } }
            thread?.join()
        }
        Python.attach { py in
            measure("nested attach", 1_000_000) { count in for _ in 0..<count { Python.attach { _ in } } }
            measureDetached(&py)
        }
        check.attached { py, check throws(PythonError) in
            let function = try py.evaluate("len", globals: py.builtins)
            let key = try py.interned("key")
            let dict = try py.dict()
            try calls(function.pointer, dict.pointer, key.pointer, py)
        }
    }

    private static func measureDetached(_ py: inout Python) {
        let start = ContinuousClock.now
        for _ in 0..<1_000_000 { py.detached {} }
        report("detached and back", start, 1_000_000)
    }

    private static func measure(_ name: String, _ count: Int, _ body: (Int) -> Void) {
        let start = ContinuousClock.now
        body(count)
        report(name, start, count)
    }

    private static func report(_ name: String, _ start: ContinuousClock.Instant, _ count: Int) {
        let each = (ContinuousClock.now - start) / count
        print("cost: \(name): \(each.components.attoseconds / 1_000_000_000) ns")
    }

    private static func calls(
        _ function: PyPointer, _ dict: PyPointer, _ key: PyPointer, _ py: borrowing Python
    ) throws(PythonError) {
        let count = 1_000_000
        let len = PyBorrowed(unsafe: function, py)
        let map = PyBorrowed(unsafe: dict, py)
        let name = PyBorrowed(unsafe: key, py)
        var start = ContinuousClock.now
        for _ in 0..<count { _ = try len.call(map) }
        report("len(dict) by handles", start, count)
        start = ContinuousClock.now
        for _ in 0..<count { Py_DecRef(cpython_call1(function, dict)) }
        report("len(dict) by the C API", start, count)
        start = ContinuousClock.now
        for _ in 0..<count { try map.dictSet(name, name) }
        report("dict[key] = key by handles", start, count)
        start = ContinuousClock.now
        for _ in 0..<count { _ = PyDict_SetItem(dict, key, key) }
        report("dict[key] = key by the C API", start, count)
    }
}
