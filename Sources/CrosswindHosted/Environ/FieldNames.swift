/// Header names from environ keys: what follows `HTTP_`, underscores as hyphens, each word with a capital.
enum FieldNames {
    static func of(_ key: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: key.count) { place in
            var startsWord = true
            for (at, byte) in key.enumerated() {
                var byte = byte == UInt8(ascii: "_") ? UInt8(ascii: "-") : byte
                if !startsWord, 0x41...0x5A ~= byte { byte |= 0x20 }
                if startsWord, 0x61...0x7A ~= byte { byte &= ~0x20 }
                place[at] = byte
                startsWord = byte == UInt8(ascii: "-")
            }
            return key.count
        }
    }
}
