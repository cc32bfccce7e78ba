import CrosswindServer
import Testing

@testable import CrosswindCLI

/// `GUNICORN_CMD_ARGS`: a file < it < the command line, as in gunicorn; our own variables go before it too.
@Suite struct GunicornArgumentsTests {
    private func with(
        _ text: String, _ arguments: String..., environment: [String: String] = [:], files: [OptionLayer] = []
    ) throws -> CommandOptions {
        let all = environment.merging(["GUNICORN_CMD_ARGS": text]) { _, new in new }
        let reading = try GivenOptions.read(
            arguments: arguments, environment: all, context: InvocationContext(version: "1.2.3"))
        guard case .command(let given) = reading else { throw NotOptions() }
        return try given.options(files: files)
    }

    private func error(_ text: String) -> String { usageError(environment: ["GUNICORN_CMD_ARGS": text]) }

    private func line(_ name: String, _ options: CommandOptions) -> String? {
        ConfigurationReport.text(options).split(separator: "\n").map(String.init).first { $0.hasPrefix("\(name) =") }
    }

    private static let file = OptionLayer(
        name: "x.toml",
        found: [
            "threads": FoundOption(text: "2", source: "x.toml:1: threads", place: "x.toml:1"),
            "bind": FoundOption(text: ":1", source: "x.toml:2: bind", place: "x.toml:2"),
        ])

    @Test func itsFlagsAreGunicorns() throws {
        let options = try with(
            "--workers 3 --threads=5 -b 0.0.0.0:5000 --access-logfile - --access-logformat '%(h)s %(r)s' -t 120 "
                + "--max-requests 100 --worker-connections 7 --preload --env 'A=b c' --env=D=,")
        #expect((options.workers, options.threads, options.maxConnections) == (3, 5, 7))
        #expect(options.bind == [.tcp(host: "0.0.0.0", port: 5000)])
        #expect(options.accessLog == .standardOutput && options.preload)
        #expect(options.timeout == .seconds(120) && options.recycling.requests == 100)
        #expect(options.env.map(\.value) == ["b c", ","])
        #expect(options.warnings.isEmpty)
    }

    @Test func aFileGivesWayToIt() throws {
        let options = try with("--threads 5", files: [Self.file])
        #expect(options.threads == 5 && options.bind == [.tcp(host: "0.0.0.0", port: 1)])
        #expect(try with("-b :2", files: [Self.file]).bind == [.tcp(host: "0.0.0.0", port: 2)])
    }

    @Test func itGivesWayToTheCommandLineAndOurVariables() throws {
        #expect(try with("--threads 5", "--threads=6").threads == 6)
        #expect(try with("--threads 5", environment: ["CROSSWIND_THREADS": "7"]).threads == 7)
        #expect(try with("-b :2", "-b", ":3").bind == [.tcp(host: "0.0.0.0", port: 3)])
        #expect(try with("-b :2", environment: ["CROSSWIND_BIND": ":4"]).bind == [.tcp(host: "0.0.0.0", port: 4)])
        #expect(try with("--preload", "--no-preload").preload == false)
    }

    /// For gunicorn those are defaults.
    @Test func sharedVariablesGiveWayToIt() throws {
        let shared = ["WEB_CONCURRENCY": "9", "PORT": "8080", "FORWARDED_ALLOW_IPS": "10.0.0.1"]
        let options = try with("-w 2 -b :5000 --forwarded-allow-ips=10.0.0.2", environment: shared)
        #expect(options.workers == 2 && options.bind == [.tcp(host: "0.0.0.0", port: 5000)])
        #expect(line("forwarded-allow-ips", options)?.contains("10.0.0.2") == true)
        let rest = try with("--threads 3", environment: shared)
        #expect(rest.workers == 9 && rest.bind == [.tcp(host: "0.0.0.0", port: 8080)])
    }

    @Test func hostAndPortCompleteEachOther() throws {
        #expect(try with("--port 81", "--host", "::1").bind == [.tcp(host: "::1", port: 81)])
        #expect(
            try with("--host ::1", environment: ["CROSSWIND_PORT": "82"]).bind == [.tcp(host: "::1", port: 82)])
    }

    @Test func theReportNamesIt() throws {
        let options = try with("-w 3 --threads=4")
        #expect(line("workers", options)?.hasSuffix("# GUNICORN_CMD_ARGS") == true)
        #expect(line("threads", options)?.hasSuffix("# GUNICORN_CMD_ARGS") == true)
        #expect(line("bind", try with("-b :1"))?.hasSuffix("# GUNICORN_CMD_ARGS") == true)
    }

    @Test func itMayNameTheConfigurationAndTheDirectory() throws {
        let reading = try GivenOptions.read(
            arguments: [], environment: ["GUNICORN_CMD_ARGS": "-c conf.py --chdir /srv"], context: InvocationContext())
        guard case .command(let given) = reading else { throw NotOptions() }
        #expect(given.config == ["conf.py"])
        #expect(try given.chdir() == "/srv")
    }

    @Test func errors() {
        #expect(error("--threds 3").hasPrefix("GUNICORN_CMD_ARGS: "))
        #expect(error("--threds 3").contains("--threads"))
        #expect(error("--threads none").hasPrefix("GUNICORN_CMD_ARGS: --threads: "))
        #expect(error("-k gevent").hasPrefix("GUNICORN_CMD_ARGS: -k is no option of crosswind: "))
        #expect(error("--name 'x").contains("quote"))
        #expect(error("--help").hasPrefix("GUNICORN_CMD_ARGS: "))
        #expect(error("--print-config").contains("command line"))
        #expect(error("--workers").hasPrefix("GUNICORN_CMD_ARGS: "))
    }

    /// Also where something goes before it: it is wrong all the same.
    @Test func aWrongValueIsAnErrorAlways() {
        #expect(
            usageError("--threads=3", environment: ["GUNICORN_CMD_ARGS": "--threads none"])
                .hasPrefix("GUNICORN_CMD_ARGS: --threads: "))
    }

    @Test func anApplicationInItIsToldOf() throws {
        let options = try with("--threads 3 other:app", "app:app")
        #expect(options.application.description == "app:app" && options.threads == 3)
        #expect(options.warnings.count == 1 && options.warnings[0].contains("other:app is ignored"))
    }

    @Test func emptyIsNothing() throws {
        let options = try with("  ")
        #expect(options.warnings.isEmpty && options.settings.allSatisfy { $0.found == nil })
    }
}
