import Logging
import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct LogSinkTests {
    /// Who logs may hold the GIL, or be an event loop: nobody may wait for whoever reads the log.
    @Test func aPipeThatNobodyReadsLosesEntriesAndSaysSo() throws {
        let pipe = TestPipe()
        let descriptor = LogSink.unblocked(pipe.writing)
        #expect(descriptor != pipe.writing)
        // Its own, and nobody else's.
        #expect(fcntl(pipe.writing, F_GETFL) & O_NONBLOCK == 0 && fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0)
        let sink = LogSink(descriptor: descriptor, colours: false)
        let logger = Logger(label: "test") {
            CrosswindLogHandler(label: $0, level: .info, format: .text, sink: sink)
        }
        for number in 0..<500 { logger.info("\(number) \(String(repeating: "x", count: 5000))") }
        var read: [UInt8] = []
        #expect(
            eventually {
                let more = pipe.read()
                read += more
                return more.isEmpty && !read.isEmpty
            })
        logger.info("read again")
        #expect(
            eventually {
                read += pipe.read()
                return String(decoding: read, as: UTF8.self).contains("whoever reads it was too slow entries=")
            })
        // The one that was cut off ends its line.
        let lines = String(decoding: read, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains { $0.hasSuffix("Z info test: read again") && $0.hasPrefix("20") })
        #expect(lines.count { $0.hasSuffix("xxx") } < 500)
        close(descriptor)
    }

    @Test func aSocketLikewise() throws {
        var ends: [Int32] = [0, 0]
        #if canImport(Darwin)
        try #require(socketpair(AF_UNIX, SOCK_STREAM, 0, &ends) == 0)
        #else
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        #endif
        defer { for end in ends { close(end) } }
        #expect(LogSink.unblocked(ends[0]) == ends[0])
        let sink = LogSink(descriptor: ends[0], colours: false)
        let entry = [UInt8](repeating: 0x78, count: 1 << 16)
        let written = (0..<100).map { _ in entry.withUnsafeBytes { sink.write($0) } }
        #expect(written.contains(false))
        #expect(sink.takeLost() == written.count { !$0 } && sink.takeLost() == 0)
    }

    @Test func whatIsNoPipeStaysAsItIs() {
        let file = open("/dev/null", O_WRONLY)
        #expect(LogSink.unblocked(file) == file)
        #expect(LogSink.unblocked(-1) == -1)
        close(file)
    }
}
