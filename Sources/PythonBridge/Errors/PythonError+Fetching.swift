extension PythonError {
    /// Takes and describes the exception that a function of the C API left behind, for code that calls it directly.
    /// Attached; costs tens of microseconds.
    public static func fetchRaised(_ py: borrowing Python) -> PythonError { fetch() }
}
