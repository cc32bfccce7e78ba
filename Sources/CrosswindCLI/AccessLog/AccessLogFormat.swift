/// The form of an access log line, compiled once: literal bytes and atoms in turn.
public struct AccessLogFormat: Sendable, Equatable {
    enum Segment: Sendable, Equatable {
        case literal([UInt8])
        case atom(AccessLogAtom)
    }

    /// How values are made safe, and what a whole line looks like.
    enum Style: Sendable, Equatable {
        case text([Segment])
        case json
    }

    let style: Style

    /// The Common Log Format of NCSA and Apache.
    public static let common = AccessLogFormat(preset: #"%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s"#)
    /// The common format with referer and user agent: gunicorn's default.
    public static let combined = AccessLogFormat(
        preset: #"%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s""#)
    /// A JSON object a line, see `docs/options.md` for its keys.
    public static let json = AccessLogFormat(style: .json)

    private init(style: Style) { self.style = style }

    private init(preset: String) {
        guard case .success(let segments) = Self.compile(preset) else { preconditionFailure("preset \(preset)") }
        style = .text(segments)
    }

    /// Compiles `common`, `combined`, `json`, or a format string of gunicorn's.
    ///
    /// - Throws: `UsageError`, when an atom is unknown or not closed, or a line break is in it.
    public init(_ text: String) throws(UsageError) {
        switch text {
        case "common": self = .common
        case "combined": self = .combined
        case "json": self = .json
        default: style = .text(try Self.compile(text).get())
        }
    }

    private static func compile(_ text: String) -> Result<[Segment], UsageError> {
        var segments: [Segment] = []
        var literal: [UInt8] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "%" else {
                // A format with a line break would let one request write two lines.
                guard !character.utf8.contains(where: { $0 < 32 && $0 != 9 || $0 == 127 }) else {
                    return .failure(UsageError("a control character is in the format; each request is one line"))
                }
                literal.append(contentsOf: character.utf8)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                literal.append(UInt8(ascii: "%"))
                continue
            }
            guard let inside = rest.after("("), let close = inside.firstRange(of: ")s"),
                let atom = AccessLogAtom(inside[..<close.lowerBound])
            else {
                return .failure(
                    UsageError(
                        "'%\(String(rest.prefix(20)).printable)' is no atom; write common, combined, json, or atoms like %(h)s, with %% for a percent sign"
                    ))
            }
            rest = inside[close.upperBound...]
            if !literal.isEmpty { segments.append(.literal(literal)) }
            literal = []
            segments.append(.atom(atom))
        }
        if !literal.isEmpty { segments.append(.literal(literal)) }
        guard segments.contains(where: { if case .atom = $0 { true } else { false } }) else {
            return .failure(
                UsageError("'\(text.printable)' has no atom; write common, combined, json, or atoms like %(h)s"))
        }
        return .success(segments)
    }
}
