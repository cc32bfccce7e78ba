import Crosswind
import CrosswindTesting
import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The code of docs/testing.md, as it stands there.
@Suite struct DocumentationTests {
    final class VisitsHandler: RequestHandler {
        override func get() async throws {
            let visits = Int(cookie("visits", default: "0")) ?? 0
            setCookie("visits", "\(visits + 1)")
            write("visits before: \(visits)")
        }

        override func post() async throws {
            guard try argument("forget") == "yes" else { throw HTTPError(400, "forget what?") }
            clearCookie("visits")
            redirect("/", status: 303)
        }
    }

    @Test func visits() async throws {
        let application = try Application([.route("/", VisitsHandler.self)])
        await application.test { client in
            #expect(await client.get("/").text == "visits before: 0")
            #expect(await client.get("/").text == "visits before: 1")
            client.followsRedirects = true
            #expect(await client.post("/", form: [("forget", "yes")]).text == "visits before: 0")
            #expect(await client.post("/", form: []).status == 400)
        }
    }

    final class GreetingHandler: RequestHandler {
        override func get() async throws { write("Hello, world") }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func greets(_ mode: TestMode) async throws {
        try await Application([.route("/", GreetingHandler.self)]).test(mode) { client in
            #expect(await client.get("/").text == "Hello, world")
        }
    }

    final class EventsHandler: RequestHandler {
        override func get() async throws {
            write("first")
            try await flush()
        }
    }

    @Test func events() async throws {
        let application = try Application([.route("/events", EventsHandler.self)])
        try await application.test(.live) { client in
            try await client.stream("GET", "/events") { events in
                #expect(events.status == 200)
                let first = try await events.next()
                #expect(first == ByteBuffer(string: "first"))
            }
        }
    }

    @Test func twoHosts() async throws {
        let application = try Application([.route("/", GreetingHandler.self)])
        try await application.test(.live) { client in
            try await client.connect { connection in
                await connection.send("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
                #expect(await connection.response().status == 400)
            }
        }
    }

    @Test("What the page shows is what runs here")
    func page() throws {
        let here = #filePath.split(separator: "/").map(String.init)
        let root = "/" + here.dropLast(3).joined(separator: "/")
        let page = try text(root + "/docs/testing.md")
        let tests = lines(try text(#filePath)).joined(separator: "\n")
        let snippets = page.components(
            between: "<!-- run: Tests/CrosswindTestingTests/DocumentationTests.swift -->\n```swift\n", and: "```")
        #expect(snippets.count == 4)
        for snippet in snippets {
            // Declarations may stand apart here; each is there line by line.
            for block in snippet.split(separator: "\n\n") where !block.isEmpty {
                #expect(tests.contains(lines(String(block)).joined(separator: "\n")), "not run: \(block)")
            }
        }
    }

    /// Without indentation, which differs.
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    }

    private func text(_ path: String) throws -> String {
        let file = try #require(fopen(path, "r"), "no \(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&room, 1, room.count, file), count > 0 { bytes += room[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    fileprivate func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<closing.lowerBound]))
            rest = rest[closing.upperBound...]
        }
        return found
    }
}
