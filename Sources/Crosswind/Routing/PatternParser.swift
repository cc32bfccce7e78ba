/// Reads a route's pattern: the part of Python's `re` that paths are described with.
///
/// Literals, `.`, classes (`[a-z]`, `[^/]`, `\d \w \s` and their opposites), groups (`(…)`, `(?:…)`, `(?P<name>…)`,
/// `(?<name>…)`), `|`, the quantifiers `* + ? {m} {m,n}` greedy and lazy, and `^` and `$` at the ends, where they are
/// implied. Not in it: look-around, back-references and flags, which no matcher can do in linear time; such a pattern is
/// refused when the application is made.
struct PatternParser {
    private let text: [UInt8]
    private var at = 0
    /// The names of the groups, nil for those without.
    private(set) var groups: [String?] = []
    private var depth = 0

    init(_ pattern: String) { text = Array(pattern.utf8) }

    mutating func parse() throws(RouteError) -> PatternNode {
        if peek == UInt8(ascii: "^") { at += 1 }
        let node = try choice()
        guard at == text.count else { throw refusal("a `)` that closes nothing") }
        return node
    }

    private var peek: UInt8? { at < text.count ? text[at] : nil }

    private func refusal(_ reason: String) -> RouteError {
        .invalidPattern(String(decoding: text, as: UTF8.self), "\(reason), at byte \(at)")
    }

    private mutating func choice() throws(RouteError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw refusal("groups nested deeper than 50") }
        var branches = [try sequence()]
        while peek == UInt8(ascii: "|") {
            at += 1
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(RouteError) -> PatternNode {
        var parts: [PatternNode] = []
        while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            if byte == UInt8(ascii: "$") {
                guard at == text.count - 1 else { throw refusal("a `$` before the end") }
                at += 1
                break
            }
            parts.append(try quantified(try atom(byte)))
        }
        return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom(_ byte: UInt8) throws(RouteError) -> PatternNode {
        at += 1
        switch byte {
        case UInt8(ascii: "."): return .bytes(.any)
        case UInt8(ascii: "["): return .bytes(try characterClass())
        case UInt8(ascii: "("): return try group()
        case UInt8(ascii: "\\"): return .bytes(try escape())
        case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
            throw refusal("a quantifier with nothing before it")
        case UInt8(ascii: "^"): throw refusal("a `^` after the beginning")
        default: return .bytes(ByteSet(byte))
        }
    }

    private mutating func group() throws(RouteError) -> PatternNode {
        var index: Int? = nil
        if peek == UInt8(ascii: "?") {
            at += 1
            if peek == UInt8(ascii: ":") {
                at += 1
            } else {
                if peek == UInt8(ascii: "P") { at += 1 }
                guard peek == UInt8(ascii: "<") else {
                    throw refusal("look-around, flags and back-references are not for routes")
                }
                at += 1
                guard let end = text[at...].firstIndex(of: UInt8(ascii: ">")), end > at,
                    text[at..<end].allSatisfy({ ByteSet.word.contains($0) })
                else { throw refusal("a group's name is letters, digits and `_`, between `<` and `>`") }
                let name = String(decoding: text[at..<end], as: UTF8.self)
                guard !groups.contains(name) else { throw refusal("two groups called `\(name)`") }
                at = end + 1
                index = groups.count
                groups.append(name)
            }
        } else {
            index = groups.count
            groups.append(nil)
        }
        let inside = try choice()
        guard peek == UInt8(ascii: ")") else { throw refusal("a `(` that nothing closes") }
        at += 1
        return index.map { .capture(inside, index: $0) } ?? inside
    }

    private mutating func quantified(_ node: PatternNode) throws(RouteError) -> PatternNode {
        guard let (minimum, maximum) = try quantifier() else { return node }
        var isGreedy = true
        if peek == UInt8(ascii: "?") {
            at += 1
            isGreedy = false
        }
        if let next = peek, next == UInt8(ascii: "*") || next == UInt8(ascii: "+") || next == UInt8(ascii: "?") {
            throw refusal("two quantifiers in a row")
        }
        return .repeated(node, minimum: minimum, maximum: maximum, isGreedy: isGreedy)
    }

    private mutating func quantifier() throws(RouteError) -> (Int, Int?)? {
        switch peek {
        case UInt8(ascii: "*"):
            at += 1
            return (0, nil)
        case UInt8(ascii: "+"):
            at += 1
            return (1, nil)
        case UInt8(ascii: "?"):
            at += 1
            return (0, 1)
        case UInt8(ascii: "{"):
            return try counts()
        default:
            return nil
        }
    }

    /// `{m}`, `{m,}`, `{,n}`, `{m,n}`; anything else is a literal brace, as in Python.
    private mutating func counts() throws(RouteError) -> (Int, Int?)? {
        guard let end = text[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
        let parts = text[(at + 1)..<end].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy { ByteSet.digits.contains($0) } }),
            parts.contains(where: { !$0.isEmpty })
        else { return nil }
        let numbers = parts.map { $0.isEmpty ? nil : Int(String(decoding: $0, as: UTF8.self)) ?? Int.max }
        let minimum = numbers[0] ?? 0
        let maximum = numbers.count == 1 ? numbers[0] : numbers[1]
        guard minimum <= 1000, maximum ?? 0 <= 1000, minimum <= maximum ?? minimum else {
            throw refusal("a repetition of more than 1000, or one that ends before it begins")
        }
        at = end + 1
        return (minimum, maximum)
    }

    private mutating func escape() throws(RouteError) -> ByteSet {
        guard let byte = peek else { throw refusal("a `\\` at the end") }
        at += 1
        switch byte {
        case UInt8(ascii: "d"): return .digits
        case UInt8(ascii: "D"): return ByteSet.digits.inverted
        case UInt8(ascii: "w"): return .word
        case UInt8(ascii: "W"): return ByteSet.word.inverted
        case UInt8(ascii: "s"): return .space
        case UInt8(ascii: "S"): return ByteSet.space.inverted
        case UInt8(ascii: "t"): return ByteSet(9)
        case UInt8(ascii: "n"): return ByteSet(10)
        case UInt8(ascii: "r"): return ByteSet(13)
        default:
            guard !ByteSet.word.contains(byte) else {
                throw refusal("`\\` before a letter or digit that means nothing here")
            }
            return ByteSet(byte)
        }
    }

    /// After `[`.
    private mutating func characterClass() throws(RouteError) -> ByteSet {
        var set = ByteSet()
        var isInverted = false
        if peek == UInt8(ascii: "^") {
            isInverted = true
            at += 1
        }
        var isFirst = true
        while let byte = peek {
            if byte == UInt8(ascii: "]"), !isFirst {
                at += 1
                return isInverted ? set.inverted : set
            }
            isFirst = false
            let from = try classMember()
            guard let low = from.single, peek == UInt8(ascii: "-"), at + 1 < text.count,
                text[at + 1] != UInt8(ascii: "]")
            else {
                set.formUnion(from)
                continue
            }
            at += 1
            guard let high = try classMember().single, low <= high else { throw refusal("a range that runs backwards") }
            set.insert(low...high)
        }
        throw refusal("a `[` that nothing closes")
    }

    private mutating func classMember() throws(RouteError) -> ByteSet {
        guard let byte = peek else { throw refusal("a `[` that nothing closes") }
        at += 1
        guard byte < 0x80 else { throw refusal("classes are of ASCII; paths are matched percent-encoded") }
        return byte == UInt8(ascii: "\\") ? try escape() : ByteSet(byte)
    }
}
