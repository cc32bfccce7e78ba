import CrosswindHTTP

extension OutputBuffer {
    /// Appends `value`, which isn't negative, with zeros in front up to `digits`.
    mutating func append(padded value: Int, digits: Int) {
        var bound = 10
        for _ in 1..<digits {
            if value < bound { append(UInt8(ascii: "0")) }
            bound *= 10
        }
        // Zeros were counted from the short end: 7 of four digits is below 10, 100 and 1000.
        append(decimal: UInt64(max(value, 0)))
    }

    /// Appends `2026-11-23T21:30:00.123Z`.
    mutating func append(iso8601 seconds: Int64, milliseconds: Int) {
        let time = CivilTime(seconds: seconds)
        append(padded: Int(time.year), digits: 4)
        append(UInt8(ascii: "-"))
        append(padded: time.month, digits: 2)
        append(UInt8(ascii: "-"))
        append(padded: time.day, digits: 2)
        append(UInt8(ascii: "T"))
        append(padded: time.hour, digits: 2)
        append(UInt8(ascii: ":"))
        append(padded: time.minute, digits: 2)
        append(UInt8(ascii: ":"))
        append(padded: time.second, digits: 2)
        append(UInt8(ascii: "."))
        append(padded: milliseconds, digits: 3)
        append(UInt8(ascii: "Z"))
    }
}
