/// A literal as it stands in a Python program.
public enum PythonLiteral: Sendable, Equatable {
    /// `None`.
    case none
    /// `True` or `False`.
    case boolean(Bool)
    /// An integer of 64 bits.
    case integer(Int64)
    /// A float.
    case float(Double)
    /// A text.
    case string(String)
}
