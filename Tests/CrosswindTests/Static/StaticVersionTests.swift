import CrosswindStatic
import CrosswindTesting
import NIOCore
import Testing

@testable import Crosswind

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct StaticVersionTests {
    private func settings(_ folder: TemporaryDirectory) -> Settings {
        var settings = quiet()
        settings.staticPath = folder.path
        return settings
    }

    @Test("staticURL has the version that the file's ETag has")
    func urls() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("sub dir")
        folder.write("a.txt", "hello")
        folder.write("sub dir/\u{E9}.txt", "hello")
        let app = try answering(settings: settings(folder)) { handler in
            handler.write(try handler.staticURL("a.txt") + "\n")
            handler.write(try handler.staticURL("a.txt", includeVersion: false) + "\n")
            handler.write(try handler.staticURL("a.txt", includeVersion: false, includeHost: true) + "\n")
            handler.write(try handler.staticURL("sub dir/\u{E9}.txt") + "\n")
            handler.write(try handler.staticURL("missing.txt") + "\n")
            handler.write(try handler.staticURL("") + "\n")
        }
        await app.test { client in
            let lines = await client.get("/page").text.split(separator: "\n").map(String.init)
            #expect(
                lines == [
                    "/static/a.txt?v=\(helloVersion)", "/static/a.txt", "http://127.0.0.1/static/a.txt",
                    "/static/sub%20dir/%C3%A9.txt?v=\(helloVersion)", "/static/missing.txt", "/static/",
                ])
            for line in [lines[0], lines[3]] {
                let response = await client.get(line)
                #expect(response.text == "hello")
                #expect(response.headers["Cache-Control"] == "max-age=315360000")
            }
        }
    }

    @Test("A URL of something outside is refused, and tells nothing of a link's target")
    func outside() async throws {
        let folder = TemporaryDirectory()
        folder.link("passwd", to: "/etc/passwd")
        let app = try answering(settings: settings(folder)) { handler in
            handler.write(try handler.staticURL(try handler.argument("name")))
        }
        await app.test { client in
            #expect(await client.get("/?name=../x").status == 403)
            #expect(await client.get("/?name=passwd").text == "/static/passwd")
        }
        let without = try answering { handler in handler.write(try handler.staticURL("x")) }
        await without.test { client in #expect(await client.get("/").status == 500) }
    }

    @Test("Behind what the application is mounted under, unless the handler's URLs are another host's")
    func mounted() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        final class Elsewhere: StaticFileHandler {
            override class func makeStaticURL(
                _ settings: Settings, _ path: String, includeVersion: Bool
            ) throws -> String { "https://cdn.example/\(path)" }
        }
        func outer(_ settings: Settings) throws -> Application {
            let inner = try answering(settings: settings) { $0.write(try $0.staticURL("a.txt", includeVersion: false)) }
            return try Application([.mount("/one", try Application([.mount("/two", inner)]))], settings: quiet())
        }
        try await outer(settings(folder)).test(.live) { client in
            let url = await client.get("/one/two/").text
            #expect(url == "/one/two/static/a.txt")
            #expect(await client.get(url).text == "hello")
        }
        var settings = settings(folder)
        settings.staticHandlerClass = Elsewhere.self
        try await outer(settings).test(.live) { client in
            #expect(await client.get("/one/two/").text == "https://cdn.example/a.txt")
        }
    }

    @Test("A changed file has a new version at once")
    func changes() async throws {
        let folder = TemporaryDirectory()
        let app = try serving(folder)
        await app.test { client in
            var seen: Set<String> = []
            for content in ["first", "other", "third"] {
                folder.write("a.txt", content)
                for _ in 0..<2 {
                    let response = await client.get("/static/a.txt")
                    #expect(response.text == content)
                    seen.insert(response.headers["ETag"] ?? "")
                }
            }
            #expect(seen.count == 3)
        }
    }

    @Test("A large file is hashed elsewhere, by one thread for all who ask; its URL has a version once that is done")
    func large() async throws {
        let folder = TemporaryDirectory()
        let content = [UInt8](repeating: 7, count: 3 << 20)
        folder.write("big.bin", content)
        let app = try answering(settings: settings(folder)) { $0.write(try $0.staticURL("big.bin")) }
        let expected = try ContentHash.of(path: folder("big.bin"), limit: .max) ?? ""
        try await withThrowingTaskGroup(of: String?.self) { group in
            let serving = try serving(folder)
            for _ in 0..<8 {
                group.addTask { await serving.test { await $0.get("/static/big.bin").headers["ETag"] } }
            }
            for try await tag in group { #expect(tag == "\"\(expected)\"") }
        }
        for _ in 0..<1000 {
            let url = await app.test { await $0.get("/").text }
            if url == "/static/big.bin?v=\(expected)" { return }
            #expect(url == "/static/big.bin")
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the version never came")
    }

    final class SmallLimit: StaticFileHandler {
        override class var maxVersionContentSize: Int { 4 }
    }

    @Test("What is too long has no version, and is served by its date")
    func tooLong() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        try await serving(folder, handler: SmallLimit.self).test { client in
            let response = await client.get("/static/a.txt")
            #expect(response.headers["ETag"] == nil)
            let date = response.headers["Last-Modified"] ?? ""
            #expect(await client.get("/static/a.txt", headers: ["If-Modified-Since": date]).status == 304)
            #expect(
                await client.get("/static/a.txt", headers: ["If-Range": date, "Range": "bytes=0-1"]).status == 206)
        }
    }

    @Test("The cache keeps what is used, up to its capacity")
    func bounded() throws {
        let cache = VersionCache(capacity: 20)
        let id = ObjectIdentifier(StaticFileHandler.self)
        func key(_ number: Int) -> VersionCache.Key { .init(handler: id, path: "\(number)") }
        for number in 0..<1000 {
            _ = cache.make(key(number), nil) { "v\(number)" }
            #expect(cache.find(key(0), nil) == .some("v0"))
            #expect(cache.count <= 21)
        }
        #expect(cache.find(key(500), nil) == nil)
        #expect(cache.find(key(999), nil) == .some("v999"))
        cache.clear()
        #expect(cache.count == 0)
    }

    @Test("What has only just changed may change again unseen, and is not kept")
    func fresh() throws {
        let folder = TemporaryDirectory()
        let path = folder.write("a", "x")
        let cache = VersionCache()
        let key = VersionCache.Key(handler: ObjectIdentifier(StaticFileHandler.self), path: path)
        let identity = try #require(FileIdentity(path: path))
        #expect(identity.isFresh(now: Int64(time(nil))))
        #expect(!identity.isFresh(now: Int64(time(nil)) + 10))
        #expect(cache.make(key, identity) { "v" } == "v")
        #expect(cache.find(key, identity) == nil)
        // Replaced between opening and hashing: the version is of another content.
        #expect(
            cache.make(key, identity) {
                folder.write("a", "longer"); return "v"
            } == nil)
    }
}
