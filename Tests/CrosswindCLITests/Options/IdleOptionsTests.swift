import Testing

@testable import CrosswindCLI

@Suite struct IdleOptionsTests {
    @Test(arguments: [
        (["--reload-dir=src"], "--reload", ["--reload"]), (["--reload-include=*.html"], "--reload", ["--reload"]),
        (["--reload-exclude=media"], "--reload", ["--reload"]), (["--reload-extra-file=x"], "--reload", ["--reload"]),
        (["--max-requests-jitter=5"], "--max-requests", ["--max-requests=9"]),
        (["--worker-timeout=5"], "--workers", ["--workers=1"]),
        (["--uds-mode=660"], "a UNIX socket to listen at", ["--bind=unix:/run/x"]),
        (["--static-expires=1h"], "--static", ["--static=/s=/"]),
        (["--proxy-allow-from=10.0.0.1"], "--proxy-protocol", ["--proxy-protocol"]),
        (["--log-health"], "--health-path or --ready-path", ["--ready-path=/readyz"]),
        (["--access-log-format=json"], "--access-log", ["--access-log"]),
    ]) func oneThatNeedsAnother(_ line: [String], _ missing: String, _ companion: [String]) throws {
        let name = line[0].prefix { $0 != "=" }
        #expect(try Self.warnings(line) == ["\(name) does nothing without \(missing)"])
        #expect(try Self.warnings(line + companion).isEmpty)
    }

    @Test func variablesAreForOtherRunsToo() throws {
        #expect(try options(environment: ["CROSSWIND_RELOAD_DIR": "src"]).warnings.isEmpty)
        #expect(try options("--no-log-health").warnings.isEmpty)
        #expect(try options("--access-log-format=json", terminal: true).warnings.isEmpty)
    }

    private static func warnings(_ line: [String]) throws -> [String] {
        guard case .serve(let options) = try Invocation.parse(arguments: line + ["app:app"], environment: [:]) else {
            throw NotOptions()
        }
        return options.warnings
    }
}
