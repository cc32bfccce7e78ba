/// One thing an access log line can show.
enum AccessLogAtom: Sendable, Equatable {
    /// `h`: the client's address.
    case remoteAddress
    /// `l`: always `-` (the identd name nobody asks for any more).
    case identity
    /// `u`: the user name of Basic authentication, whatever the password.
    case user
    /// `t`: the time in brackets, `[23/Nov/2026:21:30:00 +0000]`, local.
    case time
    /// `r`: method, target and protocol.
    case requestLine
    /// `m`: the method.
    case method
    /// `U`: the target's path.
    case path
    /// `q`: the target's query.
    case query
    /// `H`: the protocol.
    case protocolVersion
    /// `s`: the status.
    case status
    /// `B`: the body's bytes sent.
    case bytes
    /// `b`: the body's bytes sent, `-` for none (Common Log Format).
    case bytesOrDash
    /// `f`: the `Referer`.
    case referer
    /// `a`: the `User-Agent`.
    case userAgent
    /// `T`: whole seconds.
    case seconds
    /// `M`: whole milliseconds.
    case milliseconds
    /// `D`: whole microseconds.
    case microseconds
    /// `L`: seconds with six places.
    case decimalSeconds
    /// `p`: the process's id in angle brackets.
    case process
    /// `queue`: microseconds the request waited for a Python thread.
    case queue
    /// `gil`: microseconds its thread waited for the GIL.
    case gil
    /// `app`: microseconds it was in the application.
    case app
    /// `{x}i`: a request header, by its lower-case name.
    case requestHeader([UInt8])
    /// `{x}o`: a response header, by its lower-case name.
    case responseHeader([UInt8])
    /// `{x}e`: an environ variable.
    case environment([UInt8])

    /// The atoms without a name in braces.
    static let plain: [String: AccessLogAtom] = [
        "h": .remoteAddress, "l": .identity, "u": .user, "t": .time, "r": .requestLine, "m": .method, "U": .path,
        "q": .query, "H": .protocolVersion, "s": .status, "B": .bytes, "b": .bytesOrDash, "f": .referer,
        "a": .userAgent, "T": .seconds, "M": .milliseconds, "D": .microseconds, "L": .decimalSeconds, "p": .process,
        "queue": .queue, "gil": .gil, "app": .app,
    ]

    /// Every atom with what it shows, in the order of the documentation.
    static let meanings: [(atom: String, meaning: String)] = [
        ("h", "the client's address"), ("l", "always `-`"),
        ("u", "the user name of Basic credentials, whether or not the password was right"),
        ("t", "the local time the request came, `[23/Nov/2026:21:30:00 +0000]`"),
        ("r", "the request line: method, target, protocol"), ("m", "the method"), ("U", "the path, as sent"),
        ("q", "the query, empty if there is none"), ("H", "the protocol"), ("s", "the status"),
        ("B", "bytes of the response's body"), ("b", "the same, `-` for none"), ("f", "the `Referer`"),
        ("a", "the `User-Agent`"), ("T", "whole seconds the request took"), ("M", "whole milliseconds"),
        ("D", "whole microseconds"), ("L", "seconds with six places"), ("p", "the process id in angle brackets"),
        ("queue", "microseconds the request waited for a Python thread"),
        ("gil", "microseconds its thread waited for the GIL"), ("app", "microseconds it was in the application"),
        ("{name}i", "a request header, as in `%({traceparent}i)s`"),
        ("{name}o", "a response header"),
        (
            "{NAME}e",
            "an environ variable as the server makes it from the request: `REMOTE_ADDR`, `REMOTE_PORT`, `REQUEST_METHOD`, `REQUEST_URI`, `RAW_URI`, `QUERY_STRING`, `SERVER_PROTOCOL`, `CONTENT_TYPE`, `CONTENT_LENGTH`, `wsgi.url_scheme`, `HTTP_…`; what the application puts into environ shows as `-`"
        ),
    ]

    /// The atom between `%(` and `)s`; nil when there is none of that name.
    init?(_ text: Substring) {
        if let atom = Self.plain[String(text)] {
            self = atom
            return
        }
        guard let inner = text.after("{"), let close = inner.lastIndex(of: "}") else { return nil }
        let name = Array(inner[..<close].utf8)
        let lower = name.map { $0 >= 65 && $0 <= 90 ? $0 | 0x20 : $0 }
        guard !name.isEmpty, !name.contains(where: { $0 <= 32 || $0 >= 127 }) else { return nil }
        switch inner[inner.index(after: close)...] {
        case "i": self = .requestHeader(lower)
        case "o": self = .responseHeader(lower)
        case "e": self = .environment(name)
        default: return nil
        }
    }
}
