/// HTML that is put together from literals and escaped text, and so can't be broken by what strangers send: a value gets in
/// only through ``text(_:)`` or as a number.
struct Markup: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    private(set) var html: String

    init(stringLiteral value: StaticString) { html = value.description }

    init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

    /// HTML that was made elsewhere by the same means.
    init(trusted html: String) { self.html = html }

    /// Escaped for elements and for attributes in quotes. What doesn't show, or turns the writing direction, is shown by
    /// its number.
    static func text(_ value: String) -> Markup {
        var escaped = ""
        escaped.reserveCapacity(value.utf8.count)
        for character in value.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(character)
            default:
                switch character.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
                    escaped += "\\u{\(String(character.value, radix: 16))}"
                default: escaped.unicodeScalars.append(character)
                }
            }
        }
        return Markup(trusted: escaped)
    }

    static func += (left: inout Markup, right: Markup) { left.html += right.html }

    struct Interpolation: StringInterpolationProtocol {
        var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: StaticString) { html += literal.description }
        mutating func appendInterpolation(_ text: String) { html += Markup.text(text).html }
        mutating func appendInterpolation(_ number: some BinaryInteger) { html += "\(number)" }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ markup: [Markup]) { for one in markup { html += one.html } }
    }
}
