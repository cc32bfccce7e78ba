/// Text for HTML, for URLs and for scripts: the functions of Tornado's `escape` module under their names.
public enum Escape {
    /// The UTF-8 of `text`.
    public static func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// The text of `bytes`; nil when they are no UTF-8.
    public static func toUnicode(_ bytes: [UInt8]) -> String? { String(validating: bytes, as: UTF8.self) }

    /// `text` with every run of blanks and control characters as a single blank, and none at the ends.
    public static func squeeze(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var pending = false
        for scalar in text.unicodeScalars {
            if scalar.value <= 0x20 {
                pending = true
                continue
            }
            if pending { result.append(" ") }
            pending = false
            result.append(scalar)
        }
        let isBlank: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        guard let first = result.firstIndex(where: { !isBlank($0) }),
            let last = result.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(result[first...last])
    }

    /// JSON made fit to stand inside a `<script>` element: `</`, which would end it, becomes `<\/`, the same to JSON.
    public static func jsonScriptEscape(_ json: String) -> String {
        guard json.utf8.contains(UInt8(ascii: "<")) else { return json }
        var result: [UInt8] = []
        result.reserveCapacity(json.utf8.count + 8)
        for byte in json.utf8 {
            if byte == UInt8(ascii: "/"), result.last == UInt8(ascii: "<") { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }
}
