import CrosswindHosted

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

final class Flush: Counting {
    override func get() async throws {
        for number in 1...3 {
            write("piece \(number)\n")
            try await flush()
        }
        write("the end\n")
    }
    override func head() async throws { try await get() }
}

final class FlushThenFail: Counting {
    override func get() async throws {
        write("begun")
        try await flush()
        throw Planned()
    }
}

/// Suspends for real.
final class Sleep: Counting {
    override func get() async throws {
        write("slept")
        try await Task.sleep(for: .milliseconds(30))
    }
}

/// Answers with a file, and then suspends.
final class FileThenSleep: Counting {
    override func get() async throws {
        let descriptor = open("\(environment("PROBE_FILES") ?? "")/\(pathArguments[0] ?? "")", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HTTPError(404) }
        try await finish(file: OpenFile(descriptor: descriptor, offset: 0, count: Int(lseek(descriptor, 0, SEEK_END))))
        try await Task.sleep(for: .milliseconds(30))
    }
}

/// Suspends until it is cancelled.
final class Forever: Counting {
    override func get() async throws { try await Task.sleep(for: .seconds(3600)) }
}

/// Awaits, and is ready at once.
final class Yield: Counting {
    override func get() async throws {
        for _ in 0..<3 { await Task.yield() }
        write("yielded")
    }
}

private actor Counter {
    static let shared = Counter()
    private var count = 0
    func next() -> Int {
        count += 1
        return count
    }
}

/// Awaits an actor that nobody else uses.
final class AsksActor: Counting {
    override func get() async throws { write("\(await Counter.shared.next() > 0)") }
}
