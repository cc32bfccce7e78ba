import CPythonABI
import PythonBridge
import Testing

@testable import CrosswindWSGI

@Suite(.enabled(if: EmbeddedPython.isThere)) struct HeaderNamesTests {
    @Test func spelling() {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            var names = HeaderNames()
            for (name, key) in [
                ("Accept-Language", "HTTP_ACCEPT_LANGUAGE"), ("accept-language", "HTTP_ACCEPT_LANGUAGE"), ("x", "HTTP_X"),
                ("X-1!#", "HTTP_X_1!#"), (String(repeating: "a", count: 65), "HTTP_" + String(repeating: "A", count: 65)),
            ] {
                for _ in 0..<3 { #expect(key == look(&names, name)) }
            }
            names.release()
        }
    }

    /// The same key, the same object; and names that only look alike stay apart.
    @Test func interned() {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            var names = HeaderNames()
            let first = pointer(&names, "X-Some")
            #expect(first == pointer(&names, "X-Some"))
            #expect(look(&names, "X-Same") == "HTTP_X_SAME")
            #expect(look(&names, "X-Some") == "HTTP_X_SOME")
            names.release()
        }
    }

    /// Clients choose the names: beyond the table's bound they still get the right keys, and nothing is kept.
    @Test func bounded() {
        EmbeddedPython.attached { (python: inout Python) throws(PythonError) in
            var names = HeaderNames()
            for round in 0..<2 {
                for index in 0..<2000 {
                    let found = look(&names, "X-Name-\(index)")
                    if found != "HTTP_X_NAME_\(index)" { Issue.record("round \(round): \(found ?? "nil")") }
                }
            }
            names.release()
        }
    }

    private func pointer(_ names: inout HeaderNames, _ name: String) -> PyPointer? {
        let key = Array(name.utf8).withUnsafeBytes { names.key(for: $0) }
        if let key { Py_DecRef(key) }
        return key
    }

    private func look(_ names: inout HeaderNames, _ name: String) -> String? {
        let key = Array(name.utf8).withUnsafeBytes { names.key(for: $0) }
        defer { if let key { Py_DecRef(key) } }
        return Peek.text(key)
    }
}
