import Crosswind
import CrosswindCompression
import CrosswindTesting
import NIOCore
import Testing

/// Numbers the pieces of a response: a transform with state.
private final class Numbering: OutputTransform {
    private var count = 0
    private let mark: String

    init(_ request: HTTPRequest) { mark = request.headers["X-Mark"] ?? "#" }

    func transformFirst(_ head: inout ResponseHead, _ chunk: inout ByteBuffer, isLast: Bool) {
        count = 0
        head.fields.remove("Content-Length")
        try? head.fields.set("X-Numbered", mark)
        transform(&chunk, isLast: isLast)
    }

    func transform(_ chunk: inout ByteBuffer, isLast: Bool) {
        count += 1
        chunk = ByteBuffer(string: "\(mark)\(count)\(String(buffer: chunk))\(isLast ? "." : "")")
    }
}

@Suite struct OutputTransformTests {
    private func numbering(_ change: (inout Settings) -> Void = { _ in }, get: @escaping Probe.Body) throws
        -> Application
    {
        var settings = quiet()
        settings.transforms = [{ Numbering($0) }]
        change(&settings)
        return try answering(settings: settings, get: get)
    }

    @Test("One for each request, told of every piece and of the last")
    func pieces() async throws {
        let app = try numbering { handler in
            handler.write("a")
            try await handler.flush()
            handler.write("b")
            try await handler.flush()
            handler.write("c")
        }
        for mode in [TestMode.inProcess, .live] {
            try await app.test(mode) { client in
                #expect(await client.get("/").text == "#1a#2b#3c.")
                let response = await client.get("/", headers: ["X-Mark": "-"])
                #expect(response.text == "-1a-2b-3c." && response.headers["X-Numbered"] == "-")
                #expect(await client.head("/").body.readableBytes == 0)
            }
        }
    }

    @Test("A whole response, an error page, a 304, a 204")
    func kinds() async throws {
        let app = try numbering { handler in
            switch handler.request.path {
            case "/error":
                handler.write("dropped")
                throw HTTPError(418)
            case "/empty": handler.setStatus(204)
            default: handler.write("a")
            }
        }
        try await app.test(.live) { client in
            let whole = await client.get("/")
            #expect(whole.text == "#1a." && whole.headers["Content-Length"] == "4")
            let error = await client.get("/error")
            #expect(error.status == 418 && error.text.hasPrefix("#1<html>") && error.text.hasSuffix("."))
            let known = await client.get("/", headers: ["If-None-Match": whole.headers["ETag"] ?? ""])
            #expect(known.status == 304 && known.headers["X-Numbered"] == "#" && known.body.readableBytes == 0)
            let empty = await client.get("/empty")
            #expect(empty.status == 204 && empty.headers["X-Numbered"] == nil && empty.body.readableBytes == 0)
        }
    }

    @Test("In the order of the settings, compression last")
    func order() async throws {
        let app = try numbering {
            $0.transforms.append { _ in Numbering(HTTPRequest(headers: ["X-Mark": "/"])) }
            $0.compressResponse = true
            $0.responseCompression.minimumLength = 1
        } get: {
            $0.write("a")
        }
        try await app.test(.live) { client in
            #expect(await client.get("/").text == "/1#1a..")
            let response = await client.get("/", headers: ["Accept-Encoding": "gzip"])
            let plain = try Compression.decompress(Array(buffer: response.body), format: .gzip, limit: 100)
            #expect(String(decoding: plain, as: UTF8.self) == "/1#1a..")
        }
    }

    @Test("A file goes through it in pieces")
    func files() async throws {
        let folder = TemporaryDirectory()
        folder.write("big.png", [UInt8](repeating: 65, count: 150_000))
        var settings = quiet()
        settings.transforms = [{ Numbering($0) }]
        let app = try Application([.static("/", directory: folder.path)], settings: settings)
        try await app.test(.live) { client in
            let text = await client.get("/big.png").text
            #expect(text.utf8.filter { $0 == 65 }.count == 150_000)
            #expect(text.hasPrefix("#1#2AAA") && text.hasSuffix("A."))
        }
    }
}
