extension IPAddress {
    /// Appends the address as text: dotted for IPv4 (mapped too), RFC 5952 for IPv6.
    public func write(into buffer: inout OutputBuffer) {
        if isIPv4 {
            for shift in [24, 16, 8, 0] as [UInt32] {
                buffer.append(decimal: UInt64(ipv4 >> shift & 255))
                if shift > 0 { buffer.append(UInt8(ascii: ".")) }
            }
            return
        }
        let gap = longestZeros()
        var index = 0
        while index < 8 {
            if index == gap.lowerBound, !gap.isEmpty {
                buffer.append("::")
                index = gap.upperBound
                continue
            }
            if index > 0, index != gap.upperBound || gap.isEmpty { buffer.append(UInt8(ascii: ":")) }
            buffer.append(hexadecimal: UInt64(group(index)))
            index += 1
        }
    }

    /// The first of the longest runs of zero groups, if it has two or more.
    private func longestZeros() -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0..<8 {
            if group(index) != 0 {
                start = index + 1
            } else if index + 1 - start > max(best.count, 1) {
                best = start..<(index + 1)
            }
        }
        return best
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as text.
    public var description: String {
        var buffer = OutputBuffer(capacity: 64)
        write(into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
