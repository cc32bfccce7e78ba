import Crosswind
import CrosswindTesting
import NIOCore
import Testing

@Suite struct ResponseTests {
    @Test("A whole response has an ETag, and is 304 for who has it")
    func etag() async throws {
        let app = try answering { $0.write("Hello, world") }
        try await app.inBothModes { client in
            let first = await client.get("/")
            // As Tornado: the SHA-1 of the body, in quotes.
            #expect(first.headers["ETag"] == "\"e02aa1b106d5c7c6a98def2b13005d5b84fd8dc8\"")
            for asked in [
                "\"e02aa1b106d5c7c6a98def2b13005d5b84fd8dc8\"", "\"a\", W/\"e02aa1b106d5c7c6a98def2b13005d5b84fd8dc8\"",
                "*",
            ] {
                let again = await client.get("/", headers: ["If-None-Match": asked])
                #expect(again.status == 304)
                #expect(again.body.readableBytes == 0)
                #expect(again.headers["Content-Type"] == nil)
                #expect(again.headers["ETag"] != nil)
            }
            #expect(await client.get("/", headers: ["If-None-Match": "\"other\""]).status == 200)
            #expect(await client.post("/", form: []).headers["ETag"] == nil)
        }
    }

    @Test("204 and 304 have no body, whatever was written")
    func noBody() async throws {
        let app = try answering("/(.*)") { handler in
            handler.setStatus(try handler.pathArgument(0))
            handler.write("dropped")
        }
        try await app.inBothModes { client in
            for status in [204, 304] {
                let response = await client.get("/\(status)")
                #expect(response.status == status)
                #expect(response.body.readableBytes == 0)
            }
        }
    }

    @Test(
        "A response without a body says nothing of its kind; a phrase that can't be sent is left out of an error page")
    func bodiless() async throws {
        let app = try answering("/(.*)", settings: .quiet) { handler in
            let status: Int = try handler.pathArgument(0)
            if status >= 400 { throw HTTPError(status, reason: "a\r\nX-Evil: 1") }
            handler.setHeader("Content-Language", "en")
            handler.setHeader("X-Kept", "1")
            handler.setStatus(status)
        }
        try await app.inBothModes { client in
            for status in [204, 304] {
                let response = await client.get("/\(status)")
                #expect(response.headers["Content-Type"] == nil)
                #expect(response.headers["Content-Language"] == nil)
                #expect(response.headers["X-Kept"] == "1")
            }
            let error = await client.get("/404")
            #expect(error.status == 404)
            #expect(error.reason == "Not Found")
            #expect(error.headers["X-Evil"] == nil)
        }
    }

    @Test func redirects() async throws {
        let app = try answering { handler in
            switch handler.request.path {
            case "/permanent": handler.redirect("/new", permanent: true)
            case "/other": handler.redirect("/new", status: 303)
            default: handler.redirect("/new?a=b")
            }
        }
        try await app.inBothModes { client in
            let plain = await client.get("/")
            #expect(plain.status == 302)
            #expect(plain.headers["Location"] == "/new?a=b")
            #expect(await client.get("/permanent").status == 301)
            #expect(await client.get("/other").status == 303)
        }
    }

    @Test("Values become JSON that may stand in a script")
    func json() async throws {
        struct Item: Codable, Equatable { var name: String, count: Int }
        let app = try answering { handler in
            if handler.request.method == "POST" { return try handler.write(try handler.jsonBody(as: Item.self).count) }
            try handler.write(Item(name: "</script>/é", count: 1))
        }
        try await app.inBothModes { client in
            let response = await client.get("/")
            #expect(response.text == "{\"count\":1,\"name\":\"<\\/script>/é\"}")
            #expect(response.headers["Content-Type"] == "application/json; charset=UTF-8")
            let good = await client.request("POST", "/", body: .init(string: "{\"name\":\"a\",\"count\":3}"))
            #expect(good.text == "3")
            #expect(await client.request("POST", "/", body: .init(string: "{\"name\":")).status == 400)
            #expect(await client.request("POST", "/", body: .init(string: "{\"name\":1}")).status == 400)
        }
    }

    @Test("Default headers come back for error pages, others don't")
    func defaults() async throws {
        let app = try application { probe in
            probe.defaults = { $0.setHeader("X-Default", "1") }
            probe.onMethod["GET"] = { handler in
                handler.setHeader("X-Own", "1")
                handler.setCookie("kept", "1")
                throw HTTPError(404)
            }
        }
        try await app.inBothModes { client in
            let response = await client.get("/")
            #expect(response.headers["X-Default"] == "1")
            #expect(response.headers["X-Own"] == nil)
            #expect(response.cookies == ["kept": "1"])
        }
    }
}
