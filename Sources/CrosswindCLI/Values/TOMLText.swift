/// Values as TOML writes them (https://toml.io/en/v1.0.0).
enum TOMLText {
    /// A basic string.
    static func string(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// An array of strings.
    static func array(_ items: [String]) -> String { "[\(items.map(string).joined(separator: ", "))]" }

    /// A whole number as it stands, anything else as a string.
    static func number(_ text: String) -> String {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } && Int(text) != nil
        return isNumber && (text == "0" || !text.hasPrefix("0")) ? text : string(text)
    }
}
