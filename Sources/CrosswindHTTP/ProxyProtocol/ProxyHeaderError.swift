/// Why what a connection begins with is no header of the PROXY protocol. After one of these the connection can only be
/// closed: nobody knows who speaks.
public struct ProxyHeaderError: Error, Sendable, Equatable {
    private enum Code: UInt8 {
        case missing, malformed, tooLong, unsupported, wrongChecksum
    }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// The connection begins with something else, such as a request.
    public static var missing: Self { Self(.missing) }
    /// It begins as a header and doesn't go on as one.
    public static var malformed: Self { Self(.malformed) }
    /// Longer than ``ProxyHeader/longest``.
    public static var tooLong: Self { Self(.tooLong) }
    /// A version, command or address family that nobody has defined.
    public static var unsupported: Self { Self(.unsupported) }
    /// The CRC32C that it carries (`PP2_TYPE_CRC32C`) is another one's.
    public static var wrongChecksum: Self { Self(.wrongChecksum) }

    /// A few words for the log.
    public var reason: StaticString {
        switch code {
        case .missing: "no PROXY protocol header"
        case .malformed: "malformed PROXY protocol header"
        case .tooLong: "PROXY protocol header too long"
        case .unsupported: "unsupported version, command or address family in the PROXY protocol header"
        case .wrongChecksum: "wrong checksum in the PROXY protocol header"
        }
    }
}
