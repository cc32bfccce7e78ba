internal import CPythonABI

/// Copies between Swift's String and Python's str, for code that is not hot.
enum TextCopy {
    /// Attached. Lone surrogates, which UTF-8 cannot carry, come out as `\udc80`. Nil, and no exception, if the object is
    /// no str.
    static func string(from object: PyPointer) -> String? {
        var count = 0
        if let utf8 = PyUnicode_AsUTF8AndSize(object, &count) {
            return String(decoding: UnsafeRawBufferPointer(start: utf8, count: count), as: UTF8.self)
        }
        PyErr_Clear()
        guard let bytes = PyUnicode_AsEncodedString(object, "utf-8", "backslashreplace") else {
            PyErr_Clear()
            return nil
        }
        defer { Py_DecRef(bytes) }
        var start: UnsafeMutablePointer<CChar>?
        guard PyBytes_AsStringAndSize(bytes, &start, &count) == 0, let start else {
            PyErr_Clear()
            return nil
        }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// Attached. A new reference, or nil and an exception (out of memory).
    static func object(from string: String) -> PyPointer? {
        var string = string
        return string.withUTF8 { utf8 in
            utf8.withMemoryRebound(to: CChar.self) { PyUnicode_FromStringAndSize($0.baseAddress, $0.count) }
        }
    }
}
