import CPythonABI
import CrosswindHTTP
import Logging
import PythonBridge
import Testing

@testable import CrosswindServer
@testable import CrosswindWSGI

/// The one interpreter of the test process: the Python that an embedding would find by itself.
enum EmbeddedPython {
    static let isThere: Bool = {
        do throws(PythonRuntimeError) {
            try PythonRuntime.embed(try PythonLocation.find())
            return true
        } catch {
            print("no Python to embed, so the tests that need one are skipped: \(error)")
            return false
        }
    }()

    /// Runs `body` attached; an exception is a failure.
    static func attached(
        _ location: SourceLocation = #_sourceLocation, _ body: (inout Python) throws(PythonError) -> Void
    ) {
        guard isThere else { return }
        do throws(PythonError) {
            try Python.attach { (python: inout Python) throws(PythonError) in try body(&python) }
        } catch {
            Issue.record("\(error.traceback)", sourceLocation: location)
        }
    }

    /// What an expression over nothing but builtins gives, as text.
    static func evaluate(_ expression: String) -> String {
        var text = ""
        attached { (python: inout Python) throws(PythonError) in
            text = try python.evaluate("str(\(expression))", globals: python.dict()).string()
        }
        return text
    }
}

/// The text of a str, and the number of references to an object.
enum Peek {
    static func text(_ object: PyPointer?) -> String? {
        guard let object, let utf8 = PyUnicode_AsUTF8AndSize(object, nil) else {
            PyErr_Clear()
            return nil
        }
        return String(cString: utf8)
    }

    /// The value of a key of a dict, when it is a str.
    static func value(_ dict: PyPointer, _ key: String) -> String? {
        guard let name = key.withCString({ PyUnicode_InternFromString($0) }) else { return nil }
        defer { Py_DecRef(name) }
        return text(PyDict_GetItemWithError(dict, name))
    }

    static func references(_ object: PyPointer, _ python: borrowing Python) throws(PythonError) -> Int {
        let function = try python.import("sys").attribute("getrefcount")
        guard let number = cpython_call1(function.pointer, object) else { throw PythonError.fetchRaised(python) }
        defer { Py_DecRef(number) }
        return Int(PyLong_AsLongLong(number))
    }
}

extension HTTPExchange {
    /// An exchange with this request's head, as if it had come from 192.0.2.7:1234.
    static func parsed(_ request: String) -> HTTPExchange {
        let exchange = HTTPExchange()
        var parser = RequestParser()
        var consumed = 0
        let bytes = Array(request.utf8)
        bytes.withUnsafeBytes { bytes in
            do throws(HTTPParseError) {
                _ = try parser.next(bytes, consumed: &consumed, head: exchange.head, limits: HTTPLimits())
            } catch {
                Issue.record("\(error.reason)")
            }
        }
        exchange.peerAddress = fixed("192.0.2.7")
        exchange.peerPort = fixed("1234")
        return exchange
    }

    private static func fixed(_ text: StaticString) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
