/// A hop as proxies write it: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:4711`.
struct ForwardedNode {
    let address: IPAddress
    let port: UInt16?

    /// Reads the hop; nil for `unknown`, obfuscated names and whatever else is no address.
    init?(_ text: UnsafeRawBufferPointer) {
        guard let first = text.first else { return nil }
        var address = text
        var port: UnsafeRawBufferPointer?
        if first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            address = UnsafeRawBufferPointer(rebasing: text[1..<close])
            guard address.contains(UInt8(ascii: ":")) else { return nil }
            if close + 1 < text.count {
                guard text[close + 1] == UInt8(ascii: ":") else { return nil }
                port = UnsafeRawBufferPointer(rebasing: text[(close + 2)...])
            }
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")),
            text.lastIndex(of: UInt8(ascii: ":")) == colon
        {
            // A single colon can't be in an IPv6 address.
            address = UnsafeRawBufferPointer(rebasing: text[..<colon])
            port = UnsafeRawBufferPointer(rebasing: text[(colon + 1)...])
        }
        guard let parsed = IPAddress(text: address) else { return nil }
        self.address = parsed
        guard let port else {
            self.port = nil
            return
        }
        if port.first == UInt8(ascii: "_") {
            // An obfuscated port (RFC 7239 §6.3) hides the port, not the address.
            self.port = nil
        } else {
            guard let number = Self.port(port) else { return nil }
            self.port = number
        }
    }

    /// 1 to 65,535 in at most five digits.
    static func port(_ text: UnsafeRawBufferPointer) -> UInt16? {
        guard text.count >= 1, text.count <= 5 else { return nil }
        var value: UInt32 = 0
        for byte in text {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + UInt32(byte - 48)
        }
        return value >= 1 && value <= 65_535 ? UInt16(value) : nil
    }

    /// `text` when it is a host with a port perhaps, else nil: letters, digits and `-._~` up to 255 bytes, or an IPv6
    /// address in brackets.
    static func host(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let first = text.first, text.count <= 255 + 6 else { return nil }
        var end = text.firstIndex(of: UInt8(ascii: ":")) ?? text.count
        if first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")),
                IPAddress(text: UnsafeRawBufferPointer(rebasing: text[1..<close])) != nil,
                text[1..<close].contains(UInt8(ascii: ":"))
            else { return nil }
            end = close + 1
        } else {
            guard end > 0, end <= 255, text[..<end].allSatisfy(isHostByte) else { return nil }
        }
        if end == text.count { return text }
        guard text[end] == UInt8(ascii: ":"), port(UnsafeRawBufferPointer(rebasing: text[(end + 1)...])) != nil else {
            return nil
        }
        return text
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (byte >= 48 && byte <= 57) || (lower >= 97 && lower <= 122) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "~")
    }
}
