import Crosswind
import CrosswindHTTP
import CrosswindSecurity
import CrosswindServer
import CrosswindTesting
import NIOCore
import Testing

/// Takes its body as it comes, and writes down what happens.
private final class Upload: RequestHandler {
    override class var streamsRequestBody: Bool { true }
    var journal = Journal()
    var gate: Gate?
    var entry: Census.Entry?
    private var received = 0
    override func prepare() async throws {
        journal.add("prepare")
        if request.path == "/refused" { throw HTTPError(403) }
        if request.path == "/early" {
            write("early")
            finish()
        }
    }
    override func dataReceived(_ chunk: ByteBuffer) async throws {
        received += chunk.readableBytes
        journal.add("data \(String(buffer: chunk).prefix(10))")
        await gate?.wait()
        if request.path == "/enough" { throw HTTPError(413) }
    }
    override func post() async throws {
        journal.add("post")
        write("\(received) \(try request.body().readableBytes)")
    }
    override func onConnectionClose() { journal.add("closed") }
    override func onFinish() { journal.add("finish \(status)") }
}

@Suite struct StreamedRequestBodyTests {
    private func app(
        _ journal: Journal, gate: Gate? = nil, census: Census = Census(), log: Journal = Journal()
    ) throws -> Application {
        try Application(
            [
                .route("/.*", Upload.self) { handler in
                    handler.journal = journal
                    handler.gate = gate
                    handler.entry = census.entry()
                }
            ], settings: .telling(log))
    }

    private func head(_ path: String = "/", _ fields: String...) -> String {
        "POST \(path) HTTP/1.1\r\nHost: t\r\n\(fields.map { "\($0)\r\n" }.joined())\r\n"
    }

    @Test("prepare, then the data, then the method", arguments: modes)
    func order(_ mode: TestMode) async throws {
        let journal = Journal()
        try await app(journal).test(mode) { client in
            #expect(await client.post("/", body: ByteBuffer(string: "abc")).text == "3 0")
            #expect(await client.request("POST", "/", chunks: [ByteBuffer(string: "abc")]).text == "3 0")
            #expect(await client.post("/").text == "0 0")
            #expect(await eventually { journal.all.count == 11 })
        }
        let one = ["prepare", "data abc", "post", "finish 200"]
        #expect(journal.all == one + one + ["prepare", "post", "finish 200"])
    }

    @Test("Slowly, piece by piece, as it comes")
    func slow() async throws {
        let journal = Journal()
        try await app(journal).test(.live) { client in
            try await client.connect { connection in
                await connection.send(head("/", "Content-Length: 9"))
                #expect(await eventually { journal.all == ["prepare"] })
                var seen = ["prepare"]
                for piece in ["abc", "def", "ghi"] {
                    await connection.send(piece)
                    seen.append("data \(piece)")
                    let expected = seen
                    #expect(await eventually { journal.all.starts(with: expected) })
                }
                #expect(await connection.response().text == "9 0")
            }
        }
    }

    @Test("A handler that takes its time lets the client wait: what is read ahead is bounded")
    func pressure() async throws {
        let (journal, gate, sent) = (Journal(), Gate(), Counter())
        try await app(journal, gate: gate).test(.live) { client in
            try await client.connect { connection in
                let (piece, count) = (64 * 1024, 1000)
                await connection.send(head("/", "Content-Length: \(piece * count)"))
                let bytes = ByteBuffer(repeating: 0x61, count: piece)
                async let upload: Void = {
                    for _ in 0..<count {
                        await connection.send(bytes)
                        sent.add()
                    }
                }()
                var last = -1
                while last != sent.value || sent.value == 0 {
                    last = sent.value
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(sent.value < count / 4, "\(sent.value) of \(count) pieces went to a handler that takes none")
                gate.open()
                await upload
                #expect(await connection.response().text == "\(piece * count) 0")
            }
        }
    }

    @Test(
        "Refused in prepare, or answered before the end: the rest is read, or the connection ends, never confused",
        arguments: [("/refused", 403), ("/early", 200), ("/enough", 413)])
    func early(_ path: String, _ status: Int) async throws {
        let journal = Journal()
        try await app(journal).test(.live) { client in
            try await client.connect { connection in
                // A little more comes: it is read, and the connection goes on.
                await connection.send(head(path, "Content-Length: 6") + "abc")
                let response = await connection.response()
                #expect(response.status == status)
                #expect(response.keepsConnection)
                await connection.send("def" + head("/", "Content-Length: 2") + "xy")
                #expect(await connection.response().text == "2 0")
            }
            try await client.connect { connection in
                // Far more would come: that is not waited for.
                await connection.send(head(path, "Content-Length: 100000000") + "abc")
                #expect(await connection.response().status == status)
                await connection.send(ByteBuffer(repeating: 0x61, count: 1_000_000))
                await connection.send(get())
                #expect(await connection.rest().readableBytes == 0)
            }
            #expect(await eventually { journal.all.contains("finish \(status)") })
        }
    }

    @Test("Too large: known from the head before the handler runs, else in the middle", arguments: [true, false])
    func tooLarge(_ isKnown: Bool) async throws {
        let journal = Journal()
        var configuration = ServerConfiguration.patient
        configuration.limits.body = 1000
        try await app(journal).test(.live(configuration)) { client in
            let body = ByteBuffer(repeating: 0x61, count: 600)
            let response =
                isKnown
                ? await client.post("/", body: ByteBuffer(repeating: 0x61, count: 1200))
                : await client.request("POST", "/", chunks: [body, body])
            #expect(response.status == 413)
            #expect(!response.keepsConnection)
            if isKnown {
                #expect(journal.all.isEmpty)
            } else {
                #expect(await eventually { journal.all.last == "finish 413" })
                #expect(!journal.all.contains("post"))
            }
            #expect(await client.post("/", body: body).text == "600 0")
        }
    }

    @Test(
        "A client that goes away in the middle: no method, onFinish, nothing left, no error in the log",
        arguments: [true, false])
    func gone(_ isReset: Bool) async throws {
        let (journal, census, log) = (Journal(), Census(), Journal())
        try await app(journal, census: census, log: log).test(.live) { client in
            try await client.connect { connection in
                await connection.send(head("/", "Content-Length: 6") + "abc")
                #expect(await eventually { journal.all.contains("data abc") })
                if isReset { await connection.reset() }
            }
            #expect(await eventually { journal.all.last?.hasPrefix("finish") == true && census.count == 0 })
        }
        #expect(!journal.all.contains("post"))
        #expect(journal.all.count { $0 == "closed" } == 1)
        #expect(log.all.allSatisfy { !$0.hasPrefix("error") }, "\(log.all)")
    }

    @Test("A client that stalls gets 408")
    func stalls() async throws {
        let (journal, log) = (Journal(), Journal())
        var configuration = ServerConfiguration.patient
        configuration.bodyTimeout = .milliseconds(50)
        try await app(journal, log: log).test(.live(configuration)) { client in
            try await client.connect { connection in
                await connection.send(head("/", "Content-Length: 6") + "abc")
                let response = await connection.response()
                #expect(response.status == 408)
                #expect(!response.keepsConnection)
            }
        }
        #expect(log.all.contains { $0.hasPrefix("warning: 408 POST / (127.0.0.1)") }, "\(log.all)")
    }

    @Test("Expect: 100-continue is answered when the body is wanted, and not when it is refused")
    func expects() async throws {
        let journal = Journal()
        try await app(journal).test(.live) { client in
            try await client.connect { connection in
                await connection.send(head("/", "Content-Length: 3", "Expect: 100-continue"))
                #expect(await connection.response(interim: true).status == 100)
                await connection.send("abc")
                #expect(await connection.response(interim: true).text == "3 0")
            }
            try await client.connect { connection in
                await connection.send(head("/refused", "Content-Length: 3", "Expect: 100-continue"))
                let response = await connection.response(interim: true)
                #expect(response.status == 403)
                #expect(!response.keepsConnection, "nobody can tell whether the body comes")
            }
            #expect(await client.request("POST", "/", headers: ["Expect": "200-ok"]).status == 417)
        }
    }

    @Test("A body that is streamed is no form, whatever its type says", arguments: modes)
    func noForm(_ mode: TestMode) async throws {
        final class Named: RequestHandler {
            override class var streamsRequestBody: Bool { true }
            private var before = ""
            override func prepare() async throws { before = try argument("name") }
            override func dataReceived(_ chunk: ByteBuffer) async throws {}
            override func put() async throws {
                let form = try request.bodyArguments().count + request.files().count
                write("\(before) \(try argument("name")) \(try arguments("name").count) \(form)")
            }
        }
        var settings = Settings.quiet
        settings.xsrfCookies = true
        let app = try Application([.route("/", Named.self)], settings: settings)
        let token = XSRFToken.make().encoded()
        let part = "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nform\r\n--b--\r\n"
        try await app.test(mode) { client in
            client.cookies = ["_xsrf": token]
            for (type, body) in [
                ("multipart/form-data; boundary=b", part), ("application/x-www-form-urlencoded", "name=f"),
            ] {
                let headers: HTTPFields = ["Content-Type": type, "X-XSRFToken": token]
                for chunks in [false, true] {
                    let bytes = ByteBuffer(string: body)
                    let response =
                        chunks
                        ? await client.request("PUT", "/?name=query", headers: headers, chunks: [bytes])
                        : await client.put("/?name=query", headers: headers, body: bytes)
                    #expect(response.text == "query query 1 0", "\(type)")
                }
            }
        }
    }

    @Test("Without dataReceived a streaming handler is a 500 that says why")
    func forgotten() async throws {
        final class Forgotten: RequestHandler {
            override class var streamsRequestBody: Bool { true }
            override func post() async throws {}
        }
        let log = Journal()
        try await Application([.route("/", Forgotten.self)], settings: .telling(log)).test(.live) { client in
            #expect(await client.post("/", body: ByteBuffer(string: "a")).status == 500)
        }
        #expect(log.all.contains { $0.contains("dataReceived(_:) is not overridden") })
    }
}
