/// HTML's named character references, unfolded when the first of them is looked up: a page that has none costs nothing.
struct EntityTable: Sendable {
    /// Names that need their semicolon, and those that don't, all without it.
    let terminated: [String: String]
    /// Names that browsers know without a semicolon, for old pages.
    let legacy: [String: String]

    static let shared = EntityTable()

    /// `frac12` and its like, plus `thorn`, `middot` …: no old name is longer.
    static let longestLegacy = 6

    private init() {
        var terminated: [String: String] = [:]
        var legacy: [String: String] = [:]
        terminated.reserveCapacity(2200)
        let names = UnsafeBufferPointer(start: Self.names.utf8Start, count: Self.names.utf8CodeUnitCount)
        for entry in names.split(separator: .space) {
            guard let mark = entry.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "=") }) else {
                continue
            }
            let name = String(decoding: entry[..<mark], as: UTF8.self)
            var text = ""
            for digits in entry[(mark + 1)...].split(separator: UInt8(ascii: ".")) {
                let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
            }
            terminated[name] = text
            if entry[mark] == UInt8(ascii: "=") { legacy[name] = text }
        }
        self.terminated = terminated
        self.legacy = legacy
    }
}
