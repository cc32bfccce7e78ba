import Crosswind
import CrosswindTesting
import NIOCore
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Through sockets: what leaves is the server's work there (`sendfile`).
@Suite struct StaticLiveTests {
    /// So long that no socket takes it at once, and without a period that would hide a piece in the wrong place.
    private static let content: [UInt8] = {
        var state: UInt32 = 1
        return (0..<(8 << 20)).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: state >> 24)
        }
    }()

    private func folder() -> TemporaryDirectory {
        let folder = TemporaryDirectory()
        folder.write("big.bin", Self.content)
        folder.write("small.bin", Array(Self.content[..<1000]))
        return folder
    }

    @Test("Whole files and parts, one after the other on a connection")
    func ranges() async throws {
        let folder = folder()
        try await serving(folder).test(.live) { client in
            for _ in 0..<2 {
                for (name, size) in [("big.bin", Self.content.count), ("small.bin", 1000)] {
                    let whole = await client.get("/static/\(name)")
                    #expect(whole.status == 200 && whole.headers["Content-Length"] == "\(size)")
                    #expect(Array(buffer: whole.body) == Array(Self.content[..<size]))
                    for range in [0..<1, 1..<(size - 1), (size - 500)..<size, (size / 2)..<(size / 2 + 400)] {
                        let part = await client.get(
                            "/static/\(name)", headers: ["Range": "bytes=\(range.lowerBound)-\(range.upperBound - 1)"])
                        #expect(part.status == 206 && part.headers["Content-Length"] == "\(range.count)")
                        #expect(Array(buffer: part.body) == Array(Self.content[range]), "\(name) \(range)")
                    }
                    let head = await client.head("/static/\(name)")
                    #expect(
                        head.headers["Content-Length"] == "\(size)" && head.headers["ETag"] == whole.headers["ETag"])
                    let none = await client.get("/static/\(name)", headers: ["Range": "bytes=\(size)-"])
                    #expect(none.status == 416 && none.headers["Content-Range"] == "bytes */\(size)")
                    #expect(none.headers["Content-Length"] == "0")
                }
            }
        }
    }

    @Test("A slow reader holds up neither the handler nor anybody else")
    func slowReader() async throws {
        let folder = folder()
        let journal = Journal()
        var settings = quiet()
        settings.logFunction = { journal.add($0.request.path) }
        let app = try Application([.static("/static/", directory: folder.path)], settings: settings)
        try await app.test(.live) { client in
            try await client.stream("GET", "/static/big.bin") { slow in
                // The handler is done though nothing was read yet.
                for _ in 0..<1000 where !journal.all.contains("/static/big.bin") {
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(journal.all == ["/static/big.bin"])
                for _ in 0..<20 { #expect(await client.get("/static/small.bin").body.readableBytes == 1000) }
                var received: [UInt8] = []
                while let piece = try await slow.next() { received += piece.readableBytesView }
                #expect(received == Self.content)
            }
        }
    }

    @Test("Descriptors are closed, whatever becomes of the response")
    func descriptors() async throws {
        let folder = folder()
        folder.write("a.js", "x")
        folder.write("a.js.br", "x")
        var options = StaticFileOptions()
        options.precompressed = [.brotli]
        func openInFolder() -> Int {
            var count = 0
            for number in 0..<1024 {
                var name = [CChar](repeating: 0, count: 4096)
                let length = readlink("/proc/self/fd/\(number)", &name, name.count - 1)
                guard length > 0 else { continue }
                let path = String(decoding: name[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if path.utf8.starts(with: folder.path.utf8) { count += 1 }
            }
            return count
        }
        try await serving(folder, options: options).test(.live) { client in
            for _ in 0..<10 {
                _ = await client.get("/static/big.bin", headers: ["If-None-Match": "*"])
                _ = await client.get("/static/big.bin", headers: ["Range": "bytes=99999999-"])
                _ = await client.get("/static/big.bin", headers: ["If-Match": "\"x\""])
                _ = await client.head("/static/big.bin")
                _ = await client.get("/static/a.js", headers: ["Accept-Encoding": "br"])
                _ = await client.get("/static/a.js", headers: ["Accept-Encoding": "br", "If-None-Match": "*"])
                // Gone in the middle.
                try await client.stream("GET", "/static/big.bin") { _ = try await $0.next() }
            }
            for _ in 0..<1000 where openInFolder() > 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(openInFolder() == 0)
        }
    }

    @Test("A target that no path can have is refused before any handler is asked")
    func targets() async throws {
        try await serving(folder()).test(.live) { client in
            #expect(await client.get("/static/small%00.bin").status == 400)
            #expect(await client.get("/static/../../etc/passwd").status == 403)
        }
    }
}
