/// The token that shows that a form came from one's own page (Tornado's `xsrf_token`): random bytes in the cookie
/// `_xsrf`, and the same bytes in the form's field or the header `X-XSRFToken`.
///
/// ```swift
/// let token = XSRFToken(decoding: cookie) ?? .make()      // what the page's forms carry: token.encoded()
/// guard token.matches(submitted: field) else { … 403 … }  // on POST
/// ```
///
/// Version 2 is masked anew each time it is written, so that a compressed page doesn't leak it (BREACH). Version 1,
/// plain hexadecimal, is read, and written on request.
public struct XSRFToken: Sendable {
    /// The secret bytes; never empty.
    let token: [UInt8]
    /// The version of the cookie it was read from; `nil` if it was made here, so that the cookie must be set.
    public let version: Int?
    /// Seconds since 1970 when it was made; when it was read, for version 1.
    public let timestamp: Int64

    private init(token: [UInt8], version: Int?, timestamp: Int64) {
        self.token = token
        self.version = version
        self.timestamp = timestamp
    }

    /// A new token: 16 random bytes.
    public static func make(at now: Int64 = WallClock.seconds()) -> XSRFToken {
        XSRFToken(token: RandomBytes.make(16), version: nil, timestamp: now)
    }

    /// Reads what a cookie, a field or a header holds; `nil` if that is no token.
    public init?(decoding text: String, at now: Int64 = WallClock.seconds()) {
        let bytes = Array(text.utf8)
        guard let bar = bytes.firstIndex(of: 124), Self.isVersion(bytes[..<bar]) else {
            // Version 1: hexadecimal, or in the oldest cookies any text.
            guard !bytes.isEmpty else { return nil }
            self.init(token: Hex.decode(bytes[...]) ?? bytes, version: 1, timestamp: now)
            return
        }
        let parts = bytes.split(separator: 124, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].elementsEqual([50]),
            let mask = Hex.decode(parts[1]), mask.count == 4,
            let masked = Hex.decode(parts[2]), !masked.isEmpty,
            let timestamp = Decimal.parse(parts[3])
        else { return nil }
        self.init(token: Self.apply(mask, to: masked), version: 2, timestamp: timestamp)
    }

    /// The token as text for a cookie, a field or a header: under a new mask (version 2), or, for the setting
    /// `xsrf_cookie_version` of 1, plain.
    public func encoded(version: Int = 2) -> String {
        guard version != 1 else { return String(decoding: Hex.encode(token), as: UTF8.self) }
        let mask = RandomBytes.make(4)
        var output: [UInt8] = [50, 124]
        output.reserveCapacity(token.count * 2 + 32)
        Hex.append(mask, to: &output)
        output.append(124)
        Hex.append(Self.apply(mask, to: token), to: &output)
        output.append(124)
        output += String(timestamp).utf8
        return String(decoding: output, as: UTF8.self)
    }

    /// Whether both are the same token, whatever their masks and versions. Takes the same time wherever they differ.
    public func matches(_ other: XSRFToken) -> Bool {
        ConstantTime.equal(other.token, token)
    }

    /// Whether `text`, from a form's field or a header, is this token.
    public func matches(submitted text: String) -> Bool {
        guard let other = XSRFToken(decoding: text) else { return false }
        return matches(other)
    }

    private static func apply(_ mask: [UInt8], to bytes: [UInt8]) -> [UInt8] {
        bytes.enumerated().map { $0.element ^ mask[$0.offset & 3] }
    }

    private static func isVersion(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.first != 48 && !digits.isEmpty && digits.allSatisfy { 48...57 ~= $0 }
    }
}
