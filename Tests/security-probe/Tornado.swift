import CrosswindSecurity

enum Tornado {
    static let commands: [String: @Sendable (Arguments) async throws -> JSONValue] = [
        "tornado.sign": { it in
            .string(
                try SignedValue.create(
                    it.bytes("value"), name: it.text("name"), secret: secret(it), version: Int(it.int("version") ?? 2),
                    keyVersion: it.int("keyVersion").map { Int($0) }, at: it.now))
        },
        "tornado.decode": { it in
            latin1(
                try SignedValue.decode(
                    it.text("signed"), name: it.text("name"), secret: secret(it),
                    maxAgeDays: it.json["maxAgeDays"]?.double ?? 31, minVersion: Int(it.int("minVersion") ?? 1),
                    at: it.now))
        },
        "tornado.keyVersion": { it in
            SignedValue.keyVersion(of: try it.text("signed")).map { .int(Int64($0)) } ?? .null
        },
        "xsrf.make": { _ in .string(XSRFToken.make().encoded()) },
        "xsrf.encoded": { it in
            guard let token = XSRFToken(decoding: try it.text("cookie")) else { return .null }
            return .string(token.encoded(version: Int(it.int("version") ?? 2)))
        },
        "xsrf.matches": { it in
            let token = try XSRFToken(decoding: it.text("cookie")) ?? .make()
            return .bool(token.matches(submitted: try it.text("submitted")))
        },
    ]

    private static func secret(_ it: Arguments) throws -> CookieSecret {
        guard let versions = it.json["secrets"]?.object else { return try CookieSecret(it.text("secret")) }
        var keys: [Int: String] = [:]
        for (version, secret) in versions.pairs {
            guard let version = Int(version), let secret = secret.string else { throw ProbeError("secrets") }
            keys[version] = secret
        }
        return try CookieSecret(keys: keys, current: Int(it.int("current") ?? 0))
    }
}
