import CPythonABI
import PythonBridge

/// That the table's "since" is right.
enum Symbols {
    @Sendable static func all(_ check: inout Check) {
        for index in 0..<cpython_symbol_count() {
            let symbol = cpython_symbol_at(index).pointee
            let name = String(cString: symbol.name)
            // Gone since 3.13, where it has a public successor.
            if name == "_PyObject_LookupAttr" { continue }
            let expected = PythonRuntime.version.minor >= Int(symbol.since)
            check.that(cpython_symbol_found(index) == expected, "\(name): found \(!expected), since 3.\(symbol.since)")
        }
        check.that(cpython_is_calibrated(), "the type's place in an object was found")
    }
}
