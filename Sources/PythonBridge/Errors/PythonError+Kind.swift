internal import CPythonABI

extension PythonError {
    /// The built-in exceptions that Swift code raises.
    public struct Kind: Sendable {
        let name: String
        /// Only for an attached thread: the types exist once the interpreter does.
        let type: @Sendable () -> PyPointer

        /// A rule was broken by the calling code, as WSGI servers say it.
        public static let assertionError = Kind(name: "AssertionError") { PyExc_AssertionError() }
        /// No such attribute.
        public static let attributeError = Kind(name: "AttributeError") { PyExc_AttributeError() }
        /// The reader of a pipe or socket is gone.
        public static let brokenPipeError = Kind(name: "BrokenPipeError") { PyExc_BrokenPipeError() }
        /// The peer cut the connection.
        public static let connectionResetError = Kind(name: "ConnectionResetError") { PyExc_ConnectionResetError() }
        /// A module could not be loaded.
        public static let importError = Kind(name: "ImportError") { PyExc_ImportError() }
        /// No such key.
        public static let keyError = Kind(name: "KeyError") { PyExc_KeyError() }
        /// Out of memory.
        public static let memoryError = Kind(name: "MemoryError") { PyExc_MemoryError() }
        /// Not done by this implementation.
        public static let notImplementedError = Kind(name: "NotImplementedError") { PyExc_NotImplementedError() }
        /// The operating system refused.
        public static let osError = Kind(name: "OSError") { PyExc_OSError() }
        /// A number is out of range.
        public static let overflowError = Kind(name: "OverflowError") { PyExc_OverflowError() }
        /// None of the others fits.
        public static let runtimeError = Kind(name: "RuntimeError") { PyExc_RuntimeError() }
        /// The interpreter or this bridge broke its own rules.
        public static let systemError = Kind(name: "SystemError") { PyExc_SystemError() }
        /// Took too long.
        public static let timeoutError = Kind(name: "TimeoutError") { PyExc_TimeoutError() }
        /// A value of the wrong type.
        public static let typeError = Kind(name: "TypeError") { PyExc_TypeError() }
        /// A value of the right type that will not do.
        public static let valueError = Kind(name: "ValueError") { PyExc_ValueError() }
    }
}
