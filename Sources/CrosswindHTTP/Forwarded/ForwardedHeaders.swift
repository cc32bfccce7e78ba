/// Which forwarding headers of a trusted proxy count.
///
/// One family only: a proxy that sets one may pass on the other as the client sent it, so what isn't chosen is ignored.
public struct ForwardedHeaders: OptionSet, Sendable, Equatable {
    /// The set as bits.
    public let rawValue: UInt8

    /// The set of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `X-Forwarded-For`: the client's address.
    public static let xForwardedFor = ForwardedHeaders(rawValue: 1)
    /// `X-Forwarded-Proto`: the scheme.
    public static let xForwardedProto = ForwardedHeaders(rawValue: 2)
    /// `X-Forwarded-Host`: the host the client asked for.
    public static let xForwardedHost = ForwardedHeaders(rawValue: 4)
    /// `X-Forwarded-Port`: the port the client asked for.
    public static let xForwardedPort = ForwardedHeaders(rawValue: 8)
    /// `Forwarded` of RFC 7239: all of it.
    public static let forwarded = ForwardedHeaders(rawValue: 16)

    /// `X-Forwarded-For` and `X-Forwarded-Proto`: what gunicorn and uvicorn read and every usual proxy sets. Host and
    /// port are left out because nginx, as most configure it, passes them on as the client sent them.
    public static let xForwarded: ForwardedHeaders = [.xForwardedFor, .xForwardedProto]

    /// The set of the names in `items` (`none`, `x-forwarded`, `x-forwarded-for`…, `forwarded`, in any case).
    ///
    /// - Returns: nil when a name is unknown, when both families are named, or `none` among others.
    public init?(names items: [String]) {
        self = []
        for item in items {
            switch item.lowercased() {
            case "none": guard items.count == 1 else { return nil }
            case "x-forwarded": formUnion(.xForwarded)
            case "x-forwarded-for": insert(.xForwardedFor)
            case "x-forwarded-proto": insert(.xForwardedProto)
            case "x-forwarded-host": insert(.xForwardedHost)
            case "x-forwarded-port": insert(.xForwardedPort)
            case "forwarded": insert(.forwarded)
            default: return nil
            }
        }
        if contains(.forwarded) && self != .forwarded { return nil }
    }
}
