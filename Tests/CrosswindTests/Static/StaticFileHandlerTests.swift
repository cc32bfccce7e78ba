import Crosswind
import CrosswindTesting
import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Settings whose logs nobody reads.
func quiet() -> Settings {
    var settings = Settings()
    settings.logger = logger(Journal())
    settings.accessLogger = logger(Journal())
    return settings
}

/// An application that serves `folder`.
func serving(
    _ folder: TemporaryDirectory, _ prefix: String = "/static/", defaultFilename: String? = nil,
    options: StaticFileOptions = StaticFileOptions(), handler: StaticFileHandler.Type = StaticFileHandler.self,
    settings: Settings = quiet()
) throws -> Application {
    return try Application(
        [.static(prefix, directory: folder.path, defaultFilename: defaultFilename, options: options, handler: handler)],
        settings: settings)
}

/// SHA-512 of `hello`, as `sha512sum` gives it.
let helloVersion =
    "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7"
    + "2323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043"

@Suite struct StaticFileHandlerTests {
    @Test("A file with all that describes it")
    func wholeFile() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello", modified: 784_111_777)
        try await serving(folder).test { client in
            let response = await client.get("/static/a.txt")
            #expect(response.status == 200)
            #expect(response.text == "hello")
            #expect(response.headers["Content-Type"] == "text/plain")
            #expect(response.headers["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT")
            #expect(response.headers["ETag"] == "\"\(helloVersion)\"")
            #expect(response.headers["Accept-Ranges"] == "bytes")
            for absent in ["Cache-Control", "Expires", "Vary", "Content-Encoding", "Content-Range"] {
                #expect(response.headers[absent] == nil)
            }
        }
    }

    @Test("HEAD says what GET says, without the content; other methods are 405")
    func methods() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        try await serving(folder).test { client in
            let got = await client.get("/static/a.txt")
            let head = await client.request("HEAD", "/static/a.txt")
            #expect(head.status == 200)
            #expect(head.headers == got.headers)
            #expect(head.body.readableBytes == 0)
            for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
                let refused = await client.request(method, "/static/a.txt")
                #expect(refused.status == 405)
                #expect(refused.headers["Allow"] == "GET, HEAD")
            }
        }
    }

    @Test("404 and 403: missing files, directories, what is no file")
    func missing() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("sub")
        folder.write("a.txt", "hello")
        mkfifo(folder("fifo"), 0o644)
        try await serving(folder).test { client in
            for (path, status) in [
                ("nothing", 404), ("nothing/at/all", 404), ("a.txt/b", 404), ("sub", 403), ("sub/", 403), ("", 403),
                ("fifo", 403), (String(repeating: "n", count: 300), 404), ("a%00.txt", 403), ("%FF", 400),
                ("a.txt/", 200), ("./a.txt", 200), ("sub/../a.txt", 200), ("sub//..//a.txt", 200), ("a%2Etxt", 200),
            ] {
                #expect(await client.get("/static/\(path)").status == status, "\(path)")
            }
            #expect(await client.get("/static").status == 404)
            #expect(await client.get("/staticfile").status == 404)
        }
    }

    @Test("What leads out of the directory is 403, however it is written")
    func traversal() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("root")
        folder.write("secret", "s")
        folder.write("root2", "s")
        folder.makeDirectory("root/sub")
        let root = folder("root")
        let settings = quiet()
        let app = try Application([.static("/static/", directory: root)], settings: settings)
        await app.test { client in
            for path in [
                "../secret", "..%2Fsecret", "%2e%2e/secret", "%2E%2E%2Fsecret", "sub/../../secret", "..", "../root2",
                "/etc/passwd", "%2Fetc%2Fpasswd", "../../../../../../etc/passwd", "sub/%2e%2e/%2e%2e/secret",
                "../root2/x",
            ] {
                let response = await client.get("/static/\(path)")
                #expect(response.status == 403, "\(path)")
                #expect(!response.text.contains(folder.path))
            }
            // What only looks like it.
            for path in ["..secret", "%252e%252e%252fsecret", "..%5csecret", "....//secret"] {
                #expect(await client.get("/static/\(path)").status == 404, "\(path)")
            }
        }
    }

    @Test("Links may lead anywhere in the directory, and into others that are named")
    func links() async throws {
        let folder = TemporaryDirectory()
        for name in ["root", "root/sub", "shared", "other"] { folder.makeDirectory(name) }
        folder.write("root/a.txt", "inside")
        folder.write("shared/b.txt", "shared")
        folder.write("other/c.txt", "other")
        folder.link("root/good", to: "a.txt")
        folder.link("root/sub/up", to: "../a.txt")
        folder.link("root/absolute", to: folder("root/a.txt"))
        folder.link("root/shared", to: folder("shared"))
        folder.link("root/out", to: "../other/c.txt")
        folder.link("root/outdir", to: "../other")
        folder.link("root/gone", to: "../other/nothing")
        folder.link("root/lost", to: "nothing")
        folder.link("root/loop", to: "loop")
        folder.link("door", to: "root")
        var options = StaticFileOptions()
        for allowed in [false, true] {
            if allowed { options.allowedSymlinkDirectories = [folder("root"), folder("shared")] }
            let settings = quiet()
            let app = try Application(
                [
                    .static("/static/", directory: folder("root"), options: options),
                    .static("/door/", directory: folder("door"), options: options),
                ], settings: settings)
            await app.test { client in
                for prefix in ["/static/", "/door/"] {
                    for (path, status) in [
                        ("good", 200), ("sub/up", 200), ("absolute", 200), ("shared/b.txt", allowed ? 200 : 403),
                        ("out", 403), ("outdir/c.txt", 403), ("outdir/nothing", 403), ("gone", 403), ("lost", 404),
                        ("loop", 404),
                    ] {
                        #expect(await client.get(prefix + path).status == status, "\(prefix)\(path) \(allowed)")
                    }
                }
            }
        }
    }

    @Test("A directory has its default file, behind a slash")
    func defaultFile() async throws {
        let folder = TemporaryDirectory()
        for name in ["sub", "empty", "deep", "deep/index.html", "linked"] { folder.makeDirectory(name) }
        folder.write("index.html", "front")
        folder.write("sub/index.html", "sub")
        folder.link("linked/index.html", to: "/etc/passwd")
        for prefix in ["/static/", "/"] {
            let app = try serving(folder, prefix, defaultFilename: "index.html")
            await app.test { client in
                let front = await client.get(prefix)
                #expect(front.text == "front")
                #expect(front.headers["Content-Type"] == "text/html")
                #expect(await client.get(prefix + "sub/").text == "sub")
                let moved = await client.get(prefix + "sub")
                #expect(moved.status == 301)
                #expect(moved.headers["Location"] == prefix + "sub/")
                #expect(await client.get(prefix + "empty/").status == 404)
                #expect(await client.get(prefix + "deep/").status == 403)
                #expect(await client.get(prefix + "linked/").status == 403)
            }
        }
        try await serving(folder, "/", defaultFilename: "index.html").test { client in
            // A redirect to //sub/ would lead to the host called sub.
            let response = await client.get("//sub")
            #expect(response.status == 403 && response.headers["Location"] == nil)
        }
    }

    @Test("Conditions: the tag first, then the date")
    func conditions() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello", modified: 784_111_777)
        try await serving(folder).test { client in
            let (tag, date) = ("\"\(helloVersion)\"", "Sun, 06 Nov 1994 08:49:37 GMT")
            for (fields, status) in [
                (["If-None-Match": tag], 304), (["If-None-Match": "W/\(tag)"], 304), (["If-None-Match": "*"], 304),
                (["If-None-Match": "\"x\", \(tag)"], 304), (["If-None-Match": "\"x\""], 200),
                (["If-Modified-Since": date], 304), (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:38 GMT"], 304),
                (["If-Modified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"], 200), (["If-Modified-Since": "nonsense"], 200),
                (["If-None-Match": "\"x\"", "If-Modified-Since": date], 200),
                (["If-Match": tag], 200), (["If-Match": "\"x\""], 412),
                (["If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"], 412), (["If-Unmodified-Since": date], 200),
            ] as [(HTTPFields, Int)] {
                let response = await client.get("/static/a.txt", headers: fields)
                #expect(response.status == status, "\(fields)")
                if status == 304 {
                    #expect(response.body.readableBytes == 0)
                    #expect(response.headers["ETag"] == tag)
                    #expect(response.headers["Content-Type"] == nil)
                }
            }
        }
    }

    @Test("With a version in the URL it may be kept for ten years")
    func caching() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        try await serving(folder).test { client in
            for query in ["v=1", "v=", "a=b&v=x"] {
                let response = await client.get("/static/a.txt?\(query)")
                #expect(response.headers["Cache-Control"] == "max-age=315360000")
                let expires = response.headers["Expires"].flatMap { HTTPDate($0, now: Int64(time(nil))) }
                #expect(abs((expires?.unixTime ?? 0) - Int64(time(nil)) - 315_360_000) < 60)
            }
            #expect(await client.get("/static/a.txt?version=1").headers["Cache-Control"] == nil)
        }
    }

    @Test("A pattern with a group, named or not")
    func patterns() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        folder.write("a.bin", "binary")
        let root = folder.path
        let settings = quiet()
        let app = try Application(
            [
                .static("/text/(?<path>.*\\.txt)", directory: root), .static("/any/(.*)", directory: root),
                .static("/a.b+c", directory: root),
                .route("/own/(.*)", StaticFileHandler.self) { $0.root = root },
                .route("/broken/(.*)", StaticFileHandler.self),
            ], settings: settings)
        await app.test { client in
            for (path, status) in [
                ("/text/a.txt", 200), ("/text/a.bin", 404), ("/any/a.bin", 200), ("/own/a.txt", 200),
                ("/a.b+c/a.txt", 200), ("/aXb+c/a.txt", 404), ("/broken/a.txt", 500),
            ] {
                #expect(await client.get(path).status == status, "\(path)")
            }
        }
    }

    @Test("staticPath adds its routes before all others")
    func settingsRoutes() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.txt", "hello")
        folder.write("robots.txt", "robots")
        folder.write("favicon.ico", "icon")
        var settings = quiet()
        settings.staticPath = folder.path
        settings.staticURLPrefix = "/files/"
        let app = try application(settings: settings) { $0.onMethod["GET"] = { $0.write("own") } }
        await app.test { client in
            #expect(await client.get("/files/a.txt").text == "hello")
            #expect(await client.get("/robots.txt").text == "robots")
            let icon = await client.get("/favicon.ico")
            #expect(icon.text == "icon" && icon.headers["Content-Type"] == "image/vnd.microsoft.icon")
            #expect(await client.get("/static/a.txt").text == "own")
        }
    }
}
