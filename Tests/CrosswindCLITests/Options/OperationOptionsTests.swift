import Testing

@testable import CrosswindCLI

/// Options for those who operate the server.
@Suite struct OperationOptionsTests {
    @Test func healthPaths() throws {
        let none = try options()
        #expect(none.healthPath == nil && none.readyPath == nil && !none.logHealth && none.drainDelay == .zero)
        let given = try options(
            "--health-path", "/healthz", "--ready-path=/readyz", "--log-health", "--drain-delay", "5")
        #expect(given.healthPath == "/healthz" && given.readyPath == "/readyz" && given.logHealth)
        #expect(given.drainDelay == .seconds(5))
        #expect(try options("--health-path=", environment: ["CROSSWIND_HEALTH_PATH": "/x"]).healthPath == nil)
        #expect(try options(environment: ["CROSSWIND_READY_PATH": "/x"]).readyPath == "/x")
        for text in ["healthz", "/a b", "/a?b", "/ä"] {
            #expect(usageError("--health-path", text).contains("--health-path: '\(text.printable)' is no path"))
        }
        #expect(usageError("--health-path=/a", "--ready-path=/a").contains("are the same"))
    }

    @Test func theEndInWords() throws {
        let options = try options("--drain-delay=5", "--graceful-timeout=7")
        #expect(options.farewell(after: .zero) == "running requests have 7.0 seconds to finish")
        #expect(options.farewell(after: .seconds(5)).hasPrefix("serving on for 5.0 seconds"))
    }
}
