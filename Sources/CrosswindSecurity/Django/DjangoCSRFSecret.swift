/// The secret of Django's CSRF protection: 32 letters in the cookie `csrftoken` (or the session), and, masked anew for
/// each page, in its forms.
///
/// ```swift
/// let secret = cookie.flatMap { DjangoCSRFSecret(decoding: $0) } ?? .make()
/// secret.token()           // for the hidden field csrfmiddlewaretoken: Django and Swift handlers accept it
/// secret.text              // for the cookie
/// ```
public struct DjangoCSRFSecret: Sendable {
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)
    private static var length: Int { 32 }

    private let secret: [UInt8]

    private init(secret: [UInt8]) { self.secret = secret }

    /// A new, random secret.
    public static func make() -> DjangoCSRFSecret { DjangoCSRFSecret(secret: RandomBytes.letters(length, of: letters)) }

    /// Reads a cookie, a form's field or a header: a bare secret, or one behind a mask. `nil` if it is neither.
    public init?(decoding text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.length || bytes.count == 2 * Self.length else { return nil }
        var places: [Int] = []
        for byte in bytes {
            guard let place = Self.place(byte) else { return nil }
            places.append(place)
        }
        guard places.count > Self.length else {
            secret = bytes
            return
        }
        let count = Self.letters.count
        secret = (0..<Self.length).map { index in
            Self.letters[(places[Self.length + index] - places[index] + count) % count]
        }
    }

    /// The secret as the cookie holds it since Django 4.1.
    public var text: String { String(decoding: secret, as: UTF8.self) }

    /// The secret under a new mask, for a form, so that a compressed page doesn't leak it (BREACH).
    public func token() -> String {
        let mask = RandomBytes.letters(Self.length, of: Self.letters)
        let masked = zip(secret, mask).map { one, other in
            Self.letters[((Self.place(one) ?? 0) + (Self.place(other) ?? 0)) % Self.letters.count]
        }
        return String(decoding: mask + masked, as: UTF8.self)
    }

    /// Whether both are the same. Takes the same time wherever they differ.
    public func matches(_ other: DjangoCSRFSecret) -> Bool { ConstantTime.equal(other.secret, secret) }

    private static func place(_ letter: UInt8) -> Int? {
        switch letter {
        case 97...122: Int(letter) - 97
        case 65...90: Int(letter) - 65 + 26
        case 48...57: Int(letter) - 48 + 52
        default: nil
        }
    }
}
