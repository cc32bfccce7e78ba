import CrosswindHosted
import NIOCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

final class Hello: Counting {
    override func get() async throws { write("Hello, world") }
    override func head() async throws { write("Hello, world") }
}

final class Status: Counting {
    override func get() async throws {
        setStatus(Int(pathArguments[0] ?? "") ?? 500)
        if status != 204, status != 304 { write("body") }
        if status == 204 || status == 304 { clearHeader("Content-Type") }
    }
    override func head() async throws { try await get() }
}

final class SetCookies: Counting {
    override func get() async throws {
        setCookie("one", "1")
        setCookie("two", "a b;c")
        write("ok")
    }
}

struct Planned: Error {}

final class Throws: Counting {
    override func get() async throws {
        write("never seen")
        throw Planned()
    }
}

/// The length of the body, and what it is made of.
final class Body: Counting {
    override func post() async throws {
        let kind =
            switch request.content {
            case .empty: "empty"
            case .memory: "memory"
            case .file: "file"
            case .stream: "stream"
            }
        var sum: UInt64 = 0
        for byte in try request.body().readableBytesView { sum = sum &* 31 &+ UInt64(byte) }
        write("\(request.content.count ?? -1) \(kind) \(sum)")
    }
}

/// A body that it takes piece by piece.
final class Pieces: Counting {
    private var total = 0
    private var largest = 0
    override class var streamsRequestBody: Bool { true }
    override func dataReceived(_ chunk: ByteBuffer) async throws {
        total += chunk.readableBytes
        largest = max(largest, chunk.readableBytes)
    }
    override func post() async throws { write("\(total) \(largest)") }
}

final class Large: Counting {
    override func get() async throws {
        let count = Int(pathArguments[0] ?? "") ?? 0
        write([UInt8](repeating: UInt8(ascii: "x"), count: count))
    }
}

final class Latin: Counting {
    override func get() async throws { write("<\(pathArguments[0] ?? "")>") }
}

/// Puts an argument into the response's head.
final class Header: Counting {
    override func get() async throws {
        let name = try argument("name")
        setHeader(name, try argument("value", default: "x"))
        write("ok")
    }
}

final class Item: Counting {
    override func get() async throws { write(try application.reverseURL("item", pathArguments["id"] ?? "")) }
}

final class Counts: RequestHandler {
    override func get() async throws {
        let lines = Routes.logged.withLock { lines in
            defer { lines = [] }
            return lines
        }
        try write([
            "finished": [String(Routes.finished.load(ordering: .relaxed))],
            "released": [String(Routes.released.load(ordering: .relaxed))],
            "logged": lines,
        ])
    }
}

/// So many rounds of arithmetic, for which no Python is needed.
final class Busy: Counting {
    override func get() async throws {
        var value: UInt64 = 1
        for round in 0..<(UInt64(pathArguments[0] ?? "") ?? 0) { value = (value &* 6_364_136_223_846_793_005) ^ round }
        write("\(value)")
    }
}

/// Where its application is mounted.
final class Mounted: Counting {
    override func get() async throws { write("\(request.mountPath) \(request.path)") }
}

/// Where the application is, in URLs.
final class URLs: Counting {
    override func get() async throws {
        write("\(request.mountPath) \(try reverseURL("urls")) ")
        if settings.staticPath != nil { write(try staticURL("a.txt", includeVersion: false)) }
    }
}

/// A file behind something that was written.
final class Behind: Counting {
    override func get() async throws {
        let path = "\(settings.staticPath ?? "")/\(pathArguments[0] ?? "")"
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HTTPError(404) }
        let size = lseek(descriptor, 0, SEEK_END)
        setHeader("Content-Type", try argument("type", default: "text/plain"))
        write("before ")
        try await finish(file: OpenFile(descriptor: descriptor, offset: 0, count: Int(size)))
    }
}
