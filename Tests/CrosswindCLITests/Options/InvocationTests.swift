import CrosswindServer
import CrosswindHTTP
import Logging
import Testing

@testable import CrosswindCLI

@Suite struct InvocationTests {
    @Test func defaults() throws {
        let options = try options()
        #expect(options.application == (try AppReference.parse("app:app")))
        #expect(!options.factory && !options.check && !options.streamRequestBody && options.serverHeader)
        #expect(options.chdir == nil && options.python == nil && options.venv == nil && options.pythonPath.isEmpty)
        #expect(options.bind == [.tcp(host: "127.0.0.1", port: 8000)])
        #expect(options.backlog == 2048 && options.threads == 8 && options.loops == 1)
        #expect(options.maxConnections == nil && options.queueDepth == 1024)
        #expect(options.keepAlive == .seconds(5) && options.headerTimeout == .seconds(10))
        #expect(options.bodyTimeout == .seconds(30) && options.writeTimeout == .seconds(30))
        #expect(options.gracefulTimeout == .seconds(30))
        #expect(options.limitRequestLine == 8190 && options.limitRequestFields == 100)
        #expect(options.limitRequestFieldSize == 8190)
        #expect(options.maxBodySize == 1 << 30 && options.spoolThreshold == 512 << 10)
        #expect(options.rootPath.isEmpty && options.forwardedHeaders == .xForwarded)
        #expect(options.trustedProxies == (try TrustedProxies(["127.0.0.1", "::1", "unix"])))
        #expect(options.logLevel == .info && options.logFormat == .text)
        #expect(options.accessLog == .off && options.accessLogFormat == .combined)
        #expect(options.warnings.isEmpty)
    }

    @Test func everyOptionArrives() throws {
        let options = try options(
            "--factory", "--chdir", "/srv", "--pythonpath", "a,b", "--pythonpath", "c", "--python", "/usr/bin/python3",
            "--venv", ".venv", "--check", "-b", "[::1]:1", "--backlog", "7", "--threads", "2", "--loops", "3",
            "--max-connections", "11", "--queue-depth", "5", "--keep-alive", "0", "--header-timeout", "1s",
            "--body-timeout", "2s", "--write-timeout", "3s", "--graceful-timeout", "4s", "--limit-request-line", "1000",
            "--limit-request-fields", "20", "--limit-request-field-size", "2000", "--max-body-size", "10M",
            "--spool-threshold", "0", "--stream-request-body", "--root-path", "/shop/", "--forwarded-allow-ips",
            "10.0.0.0/8", "--forwarded-headers", "forwarded", "--no-server-header", "--log-level", "warn",
            "--log-format", "json", "--access-log=/var/log/x", "--access-log-format", "json")
        #expect(options.factory && options.check && options.streamRequestBody && !options.serverHeader)
        #expect(options.chdir == "/srv" && options.pythonPath == ["a", "b", "c"])
        #expect(options.python == "/usr/bin/python3" && options.venv == ".venv")
        #expect(options.bind == [.tcp(host: "::1", port: 1)] && options.backlog == 7)
        #expect(options.threads == 2 && options.loops == 3)
        #expect(options.maxConnections == 11 && options.queueDepth == 5)
        #expect(options.keepAlive == .zero && options.headerTimeout == .seconds(1))
        #expect(options.bodyTimeout == .seconds(2) && options.writeTimeout == .seconds(3))
        #expect(options.gracefulTimeout == .seconds(4))
        #expect(options.limitRequestLine == 1000 && options.limitRequestFields == 20)
        #expect(options.limitRequestFieldSize == 2000)
        #expect(options.maxBodySize == 10 << 20 && options.spoolThreshold == 0)
        #expect(options.rootPath == "/shop" && options.forwardedHeaders == .forwarded)
        #expect(options.trustedProxies == (try TrustedProxies(["10.0.0.0/8"])))
        #expect(options.logLevel == .warning && options.logFormat == .json)
        #expect(options.accessLog == .file("/var/log/x") && options.accessLogFormat == .json)
    }

    @Test func lifeOfWorkers() throws {
        let plain = try options()
        #expect(plain.timeout == .zero && plain.logFile == nil && !plain.preload && !plain.recycling.isOn)
        #expect(plain.processes == nil)
        let given = try options(
            "-t", "30", "--max-requests", "1000", "--max-requests-jitter", "50", "--max-worker-age", "2h",
            "--max-worker-rss", "300M", "--preload", "--log-file", "/var/log/y")
        #expect(given.timeout == .seconds(30) && given.preload && given.logFile == "/var/log/y")
        #expect(
            given.recycling == Recycling(requests: 1000, jitter: 50, age: .seconds(7200), memory: 300 << 20))
        // Each of them wants a supervisor.
        #expect(try options("--max-requests", "1").processes == 1)
        #expect(try options("--max-worker-age", "1s").processes == 1)
        #expect(try options("--max-worker-rss", "1G").processes == 1)
        #expect(try options("--preload").processes == 1)
        #expect(try options("--error-logfile", "-").logFile == nil)
    }

    @Test func commandLineBeforeVariableBeforeDefault() throws {
        #expect(try options(environment: ["CROSSWIND_THREADS": "3"]).threads == 3)
        #expect(try options("--threads", "4", environment: ["CROSSWIND_THREADS": "3"]).threads == 4)
        #expect(try options("--threads", "4", "--threads=5").threads == 5)
        #expect(try options(environment: ["CROSSWIND_THREADS": ""]).threads == 8)
        #expect(try options(environment: ["CROSSWIND_FACTORY": "yes"]).factory)
        #expect(try !options("--no-factory", environment: ["CROSSWIND_FACTORY": "1"]).factory)
        #expect(try !options(environment: ["CROSSWIND_SERVER_HEADER": "off"]).serverHeader)
    }

    /// A variable that the command line overrides need not even be right.
    @Test func overriddenVariablesAreNotRead() throws {
        #expect(try options("--threads", "4", environment: ["CROSSWIND_THREADS": "many"]).threads == 4)
    }

    @Test func applicationFromVariable() throws {
        let options = try options(app: nil, environment: ["CROSSWIND_APP": "mysite.wsgi"])
        #expect(options.application.source == .module("mysite.wsgi"))
        #expect(usageError(app: "").contains("empty"))
    }

    /// It is looked for later, where --chdir leads.
    @Test func applicationFromNowhere() throws {
        #expect(try options(app: nil).application.source == .discovery)
    }

    @Test func trustListFromSharedVariable() throws {
        let shared = ["FORWARDED_ALLOW_IPS": "10.1.2.3"]
        #expect(try options(environment: shared).trustedProxies == TrustedProxies(["10.1.2.3"]))
        let both = ["FORWARDED_ALLOW_IPS": "10.1.2.3", "CROSSWIND_FORWARDED_ALLOW_IPS": "10.0.0.0/8, *"]
        #expect(try options(environment: both).trustedProxies == TrustedProxies(["10.0.0.0/8", "*"]))
        #expect(try options(environment: ["FORWARDED_ALLOW_IPS": ""]).trustedProxies == .none)
        #expect(try options("--forwarded-allow-ips", "", environment: both).trustedProxies == .none)
    }

    @Test func proxyProtocol() throws {
        #expect(try options().proxyProtocol == nil)
        for (word, versions) in [("on", .either), ("auto", .either), ("v1", .v1), ("V2", .v2), ("1", .either)]
            as [(String, ProxyHeader.Versions)]
        {
            #expect(try options("--proxy-protocol=\(word)").proxyProtocol == versions)
            #expect(try options(environment: ["CROSSWIND_PROXY_PROTOCOL": word]).proxyProtocol == versions)
        }
        // Alone, or with a word behind it that is one of its own.
        #expect(try options("--proxy-protocol", "v2", "app:app", app: nil).proxyProtocol == .v2)
        #expect(try options("--proxy-protocol", "app:app", app: nil).proxyProtocol == .either)
        #expect(
            try options("--no-proxy-protocol", environment: ["CROSSWIND_PROXY_PROTOCOL": "on"]).proxyProtocol == nil)
        #expect(usageError("--proxy-protocol=v3").contains("off, on, v1, v2"))
    }

    @Test func whoMaySendProxyHeaders() throws {
        #expect(try options("--forwarded-allow-ips", "10.0.0.1").proxyAllowFrom == TrustedProxies(["10.0.0.1"]))
        let both = try options("--forwarded-allow-ips", "10.0.0.1", "--proxy-allow-from", "10.0.0.2,unix")
        #expect(try both.proxyAllowFrom == TrustedProxies(["10.0.0.2", "unix"]))
        #expect(try both.trustedProxies == TrustedProxies(["10.0.0.1"]))
        #expect(usageError("--proxy-allow-from", "x").contains("--proxy-allow-from: 'x' is no address"))
    }

    @Test func accessLogHasAnOptionalValue() throws {
        #expect(try options(terminal: true).accessLog == .standardOutput)
        #expect(try options("--access-log=off", terminal: true).accessLog == .off)
        #expect(try options("--no-access-log", terminal: true).accessLog == .off)
        #expect(try options("--access-log").accessLog == .standardOutput)
        #expect(try options("--access-log", "-").accessLog == .standardOutput)
        #expect(try options("--access-log=-").accessLog == .standardOutput)
        #expect(try options("--access-log=a b").accessLog == .file("a b"))
        #expect(try options("--access-logfile", "-").accessLog == .standardOutput)
        #expect(try options("--access-logfile", "x.log").accessLog == .file("x.log"))
        #expect(try options("app:app", "--access-log", app: nil).accessLog == .standardOutput)
        #expect(usageError("--access-log", "x.log").contains("Unexpected argument"))
        #expect(usageError("--access-log=").contains("empty"))
    }

    /// `--name=` must not take the next argument for its value, as the parser by itself would.
    @Test func emptyValues() throws {
        #expect(try options("--forwarded-allow-ips=").trustedProxies == .none)
        #expect(try options("--root-path=").rootPath.isEmpty)
        #expect(try options("--url-prefix=").rootPath.isEmpty)
        #expect(usageError("--threads=").hasPrefix("--threads: "))
    }

    @Test func rootPathIsNormalised() throws {
        for (text, path) in [("", ""), ("/", ""), ("shop", "/shop"), ("/a//b/", "/a/b")] {
            #expect(try options("--root-path", text).rootPath == path)
        }
        for text in ["/a b", "/a#b", "/../x", "/a\n"] { #expect(usageError("--root-path", text).contains("/shop")) }
    }

    @Test func helpAndVersionAreTexts() throws {
        for argument in ["--help", "-h"] {
            guard case .show(let text) = try Invocation.parse(arguments: [argument], environment: [:]) else {
                Issue.record("no text")
                continue
            }
            #expect(text.contains("crosswind [OPTIONS] MODULE[:CALLABLE]") && text.hasSuffix("\n"))
        }
        let context = InvocationContext(version: "1.2.3")
        guard
            case .show("crosswind 1.2.3\n") = try Invocation.parse(
                arguments: ["--version"], environment: [:], context: context)
        else { throw NotOptions() }
    }

    @Test func unknownOptionsNameTheRemedy() {
        #expect(usageError("--therads", "3").contains("--threads"))
        #expect(usageError("--frobnicate").contains("crosswind --help"))
        #expect(usageError("-k", "gthread").contains("--threads"))
        #expect(usageError("--worker-class=gevent").contains("--worker-class is no option"))
        #expect(usageError("--threads").contains("--threads"))
        #expect(usageError("app:other").contains("Unexpected argument"))
    }

    @Test func adversarialArgumentsNeverCrash() {
        let pieces = ["", "-", "--", "--=", "---", "-=", "\0\n", "\u{1b}[2J", "--bind="]
        // Not all pairs: swift-argument-parser takes a tenth of a second for each line in a debug build.
        for (one, two) in zip(pieces, pieces.dropFirst() + ["app"]) {
            do { _ = try Invocation.parse(arguments: [one, two], environment: [:]) } catch {
                #expect(!error.message.utf8.contains { $0 < 32 } && !error.message.isEmpty)
            }
        }
    }

    @Test func longArguments() {
        #expect(usageError("--bind", String(repeating: "x:", count: 100_000)).utf8.count < 2000)
    }
}
