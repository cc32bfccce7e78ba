import Crosswind
import CrosswindTesting
import Testing

final class Named: RequestHandler {
    var name = ""
    override func get() async throws { write(name) }
}

private func named(_ pattern: String, _ text: String, name: String? = nil) -> Route {
    .route(pattern, Named.self, name: name) { $0.name = text }
}

@Suite struct RoutingTests {
    @Test("The first route that matches answers")
    func first() async throws {
        let app = try Application([named("/a", "1"), named("/.", "2"), named("/a", "3"), named("/.*", "4")])
        try await app.inBothModes { client in
            #expect(await client.get("/a").text == "1")
            #expect(await client.get("/b").text == "2")
            #expect(await client.get("/ab").text == "4")
        }
    }

    @Test("Hosts: their own routes, then everybody's, then the default host's")
    func hosts() async throws {
        var settings = Settings()
        settings.defaultHost = "www.example.com"
        let app = try Application([named("/all", "all")], settings: settings)
        try app.addHandlers(host: "www\\.example\\.com", [named("/", "www"), named("/all", "www-all")])
        try app.addHandlers(host: "(.*)\\.example\\.com", [named("/", "any"), named("/sub", "sub")])
        try await app.inBothModes { client in
            func get(_ path: String, _ host: String, _ fields: HTTPFields = [:]) async -> String {
                let response = await client.request("GET", path, headers: fields, host: host)
                return response.status == 200 ? response.text : "\(response.status)"
            }
            #expect(await get("/", "www.example.com") == "www")
            #expect(await get("/", "WWW.Example.COM:8888") == "www")
            #expect(await get("/", "x.example.com") == "any")
            #expect(await get("/sub", "www.example.com") == "sub")
            #expect(await get("/all", "www.example.com") == "www-all")
            #expect(await get("/all", "x.example.com") == "all")
            #expect(await get("/", "other.org") == "www")
            #expect(await get("/", "other.org", ["X-Real-Ip": "1.2.3.4"]) == "404")
        }
    }

    @Test func reverses() throws {
        let app = try Application([
            named("/item/([0-9]+)", "", name: "item"), named("/a/(.*)/(.*)", "", name: "two"),
            named("/x.*", "", name: "x"),
        ])
        #expect(try app.reverseURL("item", 42) == "/item/42")
        #expect(try app.reverseURL("two", "a b", "ü") == "/a/a%20b/%C3%BC")
        #expect(throws: RouteError.self) { try app.reverseURL("item") }
        #expect(throws: RouteError.self) { try app.reverseURL("none") }
        #expect(throws: RouteError.self) { try app.reverseURL("x") }
        #expect(throws: RouteError.self) { try Application([named("/", "", name: "a"), named("/b", "", name: "a")]) }
    }

    @Test func defaultHandler() async throws {
        var settings = Settings()
        settings.defaultHandler = {
            let handler = Named()
            handler.name = "default"
            return handler
        }
        let app = try Application([named("/a", "a")], settings: settings)
        try await app.inBothModes { client in #expect(await client.get("/b").text == "default") }
    }
}
