public import CPythonABI

/// The memory of a bytes-like object (`bytes`, `bytearray`, `memoryview`, `array`, `mmap` …), held in place.
///
/// While it lives the exporter must neither move nor resize the memory; it may still be written to.
public struct PyBufferView: ~Copyable, ~Escapable {
    @usableFromInline var view: Py_buffer

    @usableFromInline
    @_lifetime(immortal)
    init(unchecked view: Py_buffer) {
        self.view = view
    }

    @inlinable
    deinit {
        var view = view
        PyBuffer_Release(&view)
    }

    /// Number of bytes.
    @inlinable
    public var count: Int { view.len }

    /// Whether the object forbids writing.
    @inlinable
    public var isReadOnly: Bool { view.readonly != 0 }

    /// The bytes, valid as long as the view.
    @inlinable
    public var unsafeBytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: view.buf, count: view.len) }

    /// The bytes, valid as long as the view and, when it was asked for as writable, to be written.
    @inlinable
    public var unsafeMutableBytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: view.buf, count: isReadOnly ? 0 : view.len)
    }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// The object's memory as contiguous bytes; throws `TypeError` if it has none, `BufferError` if it will not give it so.
    @inlinable
    @_lifetime(copy self)
    public func buffer(writable: Bool = false) throws(PythonError) -> PyBufferView {
        var view = Py_buffer()
        try PythonBridge.checked(PyObject_GetBuffer(pointer, &view, Int32(writable ? PyBUF_WRITABLE : PyBUF_SIMPLE)))
        return PyBufferView(unchecked: view)
    }
}
