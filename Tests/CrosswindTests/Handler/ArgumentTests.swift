import Crosswind
import CrosswindTesting
import NIOCore
import Testing

@Suite struct ArgumentTests {
    @Test("The last value counts; query comes before form; white space and control characters go")
    func values() async throws {
        let app = try answering { handler in
            let all = try handler.arguments("a").joined(separator: "|")
            handler.write("\(try handler.argument("a")) \(all)")
        }
        try await app.inBothModes { client in
            #expect(await client.get("/?a=1&a=2").text == "2 1|2")
            #expect(await client.post("/?a=1", form: [("a", "3")]).text == "3 1|3")
            #expect(await client.get("/?a=%20x%01y%20").text == "x y x y")
            #expect(await client.get("/?a=l1%0D%0Al2").text == "l1\r\nl2 l1\r\nl2")
            #expect(await client.get("/?a=").text == " ")
            #expect(await client.get("/?a=b+c%2B%zz").text == "b c+%zz b c+%zz")
            #expect(await client.get("/?b=1").status == 400)
            #expect(await client.get("/?a=%ff").status == 400)
        }
    }

    @Test func sources() async throws {
        let app = try answering { handler in
            let query = try handler.queryArgument("a", default: "-")
            let body = try handler.bodyArgument("a", default: "-")
            handler.write("\(query) \(body) \(try handler.argument("a", default: "  ", strip: false))")
        }
        try await app.inBothModes { client in
            #expect(await client.post("/?a=q", form: [("a", " b ")]).text == "q b  b ")
            #expect(await client.get("/").text == "- -   ")
        }
    }

    @Test func multipart() async throws {
        let app = try answering { handler in
            let files = try handler.request.files()
            for file in files["f"] ?? [] {
                handler.write("\(file.filename) \(file.contentType) \(String(buffer: file.body));")
            }
            handler.write(try handler.bodyArgument("t"))
        }
        let body = """
            --X\r
            Content-Disposition: form-data; name="t"\r
            \r
            text\r
            --X\r
            Content-Disposition: form-data; name="f"; filename="a.txt"\r
            Content-Type: text/plain\r
            \r
            line 1\r
            line 2\r
            --X--\r

            """
        try await app.inBothModes { client in
            let response = await client.request(
                "POST", "/", headers: ["Content-Type": "multipart/form-data; boundary=X"],
                body: ByteBuffer(string: body))
            #expect(response.text == "a.txt text/plain line 1\r\nline 2;text")
            for broken in ["--X\r\n", "--X\r\nContent-Disposition: form-data\r\n\r\nx\r\n--X--\r\n"] {
                let response = await client.request(
                    "POST", "/", headers: ["Content-Type": "multipart/form-data; boundary=X"],
                    body: ByteBuffer(string: broken))
                #expect(response.status == 400)
            }
        }
    }

    @Test("A body that is too long for memory is 413")
    func tooLong() async throws {
        var settings = Settings()
        settings.maxBodyInMemory = 10
        let app = try answering(settings: settings) { _ = try $0.argument("a") }
        try await app.inBothModes { client in
            #expect(await client.post("/", form: [("a", "12345678")]).status == 200)
            #expect(await client.post("/", form: [("a", "123456789")]).status == 413)
        }
    }

    @Test("Groups of the path: decoded once, UTF-8, typed")
    func path() async throws {
        let app = try answering("/(?<name>[^/]+)/(?<id>[^/]*)") { handler in
            let id: Int = try handler.pathArgument("id")
            handler.write("\(handler.pathArguments["name"] ?? "") \(id)")
        }
        try await app.inBothModes { client in
            #expect(await client.get("/a%20b+c%252F/7").text == "a b+c%2F 7")
            #expect(await client.get("/%C3%A9/7").text == "é 7")
            #expect(await client.get("/%ff/7").status == 400)
            #expect(await client.get("/a/x").status == 404)
            #expect(await client.get("/a/99999999999999999999").status == 404)
        }
    }
}
