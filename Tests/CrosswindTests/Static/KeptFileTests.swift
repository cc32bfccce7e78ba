import CrosswindHTTP
import CrosswindServer
import CrosswindStatic
import CrosswindTesting
import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@testable import Crosswind

/// Small files that are answered from memory. Nothing but the time an answer takes may tell.
@Suite struct KeptFileTests {
    /// What a file has to be kept: it has not changed for a while.
    private func settle(_ folder: TemporaryDirectory, _ name: String) async throws {
        let identity = try #require(FileIdentity(path: folder(name)))
        while identity.isFresh(now: wallClockSeconds()) { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// An application, and whether it keeps what a path names.
    private func serving(_ make: () throws -> Application) throws -> (Application, keeps: (String) -> Bool) {
        let first = KeptFile.nextRoute()
        let app = try make()
        let last = KeptFile.nextRoute()
        return (app, { path in (first...last).contains { KeptFile.all.find(mount: $0, path) != nil } })
    }

    @Test("The second answer is the first one, whatever is asked")
    func sameAnswers() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("docs")
        folder.write("docs/index.html", "<p>index</p>")
        folder.write("a.txt", "0123456789", modified: 784_111_777)
        folder.write("empty", "")
        folder.link("link.txt", to: "a.txt")
        for name in ["a.txt", "empty", "docs/index.html"] { try await settle(folder, name) }
        let (app, keeps) = try serving { try CrosswindTests.serving(folder, defaultFilename: "index.html") }
        let tag = try await app.test(.live) { await $0.get("/static/docs/").headers["ETag"] } ?? ""
        let asked: [HTTPFields] = [
            [:], ["Range": "bytes=2-4"], ["Range": "bytes=-3"], ["Range": "bytes=99-"], ["Range": "bytes=0-"],
            ["If-None-Match": "*"], ["If-None-Match": "\"x\""], ["If-Match": "\"x\""], ["If-None-Match": tag],
            ["If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"],
            ["If-Unmodified-Since": "Sun, 06 Nov 1994 08:49:36 GMT"],
            ["Range": "bytes=0-1", "If-Range": "\"x\""], ["Range": "bytes=0-1", "If-Range": tag],
        ]
        try await app.inBothModes { client in
            for path in ["a.txt", "a%2Etxt", "link.txt", "empty", "docs/", "a.txt?v=1", "docs/?v=1"] {
                for method in ["GET", "HEAD", "POST"] {
                    for headers in asked {
                        KeptFile.all.forgetAll()
                        let first = await client.request(method, "/static/\(path)", headers: headers)
                        let again = await client.request(method, "/static/\(path)", headers: headers)
                        #expect(
                            again.status == first.status && again.body == first.body, "\(method) \(path) \(headers)")
                        for (name, value) in first.headers.getAll() where name != "Date" && name != "Expires" {
                            #expect(again.headers[name] == value, "\(method) \(path) \(headers)")
                        }
                        #expect(again.headers.count == first.headers.count)
                    }
                }
            }
            #expect(await client.get("/static/docs/").status == 200)
            #expect(keeps("docs/"))
            #expect(await client.get("/static/docs").status == 301)
        }
    }

    @Test("With a slash or without: the default file of a directory has one address")
    func slashes() async throws {
        let folder = TemporaryDirectory()
        folder.makeDirectory("docs")
        folder.write("docs/index.html", "index")
        try await settle(folder, "docs/index.html")
        let (app, keeps) = try serving {
            try Application(
                [.static("/(?<path>[a-z]*)/?", directory: folder.path, defaultFilename: "index.html")], settings: .quiet
            )
        }
        await app.test { client in
            for _ in 0..<2 {
                #expect(await client.get("/docs/").text == "index")
                #expect(await client.get("/docs").status == 301)
            }
        }
        #expect(keeps("docs"))
    }

    @Test("A file that is changed, replaced, removed or reached otherwise is seen at once")
    func changes() async throws {
        let folder = TemporaryDirectory()
        for name in ["root", "root/sub"] { folder.makeDirectory(name) }
        for name in ["changed", "replaced", "removed", "linked", "sub/moved"] { folder.write("root/\(name)", "before") }
        folder.write("outside", "secret")
        folder.link("root/link", to: "linked")
        for name in ["changed", "replaced", "removed", "linked", "sub/moved"] {
            try await settle(folder, "root/\(name)")
        }
        let (app, keeps) = try serving {
            try Application([.static("/", directory: folder("root"))], settings: .quiet)
        }
        try await app.test(.live) { client in
            for name in ["changed", "replaced", "removed", "link", "sub/moved"] {
                for _ in 0..<2 { #expect(await client.get("/\(name)").text == "before") }
                #expect(keeps(name))
            }
            let before = await client.get("/changed").headers["ETag"]
            folder.write("root/changed", "after!", modified: time(nil) - 3600)
            #expect(await client.get("/changed").text == "after!")
            #expect(await client.get("/changed").headers["ETag"] != before)
            folder.write("root/new", "after!")
            rename(folder("root/new"), folder("root/replaced"))
            #expect(await client.get("/replaced").text == "after!")
            unlink(folder("root/removed"))
            #expect(await client.get("/removed").status == 404)
            unlink(folder("root/link"))
            folder.link("root/link", to: "../outside")
            #expect(await client.get("/link").status == 403)
            rename(folder("root/sub"), folder("sub"))
            #expect(await client.get("/sub/moved").status == 404)
        }
    }

    @Test("What has just changed, is long, or is served in another way is not kept")
    func notKept() async throws {
        final class Own: StaticFileHandler {}
        let folder = TemporaryDirectory()
        folder.write("long.bin", [UInt8](repeating: 1, count: KeptFile.largest + 1))
        folder.write("short.bin", [UInt8](repeating: 1, count: KeptFile.largest))
        for name in ["long.bin", "short.bin"] { try await settle(folder, name) }
        folder.write("fresh.txt", "1")
        var options = StaticFileOptions()
        options.precompressed = [.gzip]
        let (plain, plainKeeps) = try serving { try CrosswindTests.serving(folder) }
        let (own, ownKeeps) = try serving { try CrosswindTests.serving(folder, handler: Own.self) }
        let (packed, packedKeeps) = try serving { try CrosswindTests.serving(folder, options: options) }
        for app in [plain, own, packed] {
            await app.test { client in
                for name in ["long.bin", "short.bin", "fresh.txt"] {
                    for _ in 0..<2 { #expect(await client.get("/static/\(name)").status == 200) }
                }
            }
        }
        let others = ["short.bin/", "./short.bin", "x/../short.bin", ".//short.bin"]
        await plain.test { client in
            for path in others { #expect(await client.get("/static/\(path)").status == 200) }
        }
        #expect(!others.contains(where: plainKeeps))
        #expect(plainKeeps("short.bin") && !plainKeeps("long.bin") && !plainKeeps("fresh.txt"))
        #expect(!ownKeeps("short.bin") && !packedKeeps("short.bin"))
    }

    @Test("Compression sees the same bytes")
    func compression() async throws {
        let folder = TemporaryDirectory()
        folder.write("a.css", String(repeating: "a{} ", count: 1000))
        try await settle(folder, "a.css")
        var settings = Settings.quiet
        settings.compressResponse = true
        let (app, keeps) = try serving { try CrosswindTests.serving(folder, settings: settings) }
        try await app.inBothModes { client in
            KeptFile.all.forgetAll()
            let headers: HTTPFields = ["Accept-Encoding": "gzip"]
            let first = await client.get("/static/a.css", headers: headers)
            #expect(keeps("a.css"))
            let again = await client.get("/static/a.css", headers: headers)
            #expect(again.headers["Content-Encoding"] == "gzip" && again.body == first.body)
            #expect(again.headers["ETag"] == first.headers["ETag"] && again.headers["ETag"]?.hasPrefix("W/") == true)
            #expect(await client.get("/static/a.css").text == String(repeating: "a{} ", count: 1000))
        }
    }
}
