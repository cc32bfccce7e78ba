extension IPAddress {
    /// Reads an address as text: `192.0.2.1`, `2001:db8::1`, `::ffff:192.0.2.1`; no brackets, port, zone or blanks.
    ///
    /// Strict, because two readers that disagree on an address are how trust lists are got round: four decimal numbers
    /// without leading zeros, at most four hexadecimal digits a group, `::` once and for at least one group.
    public init?(text: UnsafeRawBufferPointer) {
        guard text.count >= 2, text.count <= 45 else { return nil }
        if text.contains(UInt8(ascii: ":")) {
            guard let address = Self.ipv6(text) else { return nil }
            self = address
        } else {
            guard let value = Self.ipv4(text[...]) else { return nil }
            self.init(ipv4: value)
        }
    }

    /// Reads an address from a string, by the same rules.
    public init?(_ text: some StringProtocol) {
        var copy = String(text)
        guard let address = copy.withUTF8({ IPAddress(text: UnsafeRawBufferPointer($0)) }) else { return nil }
        self = address
    }

    static func ipv4(_ text: Slice<UnsafeRawBufferPointer>) -> UInt32? {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var parts = 0
        for byte in text {
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 3 else { return nil }
                value = value << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
            } else {
                guard byte >= 48, byte <= 57, !(digits > 0 && part == 0) else { return nil }
                part = part * 10 + UInt32(byte - 48)
                digits += 1
                guard part <= 255 else { return nil }
            }
        }
        return digits > 0 && parts == 3 ? value << 8 | part : nil
    }

    private static func ipv6(_ text: UnsafeRawBufferPointer) -> IPAddress? {
        // Groups before and after `::` are shifted into one number each; the first is then moved up.
        var head = Bits()
        var tail = Bits()
        var gap = false
        var index = 0
        if text[0] == UInt8(ascii: ":") {
            guard text[1] == UInt8(ascii: ":") else { return nil }
            gap = true
            index = 2
        }
        while index < text.count {
            let start = index
            var group: UInt16 = 0
            while index < text.count, let digit = hexadecimal(text[index]) {
                guard index - start < 4 else { return nil }
                group = group << 4 | UInt16(digit)
                index += 1
            }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard let ipv4 = ipv4(text[start...]) else { return nil }
                if gap { tail.append(ipv4: ipv4) } else { head.append(ipv4: ipv4) }
                index = text.count
                break
            }
            guard index > start else { return nil }
            if gap { tail.append(group) } else { head.append(group) }
            guard head.groups + tail.groups <= 8 else { return nil }
            guard index < text.count else { break }
            guard text[index] == UInt8(ascii: ":") else { return nil }
            index += 1
            guard index < text.count else { return nil }
            if text[index] == UInt8(ascii: ":") {
                guard !gap else { return nil }
                gap = true
                index += 1
            }
        }
        let groups = head.groups + tail.groups
        guard gap ? groups < 8 : groups == 8 else { return nil }
        let moved = head.shifted(groups: 8 - head.groups)
        return IPAddress(high: moved.high | tail.high, low: moved.low | tail.low)
    }

    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// 128 bits that groups are appended to at the low end.
    private struct Bits {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var groups = 0

        mutating func append(_ group: UInt16) {
            high = high << 16 | low >> 48
            low = low << 16 | UInt64(group)
            groups += 1
        }

        mutating func append(ipv4: UInt32) {
            append(UInt16(ipv4 >> 16))
            append(UInt16(truncatingIfNeeded: ipv4))
        }

        func shifted(groups count: Int) -> Bits {
            var moved = self
            for _ in 0..<count { moved.append(0) }
            return moved
        }
    }
}
