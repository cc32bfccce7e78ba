import Crosswind
import CrosswindTesting
import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite struct PrecompressedTests {
    private func options(_ codings: [PrecompressedCoding] = [.brotli, .gzip]) -> StaticFileOptions {
        var options = StaticFileOptions()
        options.precompressed = codings
        return options
    }

    private func folder() -> TemporaryDirectory {
        let folder = TemporaryDirectory()
        let now = Int(time(nil)) - 1000
        folder.write("app.js", "original", modified: now)
        folder.write("app.js.br", "as brotli", modified: now)
        folder.write("app.js.gz", "as gzip", modified: now)
        folder.write("plain.js", "plain", modified: now)
        folder.write("old.js", "old", modified: now)
        folder.write("old.js.gz", "older", modified: now - 10)
        folder.write("odd.js", "odd", modified: now)
        folder.makeDirectory("odd.js.br")
        folder.link("odd.js.gz", to: "/etc/passwd")
        return folder
    }

    @Test("The sibling that the client likes best, with the type of the original and a tag of its own")
    func choice() async throws {
        let folder = folder()
        try await serving(folder, options: options()).test { client in
            var tags: Set<String> = []
            for (accepted, text, coding) in [
                ("br, gzip", "as brotli", "br"), ("gzip, br", "as brotli", "br"), ("gzip", "as gzip", "gzip"),
                ("br;q=0.5, gzip", "as gzip", "gzip"), ("*", "as brotli", "br"), ("br;q=0, *", "as gzip", "gzip"),
                ("deflate", "original", nil), ("identity", "original", nil), ("", "original", nil),
                ("identity, gzip;q=0.5", "original", nil),
            ] as [(String, String, String?)] {
                let response = await client.get("/static/app.js", headers: ["Accept-Encoding": accepted])
                #expect(response.text == text, "\(accepted)")
                #expect(response.headers["Content-Encoding"] == coding)
                #expect(response.headers["Content-Type"] == "text/javascript")
                #expect(response.headers["Vary"] == "Accept-Encoding")
                tags.insert(response.headers["ETag"] ?? "")
            }
            #expect(tags.count == 3)
            #expect(await client.get("/static/app.js").text == "original")
        }
    }

    @Test("Ranges and conditions are about what is sent")
    func parts() async throws {
        let folder = folder()
        try await serving(folder, options: options()).test { client in
            let whole = await client.get("/static/app.js", headers: ["Accept-Encoding": "br"])
            let tag = whole.headers["ETag"] ?? ""
            var fields: HTTPFields = ["Accept-Encoding": "br", "Range": "bytes=3-", "If-Range": tag]
            let part = await client.get("/static/app.js", headers: fields)
            #expect(part.status == 206 && part.text == "brotli" && part.headers["Content-Range"] == "bytes 3-8/9")
            fields = ["Accept-Encoding": "br", "If-None-Match": tag]
            let known = await client.get("/static/app.js", headers: fields)
            #expect(known.status == 304 && known.headers["Vary"] == "Accept-Encoding")
            #expect(known.headers["Content-Encoding"] == nil)
            #expect(await client.get("/static/app.js", headers: ["If-None-Match": tag]).status == 200)
        }
    }

    @Test("No sibling: none, an older one, a directory, a link that leads out")
    func without() async throws {
        let folder = folder()
        try await serving(folder, options: options()).test { client in
            for (name, text) in [("plain.js", "plain"), ("old.js", "old"), ("odd.js", "odd")] {
                let response = await client.get("/static/\(name)", headers: ["Accept-Encoding": "br, gzip"])
                #expect(response.status == 200 && response.text == text)
                #expect(response.headers["Content-Encoding"] == nil && response.headers["Vary"] == nil)
            }
        }
    }

    @Test("Off unless asked for; only the codings that are named")
    func off() async throws {
        let folder = folder()
        try await serving(folder).test { client in
            let response = await client.get("/static/app.js", headers: ["Accept-Encoding": "br, gzip"])
            #expect(response.text == "original" && response.headers["Vary"] == nil)
        }
        try await serving(folder, options: options([.gzip])).test { client in
            #expect(await client.get("/static/app.js", headers: ["Accept-Encoding": "br, gzip"]).text == "as gzip")
        }
    }
}
