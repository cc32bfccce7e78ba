/// The head of a part: lines like those of a message, but UTF-8 and, as Tornado reads them, with LF alone as a line end
/// and with folded lines. Nothing is framed by what stands here, so being lenient is harmless; each byte is looked at
/// once.
enum PartHead {
    /// Where the empty line begins, nil when `range` has none.
    static func end(_ bytes: Octets, _ range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while let hit = bytes.first(.carriageReturn, in: at..<range.upperBound), hit + 4 <= range.upperBound {
            if bytes.half(at: hit) == 0x0A0D_0A0D { return hit }
            at = hit + 1
        }
        return nil
    }

    static func parse(_ bytes: Octets, _ range: Range<Int>) throws(FormError) -> HTTPFields {
        guard bytes.utf8(range) != nil else { throw .invalidPartHead }
        var fields = HTTPFields()
        var name: String?
        var value: [UInt8] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = bytes.first(.lineFeed, in: start..<range.upperBound)
            var line = start..<(end ?? range.upperBound)
            if end != nil, !line.isEmpty, bytes[line.upperBound - 1] == .carriageReturn {
                line = line.lowerBound..<line.upperBound - 1
            }
            start = (end ?? range.upperBound) + 1
            guard !line.isEmpty else { continue }
            if bytes[line.lowerBound].isOWS {
                guard name != nil else { throw .invalidPartHead }
                value.append(.space)
                value += bytes.slice(bytes.trimmed(line))
                continue
            }
            try add(name, value, to: &fields)
            guard let colon = bytes.first(UInt8(ascii: ":"), in: line) else { throw .invalidPartHead }
            name = bytes.repaired(line.lowerBound..<colon)
            value = bytes.array(bytes.trimmed(colon + 1..<line.upperBound))
        }
        try add(name, value, to: &fields)
        return fields
    }

    private static func add(_ name: String?, _ value: [UInt8], to fields: inout HTTPFields) throws(FormError) {
        guard let name else { return }
        do throws(HTTPFieldError) { try fields.add(name, String(decoding: value, as: UTF8.self)) } catch {
            throw .invalidPartHead
        }
    }
}
