// Writing a field is where a response spends its time, so it reserves once and stores twice. Unsafe stores, because `OutputBuffer` hands out its block; the reservation directly above them is the proof.

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
