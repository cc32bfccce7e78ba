import CrosswindServer
import CrosswindThreads
import Logging
import Synchronization
import Testing

@testable import CrosswindCLI

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite struct AccessLogWriterTests {
    private static func limits(capacity: Int = 1 << 20) -> AccessLogWriter.Limits {
        var limits = AccessLogWriter.Limits()
        limits.capacity = capacity
        limits.batch = 1024
        limits.delay = .milliseconds(5)
        limits.warningInterval = .zero
        return limits
    }

    private static func append(_ text: String, to writer: AccessLogWriter) {
        var copy = text
        copy.withUTF8 { writer.append(UnsafeRawBufferPointer($0)) }
    }

    @Test func offIsNoWriter() throws {
        #expect(try AccessLogWriter(.off, logger: Logger(label: "test")) == nil)
    }

    @Test func linesArriveSoonAndAllAtTheEnd() throws {
        let pipe = TestPipe()
        let writer = try AccessLogWriter(
            AccessLogSink(borrowing: pipe.writing), Self.limits(), Logger(label: "test"))
        Self.append("one\n", to: writer)
        var seen: [UInt8] = []
        #expect(
            eventually {
                seen += pipe.read()
                return seen == Array("one\n".utf8)
            })
        Self.append("two\n", to: writer)
        #expect(writer.close())
        #expect(pipe.read() == Array("two\n".utf8))
        Self.append("late\n", to: writer)
        #expect(writer.linesLost == 1)
        #expect(writer.close())
    }

    @Test func manyThreadsMixNoLines() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/access.log"
            let writer = try #require(
                try AccessLogWriter(.file(path), limits: Self.limits(), logger: Logger(label: "test")))
            let running = Atomic(4)
            for thread in 0..<4 {
                let started = BackgroundThread.start {
                    for line in 0..<2_000 {
                        Self.append("\(thread) \(line) \(String(repeating: "x", count: 50))\n", to: writer)
                    }
                    running.subtract(1, ordering: .sequentiallyConsistent)
                }
                #expect(started)
            }
            #expect(eventually { running.load(ordering: .sequentiallyConsistent) == 0 })
            #expect(writer.close())
            let lines = String(decoding: try #require(contents(path)), as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 8_000 - Int(writer.linesLost) && Set(lines).count == lines.count)
            #expect(lines.allSatisfy { $0.hasSuffix(" " + String(repeating: "x", count: 50)) })
        }
    }

    /// Nobody reads the pipe: `append` must return, memory must stay bounded, and the loss must be told.
    @Test func aStuckSinkLosesLinesButBlocksNobody() throws {
        let pipe = TestPipe()
        let log = TestPipe()
        let handler = CrosswindLogHandler(
            label: "test", level: .info, format: .text, sink: LogSink(descriptor: log.writing, colours: false))
        let writer = try AccessLogWriter(
            AccessLogSink(borrowing: pipe.writing), Self.limits(capacity: 65_536),
            Logger(label: "test") { _ in handler })
        let line = String(repeating: "y", count: 999) + "\n"
        for _ in 0..<2_000 { Self.append(line, to: writer) }
        #expect(writer.linesLost > 1_000)
        #expect(eventually { String(decoding: log.read(), as: UTF8.self).contains("access log lines are lost lines=") })
        #expect(!writer.close(timeout: .milliseconds(200)) || writer.linesLost > 0)
        // The thread must have let go of the pipes before their numbers are used for something else.
        _ = writer.close(timeout: .seconds(5))
        withExtendedLifetime(log) {}
        // What was written is whole lines.
        let read = pipe.read()
        #expect(read.count >= 4_000 && read.count % 1000 == 0)
    }

    @Test func reopenFollowsTheName() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/access.log"
            let writer = try #require(
                try AccessLogWriter(.file(path), limits: Self.limits(), logger: Logger(label: "test")))
            Self.append("one\n", to: writer)
            #expect(rename(path, "\(path).1") == 0)
            writer.reopen()
            #expect(eventually { contents(path) != nil })
            Self.append("two\n", to: writer)
            #expect(writer.close())
            #expect(contents("\(path).1") == Array("one\n".utf8) && contents(path) == Array("two\n".utf8))
        }
    }

    @Test func filesAreAppendedTo() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/access.log"
            for text in ["one\n", "two\n"] {
                let writer = try #require(try AccessLogWriter(.file(path), logger: Logger(label: "test")))
                Self.append(text, to: writer)
                #expect(writer.close())
            }
            #expect(contents(path) == Array("one\ntwo\n".utf8))
        }
    }

    @Test func errorsSayWhereAndWhy() throws {
        do {
            _ = try AccessLogWriter(.file("/nonexistent/\n"), logger: Logger(label: "test"))
            Issue.record("no error")
        } catch {
            #expect("\(error)" == #"access log /nonexistent/\x0a: No such file or directory"#)
        }
    }

    /// The reader is gone: no SIGPIPE ends the process, and the lines count as lost.
    @Test func aClosedPipeIsTold() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        let writer = try AccessLogWriter(
            AccessLogSink(borrowing: ends[1]), Self.limits(), Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        Self.append("one\n", to: writer)
        #expect(writer.close() && writer.linesLost == 1)
        close(ends[1])
    }
}
