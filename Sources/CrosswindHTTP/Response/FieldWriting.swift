// Writing a field is where a response spends its time, so it checks eight bytes at a time and reserves once. Unsafe
// stores, because `OutputBuffer` hands out its block; the reservation directly above them is the proof.

extension Octets {
    /// Whether all bytes are `tchar` and there is at least one (RFC 9110 §5.6.2).
    @inline(__always) var isToken: Bool {
        guard count > 0 else { return false }
        for at in 0..<count where !ByteClass.token.contains(self[at]) { return false }
        return true
    }

    /// Whether a value holds no control byte but the tab (RFC 9110 §5.5).
    @inline(__always) var isFieldValue: Bool {
        do throws(HTTPParseError) {
            try validateValue(0..<count)
            return true
        } catch {
            return false
        }
    }
}

extension OutputBuffer {
    /// Appends `name: value` and the end of the line.
    @inline(__always)
    mutating func append(field name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
        reserve(name.count + value.count + 4)
        var at = base + count
        if let start = name.baseAddress { at.copyMemory(from: start, byteCount: name.count) }
        at += name.count
        at.storeBytes(of: UInt16(littleEndian: 0x203A), as: UInt16.self)
        at += 2
        if let start = value.baseAddress { at.copyMemory(from: start, byteCount: value.count) }
        at += value.count
        at.storeBytes(of: UInt16(littleEndian: 0x0A0D), as: UInt16.self)
        advance(name.count + value.count + 4)
    }
}
