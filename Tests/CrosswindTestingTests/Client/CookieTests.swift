import Crosswind
import CrosswindTesting
import Testing

@Suite struct CookieTests {
    private func set(_ lines: String...) -> String {
        "/cookies?" + lines.map { "set=" + Escape.urlEscape($0) }.joined(separator: "&")
    }

    @Test("Kept, changed and forgotten as responses say", arguments: modes)
    func life(_ mode: TestMode) async throws {
        try await application().test(mode) { client in
            #expect(
                await client.get(set("a=1; Path=/", "b=\"x y\"; Path=/; Secure; HttpOnly")).cookies == [
                    "a": "1", "b": "x y",
                ])
            #expect(client.cookies == ["a": "1", "b": "x y"])
            #expect(await client.get("/cookies").text == "a=1; b=\"x y\"")
            _ = await client.get(set("a=2; Path=/"))
            #expect(await client.get("/cookies").text == "b=\"x y\"; a=2")
            _ = await client.get(set("a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "b=; Path=/; Max-Age=0"))
            #expect(await client.get("/cookies").text == "")
            #expect(client.cookies.isEmpty)
            _ = await client.get(set("c=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"))
            #expect(client.cookies == ["c": "1"], "Max-Age counts more than Expires")
        }
    }

    @Test("For the paths they are for; a longer path comes first")
    func paths() async throws {
        await (try application()).test { client in
            _ = await client.get(set("a=1; Path=/", "b=2; Path=/cookies/deep", "c=3; Path=/cook"))
            #expect(await client.get("/cookies").text == "a=1")
            #expect(await client.get("/cookies/deep").text == "b=2; a=1")
            #expect(await client.get("/cookies/deep/er").text == "b=2; a=1")
            #expect(await client.get("/cookies/deeper").text == "a=1")
            _ = await client.get("/cookies/x/y?set=d%3D4")
            #expect(await client.get("/cookies/x/z").text == "d=4; a=1", "the folder, when nothing is said")
            #expect(await client.get("/cookies/y").text == "a=1")
        }
    }

    @Test("For the hosts they are for")
    func hosts() async throws {
        await (try application()).test { client in
            let ours = set("a=1; Path=/", "b=2; Path=/; Domain=.Example.com", "c=3; Path=/; Domain=other.example")
            _ = await client.request("GET", ours, host: "www.example.com:80")
            #expect(await client.request("GET", "/cookies", host: "www.example.com").text == "a=1; b=2")
            #expect(await client.request("GET", "/cookies", host: "api.example.com").text == "b=2")
            #expect(await client.request("GET", "/cookies", host: "badexample.com").text == "")
            #expect(await client.request("GET", "/cookies", host: "other.example").text == "")
        }
    }

    @Test("What a test puts in is sent everywhere; a field of its own replaces them all; keeping can be turned off")
    func ours() async throws {
        await (try application()).test { client in
            client.cookies["a"] = "x;y"
            #expect(await client.request("GET", "/cookies", host: "any.example").text == "a=\"x\\073y\"")
            #expect(client.cookies == ["a": "x;y"])
            _ = await client.get(set("a=2; Path=/"))
            #expect(await client.get("/cookies").text == "a=2")
            #expect(await client.get("/cookies", headers: ["Cookie": "z=1"]).text == "z=1")
            client.cookies["a"] = nil
            #expect(await client.get("/cookies").text == "")
            client.keepsCookies = false
            _ = await client.get(set("a=2; Path=/"))
            #expect(client.cookies.isEmpty)
        }
    }
}
