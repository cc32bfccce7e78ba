/// What the client said in the query, in a form, or in the path.
extension RequestHandler {
    /// The last value of an argument of the query or the form (Tornado: `get_argument`), with white space around it
    /// taken off when `strip`, and control characters that are no white space made spaces.
    ///
    /// - Throws: ``MissingArgumentError`` when there is none; ``HTTPError`` 400 when it isn't UTF-8 or the form is broken.
    public final func argument(_ name: String, strip: Bool = true) throws -> String {
        guard let value = try argumentIfAny(name, request.arguments(), strip) else { throw MissingArgumentError(name) }
        return value
    }

    /// The same with a value for when there is none.
    public final func argument(_ name: String, default fallback: String, strip: Bool = true) throws -> String {
        try argumentIfAny(name, request.arguments(), strip) ?? fallback
    }

    /// All values of an argument of the query, then of the form (Tornado: `get_arguments`).
    public final func arguments(_ name: String, strip: Bool = true) throws -> [String] {
        try all(name, request.arguments(), strip)
    }

    /// As ``argument(_:strip:)``, of the query alone (Tornado: `get_query_argument`).
    public final func queryArgument(_ name: String, strip: Bool = true) throws -> String {
        guard let value = try argumentIfAny(name, request.queryArguments(), strip) else {
            throw MissingArgumentError(name)
        }
        return value
    }

    /// The same with a value for when there is none.
    public final func queryArgument(_ name: String, default fallback: String, strip: Bool = true) throws -> String {
        try argumentIfAny(name, request.queryArguments(), strip) ?? fallback
    }

    /// All values of an argument of the query (Tornado: `get_query_arguments`).
    public final func queryArguments(_ name: String, strip: Bool = true) throws -> [String] {
        try all(name, request.queryArguments(), strip)
    }

    /// As ``argument(_:strip:)``, of the form alone (Tornado: `get_body_argument`).
    public final func bodyArgument(_ name: String, strip: Bool = true) throws -> String {
        guard let value = try argumentIfAny(name, request.bodyArguments(), strip) else {
            throw MissingArgumentError(name)
        }
        return value
    }

    /// The same with a value for when there is none.
    public final func bodyArgument(_ name: String, default fallback: String, strip: Bool = true) throws -> String {
        try argumentIfAny(name, request.bodyArguments(), strip) ?? fallback
    }

    /// All values of an argument of the form (Tornado: `get_body_arguments`).
    public final func bodyArguments(_ name: String, strip: Bool = true) throws -> [String] {
        try all(name, request.bodyArguments(), strip)
    }

    /// What a group of the route's pattern matched, as a value of another type: `let id: Int = try pathArgument("id")`.
    /// 404 when it took no part in the match, or when the text is none of that type: then no such resource exists.
    public final func pathArgument<Value: LosslessStringConvertible>(
        _ name: String, as type: Value.Type = Value.self
    ) throws -> Value {
        guard let text = pathArguments[name], let value = Value(text) else { throw HTTPError(404) }
        return value
    }

    /// The same for the group at `position`, the first being 0.
    public final func pathArgument<Value: LosslessStringConvertible>(
        _ position: Int, as type: Value.Type = Value.self
    ) throws -> Value {
        guard pathArguments.indices.contains(position), let text = pathArguments[position], let value = Value(text)
        else { throw HTTPError(404) }
        return value
    }

    private func argumentIfAny(_ name: String, _ arguments: Arguments, _ strip: Bool) throws -> String? {
        try arguments.last(name).map { try Self.text(name, $0, strip) }
    }

    private func all(_ name: String, _ arguments: Arguments, _ strip: Bool) throws -> [String] {
        try arguments.bytes(name).map { try Self.text(name, $0, strip) }
    }

    private static func text(_ name: String, _ bytes: [UInt8], _ strip: Bool) throws -> String {
        let cleaned = bytes.map { $0 < 0x09 || $0 > 0x0D && $0 < 0x20 ? 0x20 : $0 }
        guard let text = String(validating: cleaned, as: UTF8.self) else {
            throw HTTPError(400, "argument \(name) is not UTF-8")
        }
        guard strip else { return text }
        let isSpace: (Character) -> Bool = { $0.isWhitespace }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }
}
