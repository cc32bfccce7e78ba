import Crosswind
import CrosswindTesting
import Testing

@Suite struct SlashesTests {
    @Test func adding() async throws {
        let app = try answering("/.*") { handler in
            try handler.addSlash()
            handler.write("page")
        }
        await app.test { client in
            #expect(await client.get("/a/").text == "page")
            for (uri, location) in [
                ("/a", "/a/"), ("/a?x=1&y", "/a/?x=1&y"), ("/a%20b", "/a%20b/"), ("/a//b", "/a//b/"),
            ] {
                let response = await client.get(uri)
                #expect(response.status == 301 && response.headers["Location"] == location)
                #expect(await client.request("HEAD", uri).headers["Location"] == location)
            }
            #expect(await client.post("/a", form: []).status == 404)
            #expect(await client.post("/a/", form: []).text == "page")
            #expect(await client.get("//evil.example").status == 403)
            #expect(await client.get("/\\evil.example").status == 403)
        }
    }

    @Test func removing() async throws {
        let app = try answering("/.*") { handler in
            try handler.removeSlash()
            handler.write("page")
        }
        await app.test { client in
            #expect(await client.get("/a").text == "page")
            for (uri, location) in [("/a/", "/a"), ("/a///", "/a"), ("/a/?x=1", "/a?x=1"), ("/a/b/", "/a/b")] {
                let response = await client.get(uri)
                #expect(response.status == 301 && response.headers["Location"] == location)
            }
            #expect(await client.get("/").text == "page")
            #expect(await client.get("//").text == "page")
            #expect(await client.post("/a/", form: []).status == 404)
            #expect(await client.get("//evil.example/").status == 403)
        }
    }
}
