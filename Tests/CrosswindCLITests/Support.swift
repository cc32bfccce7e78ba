import CrosswindHTTP
import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The options that these arguments and variables give; `app` is named unless the test does.
func options(
    _ arguments: String..., app: String? = "app:app", environment: [String: String] = [:], terminal: Bool = false
) throws -> CommandOptions {
    let context = InvocationContext(version: "1.2.3", standardOutputIsTerminal: terminal)
    let invocation = try Invocation.parse(
        arguments: arguments + (app.map { [$0] } ?? []), environment: environment, context: context)
    guard case .serve(let options) = invocation else { throw NotOptions() }
    return options
}

struct NotOptions: Error {}

/// The message of the usage error that these arguments and variables give.
func usageError(
    _ arguments: String..., app: String? = "app:app", environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
) -> String {
    do {
        _ = try Invocation.parse(arguments: arguments + (app.map { [$0] } ?? []), environment: environment)
        Issue.record("no error", sourceLocation: sourceLocation)
        return ""
    } catch {
        #expect(!error.message.utf8.contains { $0 < 32 }, "one line", sourceLocation: sourceLocation)
        #expect(error.exitCode == 2, sourceLocation: sourceLocation)
        return error.message
    }
}

/// What `body` appends to a buffer.
func written(_ body: (inout OutputBuffer) -> Void) -> String {
    var buffer = OutputBuffer(capacity: 64)
    body(&buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
}

/// A pipe that is closed when it goes away; its reading end doesn't block.
final class TestPipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0)
        (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// What can be read without waiting.
    func read() -> [UInt8] { drain(reading) }
}

/// All that `descriptor` gives until its end, or until it would block.
func drain(_ descriptor: Int32) -> [UInt8] {
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &part, part.count)
        if count <= 0 { return all }
        all.append(contentsOf: part[..<count])
    }
}

/// A file's bytes; nil when there is none.
func contents(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return drain(descriptor)
}

/// Waits until `condition` holds, at most twenty seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    for _ in 0..<4000 {
        if condition() { return true }
        usleep(5_000)
    }
    return condition()
}

/// Runs `body` with the path of a fresh directory that is removed afterwards, with the files straight in it.
func withTemporaryDirectory<T>(_ body: (String) throws -> T) rethrows -> T {
    var template = Array("/tmp/crosswind-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil)
    let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
    defer {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(path)/\(name)")
            }
            closedir(directory)
        }
        rmdir(path)
    }
    return try body(path)
}
