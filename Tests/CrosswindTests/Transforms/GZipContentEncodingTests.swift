import Crosswind
import CrosswindCompression
import CrosswindTesting
import NIOCore
import Testing

@Suite struct GZipContentEncodingTests {
    private static let text = String(repeating: "All work and no play. ", count: 200)

    private func compressing(
        _ change: (inout Settings) -> Void = { _ in }, get: @escaping Probe.Body
    ) throws -> Application {
        var settings = quiet()
        settings.compressResponse = true
        change(&settings)
        return try answering(settings: settings, get: get)
    }

    private func plain(_ response: TestResponse) throws -> String {
        let bytes = try Compression.decompress(Array(buffer: response.body), format: .gzip, limit: 1 << 24)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Text of some length is compressed for those who understand it; Vary says so to all")
    func accepted() async throws {
        let app = try compressing { $0.write(Self.text) }
        for mode in [TestMode.inProcess, .live] {
            try await app.test(mode) { client in
                for (accepted, isCompressed) in [
                    ("gzip", true), ("deflate, gzip;q=0.5", true), ("x-gzip", true), ("*", true), ("gzip;q=0", false),
                    ("deflate", false), ("identity, gzip;q=0.1", false), ("", false), ("br, gzip", true),
                ] {
                    let response = await client.get("/", headers: ["Accept-Encoding": accepted])
                    #expect(response.status == 200)
                    #expect(response.headers["Vary"] == "Accept-Encoding")
                    #expect(response.headers["Content-Encoding"] == (isCompressed ? "gzip" : nil), "\(accepted)")
                    #expect(response.headers["ETag"]?.hasPrefix("W/\"") == isCompressed)
                    if isCompressed {
                        #expect(response.body.readableBytes < 200)
                        let text = try plain(response)
                        #expect(text == Self.text)
                    } else {
                        #expect(response.text == Self.text)
                    }
                }
                #expect(await client.get("/").headers["Vary"] == "Accept-Encoding")
                let whole = await client.get("/", headers: ["Accept-Encoding": "gzip"])
                let head = await client.head("/", headers: ["Accept-Encoding": "gzip"])
                for name in ["Content-Encoding", "ETag", "Vary", "Content-Length"] {
                    #expect(head.headers[name] == whole.headers[name], "\(name)")
                }
            }
        }
    }

    @Test("Tornado's types, from 1,024 bytes on; never what is encoded, or only a part")
    func rules() async throws {
        let app = try compressing { handler in
            let length = Int(try handler.argument("length", default: "2000")) ?? 0
            if let type = try? handler.argument("type") { handler.setHeader("Content-Type", type) }
            if let coding = try? handler.argument("coding") { handler.setHeader("Content-Encoding", coding) }
            if (try? handler.argument("part")) != nil {
                handler.setStatus(206)
                handler.setHeader("Content-Range", "bytes 0-1999/4000")
            }
            handler.write(String(repeating: "x", count: length))
        }
        await app.test { client in
            for (query, isCompressed) in [
                ("", true), ("length=1024", true), ("length=1023", false), ("length=0", false),
                ("type=text/plain", true), ("type=text/anything%3B charset%3Dx", true), ("type=application/json", true),
                ("type=application/json%3B+charset%3DUTF-8", true), ("type=image/svg%2Bxml", true),
                ("type=application/xhtml%2Bxml", true), ("type=image/png", false),
                ("type=application/octet-stream", false), ("type=application/x-text/", false), ("coding=br", false),
                ("coding=gzip", false), ("part=1", false),
            ] {
                let uri = "/?" + query.split(separator: " ").joined(separator: "+")
                let response = await client.get(uri, headers: ["Accept-Encoding": "gzip"])
                #expect(
                    (response.headers["Content-Encoding"] == "gzip") == (isCompressed || query == "coding=gzip"),
                    "\(query)")
                if !isCompressed { #expect(response.headers["ETag"]?.hasPrefix("W/") != true) }
                #expect(response.headers["Vary"] == "Accept-Encoding")
            }
        }
    }

    @Test("Rules of one's own")
    func options() async throws {
        let app = try compressing {
            $0.responseCompression.minimumLength = 10
            $0.responseCompression.level = 1
            $0.responseCompression.contentTypes.insert("application/wasm")
        } get: { handler in
            handler.setHeader("Content-Type", "application/wasm")
            handler.write("0123456789")
        }
        try await app.test { client in
            let response = await client.get("/", headers: ["Accept-Encoding": "gzip"])
            let text = try plain(response)
            #expect(text == "0123456789")
        }
    }

    @Test("What is flushed can be read at once, whatever its length")
    func streamed() async throws {
        let app = try compressing { handler in
            handler.setHeader("Content-Length", 15)
            for piece in ["first", "other", "third"] {
                handler.write(piece)
                try await handler.flush()
                // Nothing new: nothing is sent.
                try await handler.flush()
            }
        }
        try await app.test(.live) { client in
            try await client.stream("GET", "/", headers: ["Accept-Encoding": "gzip"]) { stream in
                #expect(stream.headers["Content-Encoding"] == "gzip")
                #expect(stream.headers["Content-Length"] == nil)
                var decompressor = try Decompressor(format: .gzip, limit: 1000)
                for expected in ["first", "other", "third"] {
                    var text = ""
                    let piece = try #require(try await stream.next())
                    try decompressor.append(Array(buffer: piece)) { text += String(decoding: $0, as: UTF8.self) }
                    #expect(text == expected)
                }
                while let piece = try await stream.next() { try decompressor.append(Array(buffer: piece)) { _ in } }
                try decompressor.finish()
            }
            let plain = await client.get("/")
            #expect(plain.text == "firstotherthird" && plain.headers["Content-Length"] == "15")
        }
    }

    @Test("A 304 has the fields that the 200 had for this client")
    func notModified() async throws {
        let app = try compressing { $0.write(Self.text) }
        try await app.test(.live) { client in
            for accepted in ["gzip", "br"] {
                let tag = await client.get("/", headers: ["Accept-Encoding": accepted]).headers["ETag"] ?? ""
                let again = await client.get("/", headers: ["Accept-Encoding": accepted, "If-None-Match": tag])
                #expect(again.status == 304)
                #expect(again.headers["ETag"] == tag && again.headers["Vary"] == "Accept-Encoding")
                #expect(again.headers["Content-Encoding"] == nil && again.body.readableBytes == 0)
            }
        }
    }

    @Test("Vary has what the handler put there, and Accept-Encoding once")
    func vary() async throws {
        let app = try compressing { handler in handler.setHeader("Vary", try handler.argument("vary")) }
        await app.test { client in
            for (given, expected) in [
                ("Cookie", "Cookie, Accept-Encoding"), ("Accept-Encoding", "Accept-Encoding"), ("*", "*"),
                ("Cookie,accept-encoding", "Cookie,accept-encoding"),
            ] {
                #expect(await client.get("/?vary=\(given)").headers["Vary"] == expected)
            }
        }
    }

    @Test("An error page is compressed by itself, after whatever came before it failed")
    func errors() async throws {
        let app = try compressing {
            $0.serveTraceback = true
        } get: { handler in
            handler.write(Self.text)
            throw HTTPError(500, Self.text)
        }
        try await app.test { client in
            let response = await client.get("/", headers: ["Accept-Encoding": "gzip"])
            #expect(response.status == 500)
            let text = try plain(response)
            #expect(text.hasPrefix("HTTPError: HTTP 500"))
        }
    }

    @Test("Files: compressed where it is worth it, ranges and images as they are")
    func files() async throws {
        let folder = TemporaryDirectory()
        let long = String(repeating: "0123456789abcdef", count: 20_000)
        folder.write("small.txt", "hello")
        folder.write("middle.css", Self.text)
        folder.write("long.js", long)
        folder.write("image.png", long)
        folder.write("done.svgz", long)
        var settings = quiet()
        settings.compressResponse = true
        let app = try Application([.static("/", directory: folder.path)], settings: settings)
        for mode in [TestMode.inProcess, .live] {
            try await app.test(mode) { client in
                let fields: HTTPFields = ["Accept-Encoding": "gzip"]
                for (name, text, isCompressed) in [
                    ("small.txt", "hello", false), ("middle.css", Self.text, true), ("long.js", long, true),
                    ("image.png", long, false), ("done.svgz", long, false),
                ] {
                    let response = await client.get("/\(name)", headers: fields)
                    #expect(response.status == 200)
                    #expect((response.headers["Content-Encoding"] == "gzip") == isCompressed, "\(name)")
                    let received = isCompressed ? try plain(response) : response.text
                    #expect(received == text)
                    #expect(response.headers["ETag"]?.hasPrefix("W/") == isCompressed)
                    let head = await client.head("/\(name)", headers: fields)
                    #expect(head.status == 200 && head.body.readableBytes == 0)
                    for field in ["Content-Encoding", "ETag", "Vary", "Content-Type"] {
                        #expect(head.headers[field] == response.headers[field], "\(name) \(field)")
                    }
                    let again = await client.get(
                        "/\(name)",
                        headers: ["Accept-Encoding": "gzip", "If-None-Match": response.headers["ETag"] ?? ""])
                    #expect(again.status == 304)
                }
                let part = await client.get("/long.js", headers: ["Accept-Encoding": "gzip", "Range": "bytes=10-19"])
                #expect(part.status == 206 && part.text == "abcdef0123" && part.headers["Content-Encoding"] == nil)
                // A strong tag would promise that the parts fit together.
                let tag = await client.get("/long.js", headers: fields).headers["ETag"] ?? ""
                let whole = await client.get(
                    "/long.js", headers: ["Accept-Encoding": "gzip", "Range": "bytes=10-19", "If-Range": tag])
                #expect(whole.status == 200)
            }
        }
    }
}
