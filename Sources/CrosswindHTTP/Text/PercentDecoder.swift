// Unsafe stores into the caller's memory: decoding never makes text longer, so one check of the room before the loop
// proves every store in it.

/// Decodes percent escapes once (RFC 3986 §2.1). `+` stays `+`, which means a space in forms only. An escape that is not
/// whole (`%4`, `%zz`) is left as it is, like in Tornado and gunicorn: the application may still want to see it.
public enum PercentDecoder {
    /// Appends the decoded `text`.
    public static func decode(_ text: UnsafeRawBufferPointer, into output: inout OutputBuffer) {
        let input = Octets(text)
        guard let escape = input.first(0x25, in: 0..<input.count) else { return output.append(text) }
        output.reserve(text.count)
        output.advance(decode(input, from: escape, to: output.base + output.count))
    }

    /// Stores the decoded `text` in `memory`, which must have room for `text.count` bytes, and returns how many it became.
    public static func decode(_ text: UnsafeRawBufferPointer, into memory: UnsafeMutableRawBufferPointer) -> Int {
        precondition(memory.count >= text.count, "no room for the decoded text")
        guard let place = memory.baseAddress, text.count > 0 else { return 0 }
        let input = Octets(text)
        return decode(input, from: input.first(0x25, in: 0..<input.count) ?? input.count, to: place)
    }

    /// Whether there is anything to decode.
    public static func isNeeded(_ text: UnsafeRawBufferPointer) -> Bool {
        let input = Octets(text)
        return input.first(0x25, in: 0..<input.count) != nil
    }

    private static func decode(_ input: Octets, from escape: Int, to place: UnsafeMutableRawPointer) -> Int {
        UnsafeMutableRawBufferPointer(start: place, count: escape).copyMemory(from: input.prefix(escape))
        var at = escape
        var used = escape
        while at < input.count {
            var byte = input[at]
            at += 1
            if byte == 0x25, input.count - at >= 2,
                let high = input[at].hexValue, let low = input[at + 1].hexValue
            {
                byte = high << 4 | low
                at += 2
            }
            place.storeBytes(of: byte, toByteOffset: used, as: UInt8.self)
            used += 1
        }
        return used
    }
}
