import Crosswind
import CrosswindTesting
import NIOCore
import Testing

@Suite struct TestClientTests {
    @Test("Every method, the same in process and over a socket", arguments: modes)
    func methods(_ mode: TestMode) async throws {
        let body = ByteBuffer(string: "body")
        try await application().test(mode) { client in
            #expect(await client.get("/a?b=c").text == "GET /a?b=c ")
            #expect(await client.post("/a", body: body).text == "POST /a body")
            #expect(await client.post("/a").text == "POST /a ")
            #expect(await client.put("/a", body: body).text == "PUT /a body")
            #expect(await client.patch("/a", body: body).text == "PATCH /a body")
            #expect(await client.delete("/a").text == "DELETE /a ")
            #expect(await client.options("/a").text == "OPTIONS /a ")
            #expect(await client.request("PROPFIND", "/a", body: body).text == "PROPFIND /a body")
            let head = await client.head("/a")
            #expect(head.status == 200)
            #expect(head.reason == "OK")
            #expect(head.headers["X-Method"] == "HEAD")
            #expect(head.body.readableBytes == 0)
        }
    }

    @Test("Bodies of all kinds", arguments: modes)
    func bodies(_ mode: TestMode) async throws {
        struct Item: Codable, Equatable { var name = "a", count = 1 }
        try await application().test(mode) { client in
            let form = await client.post("/", form: [("a", "b c"), ("ä&", "=")])
            #expect(form.text == "POST / a=b+c&%C3%A4%26=%3D")
            #expect(form.headers["X-Content-Type"] == "application/x-www-form-urlencoded")
            let json = await client.request("PUT", "/", json: Item())
            #expect(json.headers["X-Content-Type"] == "application/json")
            let text = ByteBuffer(string: String(json.text.dropFirst(6)))
            var parsed = TestResponse()
            parsed.body = text
            let item: Item = try parsed.json()
            #expect(item == Item())
            let multipart = await client.post(
                "/",
                multipart: [
                    .field("a", "1"),
                    .file("f\"", filename: "x.txt", content: ByteBuffer(string: "crosswind-test-0"), contentType: nil),
                ])
            #expect(multipart.headers["X-Content-Type"] == "multipart/form-data; boundary=crosswind-test-1")
            #expect(
                multipart.text == """
                    POST / --crosswind-test-1\r
                    Content-Disposition: form-data; name="a"\r
                    \r
                    1\r
                    --crosswind-test-1\r
                    Content-Disposition: form-data; name="f%22"; filename="x.txt"\r
                    \r
                    crosswind-test-0\r
                    --crosswind-test-1--\r

                    """)
            let own = await client.post("/", form: [], headers: ["Content-Type": "text/odd"])
            #expect(own.headers["X-Content-Type"] == "text/odd")
        }
    }

    @Test("A body in pieces: whole for most handlers, piece by piece for those that stream", arguments: modes)
    func pieces(_ mode: TestMode) async throws {
        let pieces = ["ab", "", "cde"].map { ByteBuffer(string: $0) }
        try await application().test(mode) { client in
            #expect(await client.request("POST", "/", chunks: pieces).text == "POST / abcde")
            #expect(await client.request("POST", "/pieces", chunks: pieces).text == "ab|cde")
            #expect(await client.post("/pieces", body: pieces[2]).text == "cde")
            #expect(await client.post("/pieces").text == "")
        }
    }

    @Test("Another host", arguments: modes)
    func host(_ mode: TestMode) async throws {
        try await application().test(mode) { client in
            #expect(await client.request("GET", "/", host: "a.example:8080").headers["X-Host"] == "a.example:8080")
            #expect(await client.get("/", headers: ["Host": "b.example"]).headers["X-Host"] == "b.example")
            #expect(await client.get("/").headers["X-Host"] == client.host)
        }
    }

    @Test("Redirects are followed when asked, as browsers do", arguments: modes)
    func redirects(_ mode: TestMode) async throws {
        try await application().test(mode) { client in
            #expect(await client.get("/away?to=/b&status=302").status == 302)
            client.followsRedirects = true
            for (status, method, body) in [
                (301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "x=1"), (308, "POST", "x=1"),
            ] {
                let response = await client.post("/away?to=/b&status=\(status)", form: [("x", "1")])
                #expect(response.text == "\(method) /b \(body)")
                #expect(response.uri == "/b")
                #expect(
                    response.headers["X-Content-Type"] == (body.isEmpty ? "-" : "application/x-www-form-urlencoded"))
            }
            #expect(await client.request("PUT", "/away?to=/b&status=301").status == 405)
            let elsewhere = await client.get("/away?to=http://foe.example/&status=302")
            #expect(elsewhere.status == 302)
            let endless = await client.get("/away?to=/away%3Fto%3D/away%26status%3D302&status=302")
            #expect(endless.status == 400, "the second redirect leads to /away without arguments")
        }
    }

    @Test("A circle of redirects ends")
    func circle() async throws {
        final class Circle: RequestHandler { override func get() async throws { redirect(request.uri) } }
        try await Application([.route("/", Circle.self)]).test { client in
            client.followsRedirects = true
            let response = await client.get("/")
            #expect(response.status == 0)
            #expect(response.failure?.description.contains("more than ten redirects") == true)
        }
    }

    @Test("What comes to no response has status 0 and says why")
    func failures() async throws {
        await (try application()).test { client in
            #expect(await client.get("/other").failure == .needsLive)
            #expect(await client.request("GET", "/", host: "a\r\nb").failure == .invalidRequest)
        }
        try await application().test(.live) { client in
            #expect(await client.get("/other").text == "another callback")
            #expect(await client.request("GET", "/", host: "a\r\nb").failure == .invalidRequest)
            struct Bad: Encodable {
                func encode(to encoder: any Encoder) throws {
                    throw EncodingError.invalidValue(1, .init(codingPath: [], debugDescription: "never"))
                }
            }
            #expect(await client.post("/", json: Bad()).failure == .invalidRequest)
        }
    }

    @Test("Several tasks may ask at once", arguments: modes)
    func concurrent(_ mode: TestMode) async throws {
        try await application().test(mode) { client in
            await withTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask { await client.get("/\(number)").text == "GET /\(number) " }
                }
                for await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("What a test throws comes out of it, and the server is gone then")
    func throwing() async throws {
        struct Odd: Error, Equatable {}
        let app = try application()
        await #expect(throws: Odd()) { try await app.test(.live) { _ in throw Odd() } }
        let port = try await app.test(.live) { client in
            #expect(await client.get("/").status == 200)
            return client.host
        }
        #expect(port.hasPrefix("127.0.0.1:"))
    }
}
