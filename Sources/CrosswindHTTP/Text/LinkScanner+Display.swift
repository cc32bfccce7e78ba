extension LinkScanner {
    /// What a long link is shown as; nil when it is short enough, or would not become shorter. Lengths are Tornado's:
    /// host and the first eight characters of the path, 45 characters at most, else 30.
    func shortened(_ link: Link) -> String? {
        let limit = 30
        let whole = Array(scalars[link.range])
        guard whole.count > limit else { return nil }
        var shown = whole
        let head = link.scheme.map { $0.count + 1 + link.slashes } ?? 0
        let parts = whole[head...].split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count > 1 {
            let path = parts[1].prefix(8).prefix { $0 != "?" && $0 != "." }
            shown = Array(whole[..<head]) + parts[0] + ["/"] + path
        }
        if shown.count > limit * 3 / 2 { shown = Array(shown.prefix(limit)) }
        guard shown != whole else { return nil }
        // Never half an entity.
        if let ampersand = shown.lastIndex(of: "&"), ampersand > limit - 5 { shown = Array(shown[..<ampersand]) }
        shown += ["."] + [".", "."]
        guard shown.count < whole.count else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: shown)
        return String(view)
    }

    /// `text` without white space at its ends.
    static func stripped(_ text: String) -> String {
        let view = text.unicodeScalars
        guard let first = view.firstIndex(where: { !isSpace($0) }), let last = view.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(view[first...last])
    }

    /// What a regular expression of Python's calls a word character.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == "_" || UInt8(scalar.value).isDigit || UInt8(scalar.value).lowered &- 0x61 < 26
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return scalar.properties.numericType != nil
        }
    }

    /// What a regular expression of Python's calls white space.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value == 0x20 || 9...13 ~= scalar.value || 0x1C...0x1F ~= scalar.value }
        return scalar.properties.isWhitespace
    }

    /// What no link ends with: ASCII's punctuation but for hyphen, slash, backslash and underscore.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "/", "\\", "_": false
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
        default: false
        }
    }
}
