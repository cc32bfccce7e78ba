// @unchecked Sendable: the definition is allocated once, never changed and never freed, as CPython requires of a
// PyMethodDef whose function objects may live as long as the process.
internal import CPythonABI

/// What Python calls: a function of Swift, from which any number of callables with different `self` can be made.
///
/// Made once, for instance as a `static let`. The implementation is a function without captures (`@convention(c)`); what it
/// works on travels in `self`, usually a capsule. It runs on whatever thread Python calls from, attached, and reports errors
/// through ``Python/callback(_:)``.
public struct PyFunction: @unchecked Sendable {
    /// `(self, argument)`: the argument is nil for a function without any.
    public typealias Simple = @convention(c) (PyPointer?, PyPointer?) -> PyPointer?

    /// `(self, arguments, count, keywordNames)`: `count` positional arguments, then as many as the tuple has names.
    public typealias Fast =
        @convention(c) (PyPointer?, UnsafePointer<PyPointer>?, Int, PyPointer?) -> PyPointer?

    private let definition: UnsafeMutablePointer<PyMethodDef>

    /// A function without arguments.
    public static func noArguments(_ name: StaticString, _ implementation: @escaping Simple) -> PyFunction {
        PyFunction(name, cpython_address(implementation), Int32(METH_NOARGS))
    }

    /// A function of one positional argument.
    public static func oneArgument(_ name: StaticString, _ implementation: @escaping Simple) -> PyFunction {
        PyFunction(name, cpython_address(implementation), Int32(METH_O))
    }

    /// A function of any arguments, which it receives without a tuple or dict being made.
    public static func anyArguments(_ name: StaticString, _ implementation: @escaping Fast) -> PyFunction {
        PyFunction(name, cpython_fast_address(implementation), Int32(METH_FASTCALL | METH_KEYWORDS))
    }

    private init(_ name: StaticString, _ implementation: UnsafeRawPointer, _ flags: Int32) {
        definition = .allocate(capacity: 1)
        definition.initialize(
            to: PyMethodDef(ml_name: name.cString, ml_meth: implementation, ml_flags: flags, ml_doc: nil))
    }

    /// A callable that hands `self` (which it holds) to the implementation.
    @_lifetime(borrow py)
    public func callable(
        self: borrowing some PyHandle & ~Copyable & ~Escapable, _ py: borrowing Python
    ) throws(PythonError) -> PyRef {
        try py.checked(PyCFunction_NewEx(definition, `self`.pointer, nil))
    }

    /// A callable whose implementation gets nil for `self`.
    @_lifetime(borrow py)
    public func callable(_ py: borrowing Python) throws(PythonError) -> PyRef {
        try py.checked(PyCFunction_NewEx(definition, nil, nil))
    }

    /// A new reference to a callable, for hot code that holds `self` by its address; nil and an exception if that fails.
    public func unsafeCallable(self: PyPointer?) -> PyPointer? { PyCFunction_NewEx(definition, `self`, nil) }
}
