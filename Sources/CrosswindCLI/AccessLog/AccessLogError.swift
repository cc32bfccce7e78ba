#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Why the access log can't be written where it should go.
public struct AccessLogError: Error, Sendable, CustomStringConvertible {
    /// One line: where, and the system's reason.
    public let description: String

    init(_ place: String, _ code: Int32) {
        description = "access log \(place.printable): \(Self.reason(code))"
    }

    static let noThread = AccessLogError("writer", EAGAIN)

    /// The system's words for an error number.
    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
