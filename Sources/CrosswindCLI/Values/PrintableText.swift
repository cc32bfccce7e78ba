extension String {
    /// The text for an error line: control characters escaped, cut after 200 characters, so that no argument or
    /// variable can draw on the terminal or break the line in two.
    var printable: String {
        var out = ""
        for scalar in unicodeScalars.prefix(200) {
            if scalar.value < 32 || (127..<160).contains(scalar.value) {
                out += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.dropFirst(200).isEmpty ? out : out + "…"
    }
}
