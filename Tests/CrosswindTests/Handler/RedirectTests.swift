import Crosswind
import CrosswindTesting
import Testing

@Suite struct RedirectTests {
    @Test(
        "A redirect never leads to another host unless it names a scheme",
        arguments: [
            ("/a", "/a"), ("//foe.example/a", "/foe.example/a"), ("///foe", "/foe"), ("/\\foe", "/foe"),
            ("\\\\foe", "/foe"), ("\\/foe", "/foe"), (" //foe", "/foe"), ("/\t/foe", "/foe"), ("/ /foe", "/foe"),
            ("//", "/"), ("/", "/"), ("", ""), ("a//b", "a//b"), ("/a//b", "/a//b"), ("?a", "?a"),
            ("https://friend.example//a", "https://friend.example//a"), ("/\u{e9}", "/\u{e9}"),
        ])
    func hosts(_ url: String, _ location: String) async throws {
        let app = try answering { $0.redirect(url) }
        await app.test { client in
            let response = await client.get("/")
            #expect(response.status == 302)
            #expect(response.headers["Location"] == location)
        }
    }

    @Test("What a path holds stays on this host")
    func paths() async throws {
        final class Slash: RequestHandler {
            override func get() async throws { redirect("/" + (pathArguments[0] ?? "")) }
        }
        let app = try Application([.route("/(.*)/", Slash.self)], settings: .quiet)
        try await app.inBothModes { client in
            for path in ["//foe.example/", "/%2Ffoe.example/", "/%5Cfoe.example/"] {
                let response = await client.get(path)
                #expect(response.status == 302)
                #expect(response.headers["Location"] == "/foe.example", "\(path)")
            }
            #expect(await client.get("/%0D%0AX-Evil:1/").status == 500)
        }
    }

    @Test(arguments: [(false, nil, 302), (true, nil, 301), (false, 307, 307), (true, 308, 308)] as [(Bool, Int?, Int)])
    func statuses(_ permanent: Bool, _ status: Int?, _ expected: Int) async throws {
        let app = try answering { handler in
            handler.write("dropped?")
            handler.redirect("/b", permanent: permanent, status: status)
            handler.write("late")
        }
        try await app.inBothModes { client in #expect(await client.get("/").status == expected) }
    }
}
