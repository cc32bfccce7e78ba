import Crosswind
import CrosswindSecurity
import CrosswindServer
import CrosswindTesting
import NIOCore
import Testing

@Suite struct BadInputTests {
    private let app: Application

    init() throws {
        app = try answering("/(.*)", settings: .quiet) { handler in
            let files = try handler.request.files().values.reduce(0) { $0 + $1.count }
            handler.write("\(try handler.argument("a", default: "-")) \(files)")
        }
    }

    @Test(
        "Paths and arguments that make no text, in both modes",
        arguments: [
            ("/?a=%ff", 400), ("/?a=%C3%28", 400), ("/?a=%ED%A0%80", 400), ("/?a=%F8%88%80%80%80", 400), ("/%ff", 400),
            ("/%C3", 400), ("/?a=%E2%82%AC", 200), ("/%E2%82%AC", 200), ("/?a=%zz", 200), ("/%zz", 200),
            ("/?a=" + String(repeating: "x", count: 8000), 200), ("/?" + String(repeating: "&", count: 999), 200),
            ("/?" + String(repeating: "a=&", count: 999), 200), ("/?" + String(repeating: "a=&", count: 1000), 400),
            ("/?b=%ff&a=1", 200), ("/?%ff=1", 200),
        ])
    func texts(_ uri: String, _ status: Int) async throws {
        try await app.inBothModes { client in
            #expect(await client.get(uri).status == status, "\(uri.prefix(40))")
            #expect(await client.get("/").text == "- 0")
        }
    }

    private func part(_ head: String, _ body: String = "x") -> String { "--X\r\n\(head)\r\n\r\n\(body)\r\n" }
    private func field(_ name: String) -> String { part("Content-Disposition: form-data; name=\"\(name)\"") }

    private func form(_ client: TestClient, _ body: String, boundary: String = "X") async -> TestResponse {
        await client.post(
            "/", headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"], body: ByteBuffer(string: body))
    }

    @Test("Multipart forms: too many parts, too large a head, without an end, without a boundary")
    func multipart() async throws {
        try await app.inBothModes { client in
            let hundred = String(repeating: field("a"), count: 100)
            #expect(await form(client, hundred + "--X--\r\n").text == "x 0")
            #expect(await form(client, hundred + field("a") + "--X--\r\n").status == 400)
            let large = part(
                "Content-Disposition: form-data; name=\"a\"; filename=\"\(String(repeating: "x", count: 11_000))\"")
            #expect(await form(client, large + "--X--\r\n").status == 400)
            #expect(await form(client, field("a")).status == 400)
            #expect(await form(client, "--X--\r\n").text == "- 0")
            #expect(await form(client, "").status == 400)
            #expect(await form(client, field("a") + "--X--\r\n", boundary: "").status == 400)
            #expect(
                await form(client, field("a") + "--X--\r\n", boundary: String(repeating: "X", count: 80)).status == 400)
            #expect(await form(client, part("Content-Disposition: attachment; name=\"a\"") + "--X--\r\n").status == 400)
            #expect(await form(client, part("X: y") + "--X--\r\n").status == 400)
            #expect(await form(client, part("Content-Disposition: form-data") + "--X--\r\n").status == 400)
            #expect(
                await form(client, part("Content-Disposition: form-data; name=\"f\"; filename=\"\"") + "--X--\r\n")
                    .status == 200)
            #expect(await client.get("/").status == 200)
        }
    }

    @Test("A form that is compressed or says what isn't true is no way round")
    func coded() async throws {
        try await app.inBothModes { client in
            let body = ByteBuffer(string: "a=1")
            let type = "application/x-www-form-urlencoded"
            #expect(
                await client.post("/", headers: ["Content-Type": type, "Content-Encoding": "gzip"], body: body).status
                    == 400)
            #expect(
                await client.post("/", headers: ["Content-Type": "\(type); charset=latin-1"], body: body).text == "1 0")
            #expect(await client.post("/", headers: ["Content-Type": "text/plain"], body: body).text == "- 0")
            #expect(await client.post("/", headers: ["Content-Type": ";;;="], body: body).text == "- 0")
        }
    }

    @Test("An upload larger than the server's limit is 413 before a handler is made", arguments: [true, false])
    func oversized(_ isChunked: Bool) async throws {
        var configuration = ServerConfiguration.patient
        configuration.limits.body = 10_000
        try await app.test(.live(configuration)) { client in
            let content = ByteBuffer(repeating: 0x61, count: 20_000)
            let response =
                isChunked
                ? await client.request("POST", "/", chunks: [content])
                : await client.post("/", multipart: [.file("f", filename: "a", content: content)])
            #expect(response.status == 413)
            #expect(!response.keepsConnection)
            let small = await client.post("/", multipart: [.file("f", filename: "a", content: ByteBuffer(string: "a"))])
            #expect(small.text == "- 1")
        }
    }

    @Test(
        "Forged signed cookies are nobody's",
        arguments: [
            "", "2", "2|", "2|1:0|10:1|1:a|4:Yg==|" + String(repeating: "0", count: 64), "2|1:0|999999999999999999999:",
            "2|1:0|10:-000000001|1:a|4:Yg==|x", "1|2|3", "Yg==|1|" + String(repeating: "0", count: 40),
            "2|1:0|10:9999999999|1:a|4:Yg==|" + String(repeating: "f", count: 64), "\"2|1:0\"", "2|1:\u{661}|",
            "%32%7C",
        ])
    func forged(_ cookie: String) async throws {
        var settings = Settings.quiet
        settings.cookieSecret = "the secret of this test"
        let app = try answering(settings: settings) { $0.write(try $0.signedCookie("a") ?? "nobody") }
        try await app.inBothModes { client in
            #expect(await client.get("/", headers: ["Cookie": "a=\(cookie)"]).text == "nobody")
        }
    }

    @Test("A cookie of another name, of the future, expired, or signed by another secret")
    func expired() async throws {
        var settings = Settings.quiet
        settings.cookieSecret = "the secret of this test"
        let app = try answering(settings: settings) { $0.write(try $0.signedCookie("a") ?? "nobody") }
        let now = WallClock.seconds()
        func signed(_ at: Int64, _ name: String = "a", _ secret: CookieSecret = "the secret of this test") throws
            -> String
        {
            try SignedValue.create("b", name: name, secret: secret, at: at)
        }
        try await app.inBothModes { client in
            for (cookie, text) in [
                (try signed(now), "b"), (try signed(now - 30 * 86_400), "b"), (try signed(now - 32 * 86_400), "nobody"),
                (try signed(now, "c"), "nobody"), (try signed(now, "a", "another secret"), "nobody"),
            ] {
                #expect(await client.get("/", headers: ["Cookie": "a=\(cookie)"]).text == text)
            }
        }
    }

    @Test("Cookies that make no sense are skipped, the rest survive")
    func cookies() async throws {
        let app = try answering(settings: .quiet) { handler in
            handler.write(
                handler.cookies.keys.sorted().map { "\($0)=\(handler.cookie($0) ?? "")" }.joined(separator: ","))
        }
        try await app.inBothModes { client in
            let text = await client.get("/", headers: ["Cookie": "a=1; ;=; b; c=2=3; d=\"x\\073y\"; a=4;;  e = 5 "])
                .text
            #expect(text == "a=4,c=2=3,d=x;y,e=5")
        }
    }

    @Test("Methods that nobody overrides, or nobody knows, are 405")
    func methods() async throws {
        final class OnlyGet: RequestHandler { override func get() async throws { write("ok") } }
        try await Application([.route("/", OnlyGet.self)], settings: .quiet).inBothModes { client in
            for method in ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE", "get", "G"] {
                let response = await client.request(method, "/")
                #expect(response.status == 405, "\(method)")
            }
            #expect(await client.get("/").text == "ok")
        }
    }
}
