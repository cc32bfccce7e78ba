import CrosswindTesting
import Testing

@testable import Crosswind

@Suite struct RedirectHandlerTests {
    private func location(_ pattern: String, _ url: String, _ uri: String) async throws -> String? {
        let app = try Application([.redirect(pattern, to: url)], settings: quiet())
        return await app.test { client in
            let response = await client.get(uri)
            #expect(response.status == (response.headers["Location"] == nil ? 400 : 301), "\(uri)")
            return response.headers["Location"]
        }
    }

    @Test("301, or 302; GET and HEAD")
    func statuses() async throws {
        let app = try Application(
            [.redirect("/a", to: "/b"), .redirect("/c", to: "/d", permanent: false)], settings: quiet())
        await app.test { client in
            #expect(await client.get("/a").status == 301)
            #expect(await client.get("/c").status == 302)
            #expect(await client.request("HEAD", "/a").headers["Location"] == "/b")
            let refused = await client.post("/a", form: [])
            #expect(refused.status == 405)
            #expect(refused.headers["Allow"] == "GET, HEAD")
        }
    }

    @Test("Groups by number, in order and by name; percent-encoded")
    func groups() async throws {
        for (pattern, url, uri, expected) in [
            ("/(.*?)/(.*?)/(.*)", "/{1}/{0}/{2}", "/a/b/c", "/b/a/c"),
            ("/(.*?)/(.*)", "/x/{}/{}", "/a/b", "/x/a/b"),
            ("/old/(?<page>.*)", "/new/{page}", "/old/a/b.html", "/new/a/b.html"),
            ("/old/(.*)", "/new/{0}", "/old/%C3%A9%20%3F%23%25%0D%0A", "/new/%C3%A9%20%3F%23%25%0D%0A"),
            ("/old(/.*)?", "/new{0}", "/old", "/new"),
            ("/old/(.*)", "https://example.com/{0}", "/old/a", "https://example.com/a"),
            ("/old/(.*)", "https://example.com/{0}", "/old//evil.example", "https://example.com//evil.example"),
            ("/old/(.*)", "/new?x={0}", "/old/a&b", "/new?x=a%26b"),
            ("/(.*)", "/{{{0}}}", "/a", "/{a}"),
            ("/a", "//other.example/b", "/a", "/other.example/b"),
        ] {
            #expect(try await location(pattern, url, uri) == expected, "\(uri)")
        }
    }

    @Test("The query goes along, before a fragment and behind a query that is there")
    func queries() async throws {
        for (url, uri, expected) in [
            ("/b", "/a?x=1&x=2&y", "/b?x=1&x=2&y"), ("/b?z=3", "/a?x=1", "/b?z=3&x=1"),
            ("/b#part", "/a?x=1", "/b?x=1#part"),
            ("/b", "/a?", "/b"), ("/b", "/a?u=http%3A%2F%2Fe.example%2F", "/b?u=http%3A%2F%2Fe.example%2F"),
        ] {
            #expect(try await location("/a", url, uri) == expected)
        }
    }

    @Test("No request leads to another host")
    func hosts() async throws {
        for (pattern, url, uri) in [
            ("/x/(.*)", "/{0}", "/x//evil.example"), ("/x/(.*)", "/{0}/b", "/x/%2Fevil.example"),
            ("/x(.*)", "{0}", "/x//evil.example"), ("/x(.*)", "{0}/y", "/x/%2Fevil.example"),
        ] {
            #expect(try await location(pattern, url, uri) == nil, "\(uri)")
        }
        // Neither a backslash nor a scheme comes through: both are encoded.
        #expect(try await location("/x/(.*)", "/{0}", "/x/%5Cevil.example") == "/%5Cevil.example")
        #expect(try await location("/x/(.*)", "{0}", "/x/javascript:alert(1)") == "javascript%3Aalert%281%29")
    }

    @Test("A template is checked when the route is made")
    func refused() {
        for (pattern, url) in [
            ("/a", "/{0}"), ("/(.*)", "/{1}"), ("/(.*)", "/{name}"), ("/(?<name>.*)", "/{0}"), ("/(.*)", "/{0"),
            ("/(.*)", "/0}"), ("/(.*)", "https://{0}/"), ("/(.*)", "https://exam{0}"), ("/(.*)", "//{0}"),
            ("/a", "/b c"), ("/a", "/b\r\nX: y"), ("/(", "/"),
        ] {
            #expect(throws: RouteError.self) { try Route.redirect(pattern, to: url) }
        }
    }

    @Test(
        "Scheme and host, as browsers see them",
        arguments: [
            ("/a", ""), ("a", ""), ("", ""), ("https://e.x/a", "https://e.x"), ("//e.x/a", "//e.x"),
            ("\\\\e.x\\a", "\\\\e.x"),
            ("/\\e.x", "/\\e.x"), ("https:/a", "https:"), ("https:///e.x", "https:///e.x"), ("/a:b", ""),
            ("javascript:x", "javascript:"), ("?a=//b", ""),
        ])
    func origin(_ url: String, _ expected: String) { #expect(RedirectTemplate.origin(url) == expected) }
}
