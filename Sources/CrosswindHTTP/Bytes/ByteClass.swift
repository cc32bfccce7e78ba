/// A set of ASCII bytes as two constants, so that membership needs neither a table in memory nor its initialisation.
struct ByteClass {
    private let low: UInt64
    private let high: UInt64

    @inline(__always) private init(_ low: UInt64, _ high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always) func contains(_ byte: UInt8) -> Bool {
        let half = byte < 64 ? low : high
        return byte < 128 && (half >> UInt64(byte & 63)) & 1 == 1
    }

    /// `tchar` of RFC 9110 §5.6.2: letters, digits and ``!#$%&'*+-.^_`|~``.
    @inline(__always) static var token: ByteClass { ByteClass(0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE) }

    /// What a registered name may hold (RFC 3986 §3.2.2) without percent escapes: unreserved and sub-delims.
    @inline(__always) static var hostName: ByteClass { ByteClass(0x2BFF_7FD2_0000_0000, 0x47FF_FFFE_87FF_FFFE) }
}

extension UInt8 {
    @inline(__always) static var tab: UInt8 { 0x09 }
    @inline(__always) static var lineFeed: UInt8 { 0x0A }
    @inline(__always) static var carriageReturn: UInt8 { 0x0D }
    @inline(__always) static var space: UInt8 { 0x20 }

    @inline(__always) var isDigit: Bool { self &- 0x30 < 10 }

    /// Optional whitespace (RFC 9110 §5.6.3).
    @inline(__always) var isOWS: Bool { self == .space || self == .tab }

    /// The value of a hexadecimal digit.
    @inline(__always) var hexValue: UInt8? {
        let digit = self &- 0x30
        if digit < 10 { return digit }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}
