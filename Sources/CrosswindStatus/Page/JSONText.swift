/// JSON that is put together from literals and escaped text, like ``Markup``.
enum JSONText {
    /// A string, in its quotes. ASCII only.
    static func string(_ value: String) -> String {
        var escaped = "\""
        for unit in value.utf16 {
            switch unit {
            case 0x22: escaped += "\\\""
            case 0x5C: escaped += "\\\\"
            // Nothing that ends a script's element, should anybody put it into one.
            case 0x20..<0x7F where unit != 0x3C: escaped.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
        }
        return escaped + "\""
    }

    /// An object of values that are JSON already; those that are nil are left out.
    static func object(_ members: [(String, String?)]) -> String {
        "{" + members.compactMap { name, value in value.map { "\(string(name)):\($0)" } }.joined(separator: ",") + "}"
    }

    static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

    /// Nanoseconds as seconds.
    static func seconds(_ nanoseconds: UInt64) -> String { "\(Double(nanoseconds) / 1e9)" }
}
