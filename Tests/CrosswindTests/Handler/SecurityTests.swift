import Crosswind
import CrosswindSecurity
import CrosswindTesting
import Testing

@Suite struct SecurityTests {
    @Test("Signed cookies come back; changed, foreign and old ones don't")
    func signedCookies() async throws {
        var settings = Settings()
        settings.cookieSecret = "a secret of some length"
        let app = try answering(settings: settings) { handler in
            if handler.request.path == "/set" { return try handler.setSignedCookie("user", "alice") }
            handler.write(try handler.signedCookie("user") ?? "nobody")
        }
        try await app.inBothModes { client in
            #expect(await client.get("/").text == "nobody")
            _ = await client.get("/set")
            let cookie = try #require(client.cookies["user"])
            #expect(cookie.hasPrefix("2|1:0|10:"))
            #expect(await client.get("/").text == "alice")
            client.cookies["user"] = String(cookie.dropLast()) + (cookie.last == "0" ? "1" : "0")
            #expect(await client.get("/").text == "nobody")
            client.cookies["user"] = try SignedValue.create("alice", name: "other", secret: "a secret of some length")
            #expect(await client.get("/").text == "nobody")
            client.cookies["user"] = try SignedValue.create(
                "alice", name: "user", secret: "a secret of some length", at: WallClock.seconds() - 32 * 86_400)
            #expect(await client.get("/").text == "nobody")
        }
    }

    @Test("Without a secret signed cookies are a 500, not an unsigned cookie")
    func noSecret() async throws {
        let app = try answering { try $0.setSignedCookie("user", "alice") }
        try await app.inBothModes { client in
            let response = await client.get("/")
            #expect(response.status == 500)
            #expect(response.cookies.isEmpty)
        }
    }

    @Test("XSRF: a form needs the token of its cookie")
    func xsrf() async throws {
        var settings = Settings()
        settings.xsrfCookies = true
        let app = try answering(settings: settings) { handler in
            handler.write(handler.request.method == "GET" ? handler.xsrfToken : "done")
        }
        try await app.inBothModes { client in
            #expect(await client.post("/", form: []).status == 403)
            let token = await client.get("/").text
            #expect(client.cookies["_xsrf"] != nil)
            let again = await client.get("/")
            #expect(again.text != token, "masked anew")
            #expect(again.cookies.isEmpty, "the cookie is set once")
            #expect(await client.post("/", form: [("_xsrf", token)]).text == "done")
            #expect(await client.post("/", form: [], headers: ["X-XSRFToken": again.text]).text == "done")
            #expect(await client.post("/", form: [], headers: ["X-CSRFToken": again.text]).text == "done")
            #expect(await client.post("/", form: [("_xsrf", XSRFToken.make().encoded())]).status == 403)
            #expect(await client.post("/", form: [("_xsrf", "2|zz")]).status == 403)
            client.cookies["_xsrf"] = nil
            #expect(await client.post("/", form: [("_xsrf", token)]).status == 403)
        }
    }

    @Test(
        "Cross-origin protection, as Tornado 6.6 decides it",
        arguments: [
            (["Sec-Fetch-Site": "same-origin"], 200),
            (["Sec-Fetch-Site": "none"], 200),
            (["Sec-Fetch-Site": "cross-site"], 403),
            (["Sec-Fetch-Site": "same-site", "Origin": "https://friend.example"], 200),
            (["Sec-Fetch-Site": "cross-site", "Origin": "https://foe.example"], 403),
            ([:], 200),
            (["Origin": "http://own.example:8888", "Host": "own.example:8888"], 200),
            (["Origin": "http://foe.example", "Host": "own.example"], 403),
            (["Origin": "null", "Host": "own.example"], 403),
            (["Origin": "https://friend.example", "Host": "own.example"], 200),
        ] as [(HTTPFields, Int)])
    func crossOrigin(_ fields: HTTPFields, _ status: Int) async throws {
        var settings = Settings()
        settings.crossOriginProtection = true
        settings.trustedOrigins = ["https://friend.example"]
        let app = try answering(settings: settings) { $0.write("done") }
        try await app.inBothModes { client in
            #expect(await client.post("/", form: [], headers: fields).status == status)
            #expect(await client.get("/", headers: fields).status == 200)
        }
    }

    @Test("Who is not logged in is sent to the login page, and back afterwards")
    func authenticated() async throws {
        var settings = Settings()
        settings.loginURL = "/login"
        let app = try application(settings: settings) { probe in
            let body: Probe.Body = { handler in
                let user: String = try handler.authenticated()
                handler.write("hello \(user)")
            }
            probe.onMethod = ["GET": body, "POST": body]
            probe.onPrepare = { handler in
                if let name = handler.cookie("user") { handler.currentUser = name }
            }
        }
        try await app.inBothModes { client in
            let away = await client.get("/a?b=c&d")
            #expect(away.status == 302)
            #expect(away.headers["Location"] == "/login?next=%2Fa%3Fb%3Dc%26d")
            #expect(await client.post("/", form: []).status == 403)
            client.cookies["user"] = "bob"
            #expect(await client.get("/").text == "hello bob")
        }
    }

    @Test("Cookies of all kinds")
    func cookies() async throws {
        let app = try answering { handler in
            handler.setCookie("a", "1")
            handler.setCookie("a", "x y; z", CookieAttributes(maxAge: 5, secure: true, httpOnly: true, sameSite: .lax))
            handler.clearCookie("old")
        }
        try await app.inBothModes { client in
            let lines = await client.get("/").headers.getList("Set-Cookie")
            #expect(lines.count == 2)
            #expect(lines[0].hasPrefix("a=\"x y\\073 z\"; "))
            for part in ["HttpOnly", "Max-Age=5", "Path=/", "SameSite=Lax", "Secure"] {
                #expect(lines[0].contains("; \(part)"), "\(part) in \(lines[0])")
            }
            #expect(lines[1].hasPrefix("old=\"\"; expires="))
        }
    }
}
