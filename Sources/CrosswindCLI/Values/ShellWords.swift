/// A line of words as a POSIX shell and Python's `shlex.split` see it: blanks part them, single quotes take everything as it
/// stands, in double quotes a backslash takes `"` and `\`, elsewhere whatever follows. Nothing is expanded.
enum ShellWords {
    static func split(_ text: String) throws(UsageError) -> [String] {
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var quote: Unicode.Scalar?
        var rest = text.unicodeScalars[...]
        func append(_ letter: Unicode.Scalar) {
            word = word ?? String.UnicodeScalarView()
            word?.append(letter)
        }
        while let letter = rest.popFirst() {
            switch letter {
            case "'" where quote == nil, "\"" where quote == nil:
                quote = letter
                word = word ?? String.UnicodeScalarView()
            case _ where letter == quote: quote = nil
            case "\\" where quote != "'":
                guard let next = rest.popFirst() else { throw UsageError("nothing follows the last backslash") }
                if quote != nil, next != "\"", next != "\\" { append(letter) }
                append(next)
            case " " where quote == nil, "\t" where quote == nil, "\n" where quote == nil, "\r" where quote == nil:
                if let whole = word { words.append(String(whole)) }
                word = nil
            default: append(letter)
            }
        }
        guard quote == nil else { throw UsageError("a quote is not closed") }
        if let whole = word { words.append(String(whole)) }
        return words
    }
}
