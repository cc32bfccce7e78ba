import CrosswindSecurity

enum Django {
    static let commands: [String: @Sendable (Arguments) async throws -> JSONValue] = signing.merging(sessions) {
        first, _ in first
    }

    private static let signing: [String: @Sendable (Arguments) async throws -> JSONValue] = [
        "django.sign": { it in .string(try signer(it).sign(it.text("value"))) },
        "django.unsign": { it in .string(try signer(it).unsign(it.text("signed"))) },
        "django.signTimed": { it in
            .string(try timed(it).sign(it.text("value"), at: it.now))
        },
        "django.unsignTimed": { it in
            .string(try timed(it).unsign(it.text("signed"), maxAge: it.int("maxAge"), at: it.now))
        },
        "django.dumps": { it in
            .string(
                DjangoSigning.dumps(
                    try it.value("value"), keys: try it.keys(), salt: it.optional("salt") ?? DjangoSigning.defaultSalt,
                    compress: it.flag("compress"), at: it.now))
        },
        "django.loads": { it in
            try DjangoSigning.loads(
                it.text("signed"), keys: it.keys(), salt: it.optional("salt") ?? DjangoSigning.defaultSalt,
                maxAge: it.int("maxAge"), at: it.now)
        },
        "django.signCookie": { it in
            .string(
                try DjangoSignedCookie(keys: it.keys(), style: it.flag("legacy") ? .legacy : .prefixed)
                    .sign(it.text("value"), name: it.text("name"), salt: it.optional("salt") ?? "", at: it.now))
        },
        "django.unsignCookie": { it in
            .string(
                try DjangoSignedCookie(keys: it.keys(), readsLegacy: it.flag("legacy"))
                    .unsign(
                        it.text("signed"), name: it.text("name"), salt: it.optional("salt") ?? "",
                        maxAge: it.int("maxAge"), at: it.now))
        },
    ]

    private static let sessions: [String: @Sendable (Arguments) async throws -> JSONValue] = [
        "django.cookieSession": { it in
            .object(try DjangoCookieSessions(keys: it.keys()).decode(it.text("signed"), at: it.now).values)
        },
        "django.encodeCookieSession": { it in
            .string(DjangoCookieSessions(keys: try it.keys()).encode(try session(it), at: it.now))
        },
        "django.databaseSession": { it in
            let data = it.optional("data")
            let expiry = it.int("expiry")
            let wanted = it.optional("wanted")
            let store = DjangoDatabaseSessions(keys: try it.keys()) { key in
                guard key == wanted, let data else { return nil }
                return DjangoDatabaseSessions.Row(data: data, expiry: expiry)
            }
            return try await store.session(forKey: it.optional("sessionKey"), at: it.now).map { .object($0.values) }
                ?? .null
        },
        "django.encodeDatabaseSession": { it in
            .string(DjangoDatabaseSessions(keys: try it.keys()).encode(try session(it), at: it.now))
        },
        "django.sessionKey": { _ in .string(DjangoDatabaseSessions.makeKey()) },
        "django.userID": { it in
            let hashes = it.json["passwords"]
            return try await session(it).verifiedUserID(
                keys: it.keys(), backends: (it.json["backends"]?.array ?? []).compactMap(\.string)
            ) { hashes?[$0]?.string }.map { .string($0) } ?? .null
        },
        "django.logIn": { it in
            var session = try session(it)
            session.logIn(
                userID: try it.text("userID"), passwordHash: try it.text("password"), keys: try it.keys(),
                backend: try it.text("backend"))
            return .object(session.values)
        },
        "csrf.make": { _ in
            let secret = DjangoCSRFSecret.make()
            return ["cookie": .string(secret.text), "token": .string(secret.token())]
        },
        "csrf.token": { it in
            DjangoCSRFSecret(decoding: try it.text("cookie")).map { .string($0.token()) } ?? .null
        },
        "csrf.check": { it in
            try DjangoCSRF.check(
                cookie: it.optional("cookie"), field: it.optional("field"), header: it.optional("header"))
            return true
        },
        "csrf.origin": { it in
            try DjangoCSRF.checkOrigin(
                origin: it.optional("origin"), referer: it.optional("referer"), host: it.text("host"),
                isSecure: it.flag("secure"), trusted: (it.json["trusted"]?.array ?? []).compactMap(\.string))
            return true
        },
    ]

    private static func session(_ it: Arguments) throws -> DjangoSession {
        DjangoSession(try it.value("session").object ?? [:])
    }

    private static func signer(_ it: Arguments) throws -> DjangoSigner {
        try DjangoSigner(
            keys: it.keys(), salt: it.optional("salt") ?? "django.core.signing.Signer",
            separator: it.optional("separator") ?? ":", algorithm: it.algorithm(or: .sha256))
    }

    private static func timed(_ it: Arguments) throws -> DjangoTimestampSigner {
        try DjangoTimestampSigner(
            keys: it.keys(), salt: it.optional("salt") ?? "django.core.signing.TimestampSigner",
            separator: it.optional("separator") ?? ":", algorithm: it.algorithm(or: .sha256))
    }
}
