/// Why a server can't listen at an address.
public struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The address.
    public let address: BindAddress
    /// The system's reason, one line.
    public let reason: String

    /// One line that names both.
    public var description: String { "can't listen at \(address): \(reason)" }
}
