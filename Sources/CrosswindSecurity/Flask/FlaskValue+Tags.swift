internal import CrosswindHTTP

// Flask's `TaggedJSONSerializer`: a value that JSON lacks is an object with one key, the tag, which begins with a blank.
// A dict that happens to have a tag as its only key is written with two underscores behind it, under the tag " di".

extension FlaskValue {
    private static let tags: Set<String> = [" di", " t", " b", " m", " u", " d"]

    /// What stands in the session's JSON for this value.
    var tagged: JSONValue {
        switch storage {
        case .json(let value): return value
        case .list(let values): return .array(values.map(\.tagged))
        case .dict(let values): return Self.tagged(values)
        case .tuple(let values): return [" t": .array(values.map(\.tagged))]
        case .bytes(let bytes):
            return [" b": .string(String(decoding: Base64.standard.encode(bytes), as: UTF8.self))]
        case .markup(let html): return [" m": .string(html)]
        case .uuid(let bytes): return [" u": .string(String(decoding: Hex.encode(bytes), as: UTF8.self))]
        case .datetime(let date):
            var output = OutputBuffer(capacity: HTTPDate.byteCount)
            date.write(into: &output)
            return [" d": .string(String(decoding: output.bytes, as: UTF8.self))]
        }
    }

    static func tagged(_ values: OrderedObject<FlaskValue>) -> JSONValue {
        var object = OrderedObject<JSONValue>()
        for (key, value) in values.pairs { object[key] = value.tagged }
        guard object.count == 1, let key = object.keys.first, tags.contains(key), let value = object[key] else {
            return .object(object)
        }
        return [" di": .object([key + "__": value])]
    }

    /// The value that stands in a session's JSON as `json`.
    ///
    /// - Throws: `SecurityError.badPayload` for a tag whose value is none of its kind.
    init(tagged json: JSONValue) throws(SecurityError) {
        if let values = json.array {
            var list: [FlaskValue] = []
            for value in values { list.append(try FlaskValue(tagged: value)) }
            storage = .list(list)
        } else if let values = json.object {
            var dict = OrderedObject<FlaskValue>()
            for (key, value) in values.pairs { dict[key] = try FlaskValue(tagged: value) }
            self = try Self.untag(dict)
        } else {
            storage = .json(json)
        }
    }

    private static func untag(_ dict: OrderedObject<FlaskValue>) throws(SecurityError) -> FlaskValue {
        guard dict.count == 1, let tag = dict.keys.first, tags.contains(tag), let value = dict[tag] else {
            return .dict(dict)
        }
        let read: FlaskValue? =
            switch (tag, value.storage) {
            case (" di", .dict(let inner)): untagDict(inner)
            case (" t", .list(let values)): .tuple(values)
            case (" b", .json(let text)):
                text.string.flatMap { Base64.standard.decode(Array($0.utf8)[...]) }.map { .bytes($0) }
            case (" m", .json(let text)): text.string.map { .markup($0) }
            case (" u", .json(let text)): text.string.flatMap { .uuid($0) }
            case (" d", .json(let text)): text.string.flatMap(date)
            default: nil
            }
        guard let read else { throw .badPayload }
        return read
    }

    private static func untagDict(_ inner: OrderedObject<FlaskValue>) -> FlaskValue? {
        guard inner.count == 1, let key = inner.keys.first, key.hasSuffix("__") else { return nil }
        var dict = OrderedObject<FlaskValue>()
        dict[String(key.dropLast(2))] = inner[key]
        return .dict(dict)
    }

    private static func date(_ text: String) -> FlaskValue? {
        // Only two-digit years need to know the time, and Flask writes four.
        Array(text.utf8).withUnsafeBytes { HTTPDate($0, now: 0) }.map { .datetime($0) }
    }
}
