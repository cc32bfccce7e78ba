import CrosswindHTTP
import CrosswindSecurity

enum Flask {
    static let commands: [String: @Sendable (Arguments) async throws -> JSONValue] = [
        "dangerous.sign": { it in latin1(try signer(it).sign(it.bytes("value"))) },
        "dangerous.unsign": { it in latin1(try signer(it).unsign(it.bytes("signed"))) },
        "dangerous.signTimed": { it in .string(try timed(it).sign(it.text("value"), at: it.now)) },
        "dangerous.unsignTimed": { it in
            .string(try timed(it).unsign(it.text("signed"), maxAge: it.int("maxAge"), at: it.now))
        },
        "dangerous.dumps": { it in
            .string(
                try URLSafeSerializer(
                    keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous", derivation: derivation(it),
                    algorithm: it.algorithm(or: .sha1)
                ).dumps(it.value("value")))
        },
        "dangerous.loads": { it in
            try URLSafeSerializer(
                keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous", derivation: derivation(it),
                algorithm: it.algorithm(or: .sha1)
            ).loads(it.text("signed"))
        },
        "dangerous.dumpsTimed": { it in
            .string(
                try URLSafeTimedSerializer(keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous")
                    .dumps(it.value("value"), at: it.now))
        },
        "dangerous.loadsTimed": { it in
            try URLSafeTimedSerializer(keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous")
                .loads(it.text("signed"), maxAge: it.int("maxAge"), at: it.now)
        },
        "flask.session": { it in
            described(.dict(try FlaskSessions(keys: it.keys()).decode(it.text("signed"), at: it.now)))
        },
        "flask.encodeSession": { it in
            guard let session = try value(it.value("session")).dict else { throw ProbeError("no dict") }
            return .string(try FlaskSessions(keys: it.keys()).encode(session, at: it.now))
        },
    ]

    /// What JSON lacks as an object with the key `type`.
    private static func described(_ value: FlaskValue) -> JSONValue {
        if let list = value.list {
            let values = JSONValue.array(list.map(described))
            return value.isTuple ? ["type": "tuple", "value": values] : values
        }
        if let bytes = value.bytes { return ["type": "bytes", "value": latin1(bytes)] }
        if let uuid = value.uuid { return ["type": "uuid", "value": .string(uuid)] }
        if let date = value.datetime { return ["type": "datetime", "value": .int(date.unixTime)] }
        if value.isMarkup, let html = value.string { return ["type": "markup", "value": .string(html)] }
        if let dict = value.dict {
            var object = OrderedObject<JSONValue>()
            for (key, value) in dict.pairs { object[key] = described(value) }
            return .object(object)
        }
        return value.json ?? .null
    }

    private static func value(_ json: JSONValue) throws -> FlaskValue {
        if let list = json.array { return .list(try list.map(value)) }
        guard let object = json.object else { return FlaskValue(json) }
        let inner = object["value"]
        switch object["type"]?.string {
        case "tuple": return .tuple(try (inner?.array ?? []).map(value))
        case "bytes": return .bytes(try Arguments(json).bytes("value"))
        case "uuid":
            guard let uuid = FlaskValue.uuid(try Arguments(json).text("value")) else { throw ProbeError("no UUID") }
            return uuid
        case "datetime": return .datetime(HTTPDate(unixTime: inner?.int ?? 0))
        case "markup": return .markup(try Arguments(json).text("value"))
        default:
            var dict = OrderedObject<FlaskValue>()
            for (key, inner) in object.pairs { dict[key] = try value(inner) }
            return .dict(dict)
        }
    }

    private static func derivation(_ it: Arguments) throws -> KeyDerivation {
        switch it.optional("derivation") {
        case nil, "django-concat": .djangoConcat
        case "concat": .concat
        case "hmac": .hmac
        case "none": .none
        default: throw ProbeError("no such derivation")
        }
    }

    private static func signer(_ it: Arguments) throws -> ItsDangerousSigner {
        try ItsDangerousSigner(
            keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous.Signer",
            separator: it.optional("separator") ?? ".", derivation: derivation(it), algorithm: it.algorithm(or: .sha1))
    }

    private static func timed(_ it: Arguments) throws -> ItsDangerousTimestampSigner {
        try ItsDangerousTimestampSigner(
            keys: it.keys(), salt: it.optional("salt") ?? "itsdangerous.Signer", derivation: derivation(it),
            algorithm: it.algorithm(or: .sha1))
    }
}
