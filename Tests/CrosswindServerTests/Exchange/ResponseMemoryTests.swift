import NIOCore
import Synchronization
import Testing

@testable import CrosswindServer

/// What waits for slow clients: bounded in memory, beyond that in files, and exact in any case.
@Suite struct ResponseMemoryTests {
    private static let size = 8_000_000
    private static let body = [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
        for index in 0..<size { bytes[index] = UInt8(truncatingIfNeeded: index % 251) }
        count = size
    }

    @Test func shares() {
        let memory = ResponseMemory(limit: 1000)
        var one: ResponseMemory.Share? = ResponseMemory.Share(of: memory)
        let other = ResponseMemory.Share(of: memory)
        #expect(one?.grow(to: 600) == true)
        #expect(one?.grow(to: 100) == true && memory.inUse == 600)
        #expect(!other.grow(to: 401) && memory.inUse == 600)
        #expect(other.grow(to: 400) && memory.inUse == 1000)
        one = nil
        #expect(memory.inUse == 400)
        #expect(other.grow(to: 1000) && !other.grow(to: 1001) && memory.inUse == 1000)
    }

    /// Answers `/large` with the body, from a copy or as a buffer that is sent as it is; anything else with a word.
    private static func answer(_ exchange: HTTPExchange, asBuffer: Bool) {
        if exchange.path != "/large" {
            exchange.respond(status: 200, body: "next")
        } else if asBuffer {
            try? exchange.respond(status: 200, body: ByteBuffer(bytes: body)) { _ in }
        } else {
            body.withUnsafeBytes { exchange.respond(status: 200, bytes: $0) }
        }
    }

    /// A server whose answers count against `limit`, and what counts.
    private static func serve(
        _ limit: Int, asBuffer: Bool, _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws -> (server: TestServer, inUse: () -> Int) {
        let core = Gauge()
        let settings = { (settings: inout ServerConfiguration) in
            settings.responseMemory = limit
            change(&settings)
        }
        let server = try TestServer(settings) { exchange in
            core.memory.withLock { $0 = exchange.core.takeUnretainedValue().responseMemory }
            answer(exchange, asBuffer: asBuffer)
        }
        return (server, { core.memory.withLock { $0 }?.inUse ?? 0 })
    }

    private final class Gauge: Sendable {
        let memory = Mutex<ResponseMemory?>(nil)
    }

    @Test(arguments: [true, false], [0, 100_000_000]) func slowReader(_ asBuffer: Bool, _ limit: Int) throws {
        let (server, inUse) = try Self.serve(limit, asBuffer: asBuffer)
        let client = server.client(receiveBuffer: 4096)
        client.send(get("/large") + get("/next"))
        // Its first byte comes while much of it waits.
        var got = client.exactly(1)
        #expect(limit == 0 ? inUse() == 0 : eventually { inUse() > 0 })
        while !got.suffix(4).elementsEqual("next".utf8) {
            let (bytes, end) = client.some()
            guard end == .open else { break }
            got += bytes
        }
        let start = got.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
        let isWhole = got[start...].starts(with: Self.body)
        #expect(isWhole)
        #expect(String(decoding: got.dropFirst(start + Self.size), as: UTF8.self).hasPrefix("HTTP/1.1 200"))
        #expect(eventually { inUse() == 0 })
    }

    /// Whoever goes away doesn't count any more, and no file stays open.
    @Test(arguments: [0, 100_000_000]) func clientGone(_ limit: Int) throws {
        let (server, inUse) = try Self.serve(limit, asBuffer: true)
        let client = server.client(receiveBuffer: 4096)
        client.send(get("/large"))
        #expect(client.exactly(1).count == 1)
        client.reset()
        #expect(eventually { server.server.connectionCount == 0 && inUse() == 0 })
    }

    /// No room in memory and none on the disk: the client sees that it hasn't got all, others are served, the log says why.
    @Test(arguments: [true, false]) func noDisk(_ asBuffer: Bool) throws {
        let lines = LogLines()
        let (server, _) = try Self.serve(0, asBuffer: asBuffer) {
            $0.spoolDirectory = "/nonexistent"
            $0.logger = lines.logger
        }
        let client = server.client(receiveBuffer: 4096)
        client.send(get("/large"))
        // Whoever reads at once may be fast enough for the socket to take everything.
        #expect(eventually { !lines.all.isEmpty })
        let response = client.response()
        #expect(response.end == .closed && response.body.count < Self.size)
        #expect(lines.all == ["can't keep a response for a slow client in a temporary file; connection cut"])
        #expect(lines.text.contains("directory=/nonexistent"))
        #expect(server.client().sendAndRead(get("/next")).text == "next")
    }
}
