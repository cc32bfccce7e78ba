/// Why a signed value, a token or a session was not believed, or could not be made.
///
/// A struct with static members instead of an enum, so that reasons can be added without breaking a `switch` of anybody.
/// It holds nothing of what was refused, so it may be logged.
public struct SecurityError: Error, Sendable, Equatable, CustomStringConvertible {
    private enum Code: UInt8 {
        case malformed, badSignature, expired, notYetValid, wrongName, unsupportedVersion, unknownKeyVersion
        case emptySecret, unsafeSeparator, payloadTooLarge, badPayload
        case csrfCookieMissing, csrfTokenMissing, csrfTokenMalformed, csrfTokenMismatch, csrfOriginMismatch
    }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// Not of the form that signed values have: a separator, a length or a timestamp is missing or is none.
    public static var malformed: Self { Self(.malformed) }
    /// No known secret made this signature.
    public static var badSignature: Self { Self(.badSignature) }
    /// Signed longer ago than is allowed.
    public static var expired: Self { Self(.expired) }
    /// Signed in the future: a clock is wrong, or digits were moved into the timestamp.
    public static var notYetValid: Self { Self(.notYetValid) }
    /// Signed, but for another name.
    public static var wrongName: Self { Self(.wrongName) }
    /// A version of the format that is unknown, or older than the least one allowed.
    public static var unsupportedVersion: Self { Self(.unsupportedVersion) }
    /// The secret of this key version is not among those given.
    public static var unknownKeyVersion: Self { Self(.unknownKeyVersion) }
    /// A secret without bytes, which everybody knows.
    public static var emptySecret: Self { Self(.emptySecret) }
    /// A separator that could be part of a signature.
    public static var unsafeSeparator: Self { Self(.unsafeSeparator) }
    /// The payload is larger, or inflates to more, than is allowed.
    public static var payloadTooLarge: Self { Self(.payloadTooLarge) }
    /// Signed, but not what it should be: base64, zlib, JSON or a tag in it is broken.
    public static var badPayload: Self { Self(.badPayload) }
    /// The request came without the cookie (or session entry) that holds the secret of its CSRF token.
    public static var csrfCookieMissing: Self { Self(.csrfCookieMissing) }
    /// The request came without a CSRF token in its form or header.
    public static var csrfTokenMissing: Self { Self(.csrfTokenMissing) }
    /// A CSRF token or secret of a wrong length or with a character it cannot have.
    public static var csrfTokenMalformed: Self { Self(.csrfTokenMalformed) }
    /// The CSRF token is not one for this cookie.
    public static var csrfTokenMismatch: Self { Self(.csrfTokenMismatch) }
    /// `Origin`, or `Referer` where there is none, names a site that is not trusted.
    public static var csrfOriginMismatch: Self { Self(.csrfOriginMismatch) }

    /// The status to answer with if it ends the request: 403 for what a client sent, 500 for what the program did.
    public var status: UInt16 {
        switch code {
        case .emptySecret, .unsafeSeparator: 500
        default: 403
        }
    }

    /// A short reason, for the log.
    public var reason: StaticString {
        switch code {
        case .malformed: "malformed signed value"
        case .badSignature: "signature does not match"
        case .expired: "signature has expired"
        case .notYetValid: "signed in the future"
        case .wrongName: "signed for another name"
        case .unsupportedVersion: "unsupported version of signed value"
        case .unknownKeyVersion: "unknown key version"
        case .emptySecret: "empty secret"
        case .unsafeSeparator: "separator could be part of a signature"
        case .payloadTooLarge: "payload too large"
        case .badPayload: "payload can't be decoded"
        case .csrfCookieMissing: "no CSRF cookie"
        case .csrfTokenMissing: "no CSRF token"
        case .csrfTokenMalformed: "malformed CSRF token"
        case .csrfTokenMismatch: "CSRF token does not match"
        case .csrfOriginMismatch: "origin is not trusted"
        }
    }

    /// `reason`.
    public var description: String { reason.description }
}
