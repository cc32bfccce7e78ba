/// A header field that says something about the client behind a proxy.
public enum ForwardedField: UInt8, Sendable {
    /// `X-Forwarded-For`
    case xForwardedFor
    /// `X-Forwarded-Proto`
    case xForwardedProto
    /// `X-Forwarded-Host`
    case xForwardedHost
    /// `X-Forwarded-Port`
    case xForwardedPort
    /// `Forwarded` (RFC 7239)
    case forwarded

    /// The field of this name, in any case; nil for every other. Most names fail on their length or first letter.
    public init?(name: UnsafeRawBufferPointer) {
        let field: ForwardedField
        let expected: StaticString
        switch name.count {
        case 9: (field, expected) = (.forwarded, "forwarded")
        case 15: (field, expected) = (.xForwardedFor, "x-forwarded-for")
        case 16 where name[12] | 0x20 == UInt8(ascii: "h"): (field, expected) = (.xForwardedHost, "x-forwarded-host")
        case 16: (field, expected) = (.xForwardedPort, "x-forwarded-port")
        case 17: (field, expected) = (.xForwardedProto, "x-forwarded-proto")
        default: return nil
        }
        guard name.equalsIgnoringCase(expected) else { return nil }
        self = field
    }
}

/// What `ForwardedResolver` needs of a request: its header fields by index, in the order received.
public protocol ForwardedFields: ~Copyable, ~Escapable {
    /// How many fields there are.
    var fieldCount: Int { get }
    /// Which forwarding field stands at `index`; nil for every other. Names with `_` for `-` are others.
    func forwardedField(at index: Int) -> ForwardedField?
    /// The value at `index` without blanks around it; valid until the request's buffer changes.
    func fieldValue(at index: Int) -> UnsafeRawBufferPointer
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes are `text`, which is lower-case ASCII, in any case of ASCII letters.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
            guard lower == text.utf8Start[index] else { return false }
        }
        return true
    }

    /// The bytes without blanks and tabs at either end.
    func trimmed() -> UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 32 || self[start] == 9 { start += 1 }
        while end > start, self[end - 1] == 32 || self[end - 1] == 9 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}
