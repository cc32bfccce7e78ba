// `host [":" port]`, from Host or from a target (RFC 9110 §7.2, RFC 3986 §3.2). Stricter than the grammar where nothing
// honest is lost: no userinfo, no percent escapes in a name, no IPvFuture, no zone, no port 0 (which the head uses for
// "none given"). An empty host is allowed in Host, as RFC 9112 §3.2 asks, but not with a port.

/// A parsed and validated authority.
struct Authority {
    var host = ByteSpan.empty
    var port: UInt16 = 0

    @inline(__always) init(_ input: Octets, _ range: Range<Int>) throws(HTTPParseError) {
        guard !range.isEmpty else { return }
        var at = range.lowerBound
        if input[at] == 0x5B {
            guard let close = input.first(0x5D, in: range), isIPv6(input, at + 1..<close) else { throw .invalidHost }
            host = ByteSpan(at + 1, to: close)
            at = close + 1
            guard at < range.upperBound else { return }
            guard input[at] == 0x3A else { throw .invalidHost }
        } else {
            at = input.firstNear(0x3A, in: range) ?? range.upperBound
            guard at > range.lowerBound, input.isHostName(range.lowerBound..<at) else { throw .invalidHost }
            host = ByteSpan(range.lowerBound, to: at)
            guard at < range.upperBound else { return }
        }
        // A colon without digits means the scheme's own port (RFC 3986 §3.2.3).
        at += 1
        guard at < range.upperBound else { return }
        var value: UInt32 = 0
        while at < range.upperBound {
            let digit = input[at] &- 0x30
            value = value &* 10 &+ UInt32(digit)
            guard digit < 10, value <= 65_535 else { throw .invalidHost }
            at += 1
        }
        guard value > 0 else { throw .invalidHost }
        port = UInt16(truncatingIfNeeded: value)
    }
}

/// RFC 3986 §3.2.2: eight groups of up to four hexadecimal digits, or fewer with one `::`; the last two may be an IPv4
/// address.
private func isIPv6(_ input: Octets, _ range: Range<Int>) -> Bool {
    var groups = 0
    var gap = false
    var at = range.lowerBound
    let end = range.upperBound
    if at + 1 < end, input[at] == 0x3A, input[at + 1] == 0x3A {
        gap = true
        at += 2
    }
    while at < end {
        let start = at
        while at < end, at - start < 5, input[at].hexValue != nil { at += 1 }
        if at < end, input[at] == 0x2E {
            groups += 2
            return isIPv4(input, start..<end) && (gap ? groups < 8 : groups == 8)
        }
        guard at > start, at - start <= 4 else { return false }
        groups += 1
        guard at < end else { break }
        guard input[at] == 0x3A else { return false }
        at += 1
        // A single colon must not be the last byte.
        guard at < end else { return false }
        if input[at] == 0x3A {
            guard !gap else { return false }
            gap = true
            at += 1
        }
    }
    return gap ? groups < 8 : groups == 8
}

private func isIPv4(_ input: Octets, _ range: Range<Int>) -> Bool {
    var parts = 0
    var at = range.lowerBound
    while at < range.upperBound {
        let start = at
        var value = 0
        while at < range.upperBound, input[at].isDigit, at - start < 3 {
            value = value * 10 + Int(input[at] &- 0x30)
            at += 1
        }
        guard at > start, value < 256 else { return false }
        parts += 1
        guard at < range.upperBound else { break }
        guard input[at] == 0x2E, parts < 4, at + 1 < range.upperBound else { return false }
        at += 1
    }
    return parts == 4
}
