import CrosswindServer
import CrosswindThreads
import Logging
import Synchronization
import Testing

@testable import CrosswindCLI

@Suite struct CrosswindLogHandlerTests {
    private static func logger(_ pipe: TestPipe, _ format: LogFormat = .text) -> Logger {
        let sink = LogSink(descriptor: pipe.writing, colours: false)
        return Logger(label: "crosswind") {
            CrosswindLogHandler(label: $0, level: .info, format: format, sink: sink)
        }
    }

    private static func read(_ pipe: TestPipe) -> String { String(decoding: pipe.read(), as: UTF8.self) }

    @Test func levelsAndMetadata() {
        let pipe = TestPipe()
        var logger = Self.logger(pipe)
        logger.debug("hidden")
        logger[metadataKey: "a"] = "1"
        logger[metadataKey: "b"] = "1"
        logger.info("shown", metadata: ["b": "2"])
        let line = Self.read(pipe)
        #expect(line.hasSuffix("Z info crosswind: shown a=1 b=2\n") && line.count { $0 == "\n" } == 1)
        logger.logLevel = .error
        logger.warning("hidden")
        #expect(Self.read(pipe).isEmpty)
    }

    @Test func errorsAreMetadata() {
        let pipe = TestPipe()
        Self.logger(pipe, .json).error("failed", error: UsageError("why"))
        #expect(
            Self.read(pipe).contains(
                #""level":"error","logger":"crosswind","message":"failed","metadata":{"error":"why"}}"#))
    }

    @Test func timeIsNow() {
        let pipe = TestPipe()
        Self.logger(pipe).info("now")
        let line = Self.read(pipe)
        #expect(line.count > 24 && line.hasPrefix("20") && Array(line.utf8)[23] == UInt8(ascii: "Z"))
    }

    @Test func entriesOfThreadsDoNotMix() {
        let pipe = TestPipe()
        let logger = Self.logger(pipe)
        let running = Atomic(4)
        var all: [UInt8] = []
        for thread in 0..<4 {
            let started = BackgroundThread.start {
                for line in 0..<200 { logger.info("\(thread)-\(line)-\(String(repeating: "z", count: 100))") }
                running.subtract(1, ordering: .sequentiallyConsistent)
            }
            #expect(started)
        }
        #expect(
            eventually {
                all += pipe.read()
                return running.load(ordering: .sequentiallyConsistent) == 0
            })
        all += pipe.read()
        let lines = String(decoding: all, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 800 && lines.allSatisfy { $0.hasPrefix("20") && $0.hasSuffix("zz") })
    }
}
