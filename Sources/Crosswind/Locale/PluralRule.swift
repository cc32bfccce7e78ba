/// Which form of a text a number takes, as a catalogue's head says it: `nplurals=2; plural=(n != 1);`.
///
/// The expression is C's, of `n`, numbers, `?:`, `||`, `&&`, comparisons, arithmetic, `!` and parentheses, as gettext has it.
struct PluralRule: Sendable {
    private let root: PluralExpression
    /// How many forms there are.
    let forms: Int

    /// English and its likes; what holds for a catalogue that says nothing, as in gettext.
    static let germanic = PluralRule(root: .binary(.notEqual, .n, .number(1)), forms: 2)

    private init(root: PluralExpression, forms: Int) {
        self.root = root
        self.forms = forms
    }

    /// The value of a `Plural-Forms` line; nil when it is none.
    init?(_ text: String) {
        var forms: Int?
        var root: PluralExpression?
        for part in text.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = part[..<equals].filter { !$0.isWhitespace }
            let value = part[part.index(after: equals)...]
            switch name {
            case "nplurals": forms = Int(value.filter { !$0.isWhitespace })
            case "plural":
                var parser = PluralParser(value)
                root = parser.whole()
            default: continue
            }
        }
        // Arabic, which has most, has six.
        guard let forms, let root, 1...64 ~= forms else { return nil }
        self.init(root: root, forms: forms)
    }

    /// The form for `count`, from 0; nil where the rule gives one that there isn't.
    func form(of count: Int) -> Int? {
        guard let form = root.value(Int64(count.magnitude & UInt(Int32.max))), form >= 0, form < forms else {
            return nil
        }
        return Int(form)
    }
}

/// An expression, or part of one.
indirect enum PluralExpression: Sendable {
    case n
    case number(Int64)
    case not(PluralExpression)
    case binary(Operator, PluralExpression, PluralExpression)
    case choice(PluralExpression, PluralExpression, PluralExpression)

    enum Operator: String, Sendable {
        case or = "||", and = "&&"
        case equal = "==", notEqual = "!="
        case lessOrEqual = "<=", greaterOrEqual = ">=", less = "<", greater = ">"
        case plus = "+", minus = "-"
        case times = "*", divided = "/", remainder = "%"

        /// From the loosest to the tightest, as in C. Longer ones first, since one may begin like another.
        static let levels: [[Self]] = [
            [.or], [.and], [.equal, .notEqual], [.lessOrEqual, .greaterOrEqual, .less, .greater], [.plus, .minus],
            [.times, .divided, .remainder],
        ]
    }

    /// Nil where it has none: a division by zero, or a number beyond all reason.
    func value(_ n: Int64) -> Int64? {
        switch self {
        case .n: return n
        case .number(let number): return number
        case .not(let of): return of.value(n).map { $0 == 0 ? 1 : 0 }
        case .choice(let condition, let first, let second):
            guard let chosen = condition.value(n) else { return nil }
            return chosen != 0 ? first.value(n) : second.value(n)
        case .binary(let kind, let left, let right):
            guard let a = left.value(n) else { return nil }
            switch kind {
            case .or where a != 0: return 1
            case .and where a == 0: return 0
            default: return right.value(n).flatMap { Self.apply(kind, a, $0) }
            }
        }
    }

    private static func apply(_ kind: Operator, _ a: Int64, _ b: Int64) -> Int64? {
        func exact(_ result: (partialValue: Int64, overflow: Bool)) -> Int64? {
            result.overflow ? nil : result.partialValue
        }
        switch kind {
        case .or, .and: return b != 0 ? 1 : 0
        case .equal: return a == b ? 1 : 0
        case .notEqual: return a != b ? 1 : 0
        case .less: return a < b ? 1 : 0
        case .greater: return a > b ? 1 : 0
        case .lessOrEqual: return a <= b ? 1 : 0
        case .greaterOrEqual: return a >= b ? 1 : 0
        case .plus: return exact(a.addingReportingOverflow(b))
        case .minus: return exact(a.subtractingReportingOverflow(b))
        case .times: return exact(a.multipliedReportingOverflow(by: b))
        case .divided: return b == 0 ? nil : exact(a.dividedReportingOverflow(by: b))
        case .remainder: return b == 0 ? nil : exact(a.remainderReportingOverflow(dividingBy: b))
        }
    }
}

/// Reads an expression, by recursive descent. Catalogues come from translators: length and depth are bounded.
private struct PluralParser {
    private var rest: Substring
    private var depth = 0

    init(_ text: Substring) { rest = text }

    mutating func whole() -> PluralExpression? {
        guard rest.utf8.count <= 1000, let expression = choice() else { return nil }
        skipSpace()
        return rest.isEmpty ? expression : nil
    }

    private mutating func skipSpace() { rest = rest.drop { $0.isWhitespace } }

    private mutating func take(_ text: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func choice() -> PluralExpression? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50, let condition = binary(0) else { return nil }
        guard take("?") else { return condition }
        guard let first = choice(), take(":"), let second = choice() else { return nil }
        return .choice(condition, first, second)
    }

    private mutating func binary(_ level: Int) -> PluralExpression? {
        guard level < PluralExpression.Operator.levels.count else { return unary() }
        guard var left = binary(level + 1) else { return nil }
        while let kind = PluralExpression.Operator.levels[level].first(where: { take($0.rawValue) }) {
            guard let right = binary(level + 1) else { return nil }
            left = .binary(kind, left, right)
        }
        return left
    }

    private mutating func unary() -> PluralExpression? {
        if take("!") {
            depth += 1
            defer { depth -= 1 }
            return depth <= 50 ? unary().map { .not($0) } : nil
        }
        if take("(") {
            guard let inner = choice(), take(")") else { return nil }
            return inner
        }
        if take("n") { return .n }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return .number(number)
    }
}
