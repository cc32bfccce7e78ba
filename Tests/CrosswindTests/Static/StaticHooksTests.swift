import Crosswind
import CrosswindTesting
import NIOCore
import Synchronization
import Testing

/// Content from memory and not from files, as Tornado's documentation describes it.
final class MemoryFiles: StaticFileHandler {
    static let contents = ["a.txt": "hello", "b.html": "<p>"]

    override class func getAbsolutePath(_ root: String, _ path: String) throws -> String { "memory:" + path }
    override func validateAbsolutePath(_ root: String, _ absolutePath: String) throws -> String? {
        guard Self.contents[path] != nil else { throw HTTPError(404) }
        return absolutePath
    }
    override func getContentSize() throws -> Int { Self.contents[path]?.utf8.count ?? 0 }
    override func getModifiedTime() throws -> HTTPDate? { nil }
    static let made = Mutex(0)
    override func getContent(_ absolutePath: String, _ range: Range<Int>) async throws -> ByteBuffer? {
        await Task.yield()
        Self.made.withLock { $0 += 1 }
        return ByteBuffer(bytes: Array((Self.contents[path] ?? "").utf8)[range])
    }
    override class func getContentVersion(_ absolutePath: String) throws -> String? {
        "version of \(absolutePath.dropFirst(7))"
    }
}

/// Versions in the path instead of the query, and fields of its own.
final class PathVersions: StaticFileHandler {
    override class func makeStaticURL(_ settings: Settings, _ path: String, includeVersion: Bool) throws -> String {
        "/static/\(try getVersion(settings, path)?.prefix(8) ?? "none")/\(path)"
    }
    override func parseURLPath(_ urlPath: String) -> String {
        String(urlPath.drop { $0 != "/" }.dropFirst())
    }
    override func getCacheTime(_ path: String, _ modified: HTTPDate?, _ mimeType: String) -> Int {
        mimeType == "text/plain" ? 60 : 0
    }
    override func setExtraHeaders(_ path: String) { setHeader("X-Path", path) }
    override func getContentType() -> String { path.hasSuffix(".txt") ? "text/plain" : super.getContentType() }
}

final class NeverModified: StaticFileHandler {
    override func shouldReturn304() -> Bool { false }
}

@Suite struct StaticHooksTests {
    @Test("Everything but the file system")
    func memory() async throws {
        try await serving(TemporaryDirectory(), handler: MemoryFiles.self).test { client in
            let response = await client.get("/static/a.txt")
            #expect(response.text == "hello")
            #expect(response.headers["Content-Type"] == "text/plain")
            #expect(response.headers["ETag"] == "\"version of a.txt\"")
            #expect(response.headers["Last-Modified"] == nil)
            let part = await client.get("/static/a.txt", headers: ["Range": "bytes=1-2"])
            #expect(part.status == 206 && part.text == "el" && part.headers["Content-Range"] == "bytes 1-2/5")
            #expect(
                await client.get("/static/a.txt", headers: ["If-None-Match": "\"version of a.txt\""]).status == 304)
            #expect(await client.get("/static/c.txt").status == 404)
            let made = MemoryFiles.made.withLock { $0 }
            let head = await client.request("HEAD", "/static/b.html")
            #expect(head.headers["ETag"] == "\"version of b.html\"")
            #expect(head.headers["Content-Length"] == "3")
            #expect(MemoryFiles.made.withLock { $0 } == made, "nobody sees the content of HEAD")
        }
    }

    @Test("URLs, fields and times of one's own")
    func overridden() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        var settings = quiet()
        settings.staticPath = folder.path
        settings.staticHandlerClass = PathVersions.self
        let app = try answering(settings: settings) { $0.write(try $0.staticURL("a.txt")) }
        await app.test { client in
            let url = await client.get("/").text
            #expect(url == "/static/9b71d224/a.txt")
            let response = await client.get(url)
            #expect(response.text == "hello")
            #expect(response.headers["Cache-Control"] == "max-age=60")
            #expect(response.headers["X-Path"] == "a.txt")
        }
    }

    @Test("A handler that never says 304")
    func never304() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        try await serving(folder, handler: NeverModified.self).test { client in
            #expect(await client.get("/static/a.txt", headers: ["If-None-Match": "*"]).status == 200)
        }
        // With transforms the file goes through finish(), which looks at ETags itself.
        var settings = quiet()
        settings.compressResponse = true
        try await serving(folder, handler: NeverModified.self, settings: settings).test { client in
            let response = await client.get(
                "/static/a.txt", headers: ["If-None-Match": "*", "Accept-Encoding": "gzip"])
            #expect(response.status == 200 && response.text == "hello")
        }
    }
}
