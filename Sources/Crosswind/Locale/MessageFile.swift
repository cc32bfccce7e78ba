/// The layout of a `.mo` file (GNU gettext's manual, "The Format of GNU MO Files"): a number that tells the order of bytes,
/// a version, how many texts, and where two tables of lengths and places begin. Nothing of it is believed: each place is
/// compared with the file's length.
struct MessageFile {
    private let bytes: [UInt8]
    private let isLittle: Bool
    /// How many texts there are, the head among them.
    let count: Int
    private let ids: Int
    private let texts: Int

    /// Nil when it is no such file.
    init?(_ bytes: [UInt8]) {
        switch bytes.prefix(4) {
        case [0xDE, 0x12, 0x04, 0x95]: isLittle = true
        case [0x95, 0x04, 0x12, 0xDE]: isLittle = false
        default: return nil
        }
        self.bytes = bytes
        func number(_ at: Int, _ isLittle: Bool) -> Int? { Self.number(bytes, at, isLittle) }
        guard let version = number(4, isLittle), version >> 16 <= 1, let count = number(8, isLittle),
            let ids = number(12, isLittle), let texts = number(16, isLittle),
            // So that a count of billions is none.
            count <= bytes.count / 16
        else { return nil }
        (self.count, self.ids, self.texts) = (count, ids, texts)
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ isLittle: Bool) -> Int? {
        guard at >= 0, at <= bytes.count - 4 else { return nil }
        let four = bytes[at..<at + 4].map { Int($0) }
        return isLittle
            ? four[0] | four[1] << 8 | four[2] << 16 | four[3] << 24
            : four[3] | four[2] << 8 | four[1] << 16 | four[0] << 24
    }

    private func string(_ table: Int, _ index: Int) -> ArraySlice<UInt8>? {
        guard let length = Self.number(bytes, table + index * 8, isLittle),
            let place = Self.number(bytes, table + index * 8 + 4, isLittle), place <= bytes.count,
            length <= bytes.count - place
        else { return nil }
        return bytes[place..<place + length]
    }

    /// A text of the program and its translation; nil when the file is broken there.
    func entry(_ index: Int) -> (id: ArraySlice<UInt8>, text: ArraySlice<UInt8>)? {
        guard let id = string(ids, index), let text = string(texts, index) else { return nil }
        return (id, text)
    }

    /// The translation of nothing: lines about the file. Empty when there is none.
    var head: String {
        for index in 0..<count {
            guard let entry = entry(index) else { break }
            if entry.id.isEmpty { return String(decoding: entry.text, as: UTF8.self) }
        }
        return ""
    }
}
