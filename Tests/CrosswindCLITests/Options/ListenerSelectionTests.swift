import CrosswindServer
import Testing

@testable import CrosswindCLI

@Suite struct ListenerSelectionTests {
    @Test func repeatedAndListed() throws {
        let two: [BindAddress] = [.tcp(host: "0.0.0.0", port: 80), .unix(path: "/run/a.sock")]
        #expect(try options("-b", ":80", "--bind=unix:/run/a.sock").bind == two)
        #expect(try options("--bind", ":80, unix:/run/a.sock").bind == two)
        #expect(try options(environment: ["CROSSWIND_BIND": ":80,unix:/run/a.sock"]).bind == two)
        #expect(try options("-b", "fd://3", environment: ["CROSSWIND_BIND": ":80"]).bind == [.descriptor(3)])
        #expect(usageError("--bind", ":80,").contains("empty"))
    }

    @Test func hostAndPort() throws {
        #expect(try options("--port", "81").bind == [.tcp(host: "127.0.0.1", port: 81)])
        #expect(try options("--host", "0.0.0.0").bind == [.tcp(host: "0.0.0.0", port: 8000)])
        #expect(try options("--host", "::", "--port", "81").bind == [.tcp(host: "::", port: 81)])
        #expect(try options("--host", "[::1]").bind == [.tcp(host: "::1", port: 8000)])
        let host = ["CROSSWIND_HOST": "10.0.0.1"]
        #expect(try options("--port", "81", environment: host).bind == [.tcp(host: "10.0.0.1", port: 81)])
        #expect(try options("--uds", "a.sock", environment: host).bind == [.unix(path: "a.sock")])
        #expect(
            try options("--port", "1", environment: ["CROSSWIND_BIND": ":2"]).bind == [.tcp(host: "127.0.0.1", port: 1)]
        )
        #expect(usageError("--port", "65536").hasPrefix("--port: "))
        #expect(usageError("--host", "a b").hasPrefix("--host: "))
    }

    @Test func otherSpellings() throws {
        #expect(try options("--uds", "/run/x").bind == [.unix(path: "/run/x")])
        #expect(try options("--fd", "0").bind == [.descriptor(0)])
        #expect(try options("--unix-socket", "/run/x").bind == [.unix(path: "/run/x")])
        #expect(usageError("--bind", ":80", "--port", "81").contains("repeat --bind"))
        #expect(usageError("--uds", "x", "--fd", "3").contains("repeat --bind"))
    }

    @Test func sharedPort() throws {
        let shared = ["PORT": "5000"]
        #expect(try options(environment: shared).bind == [.tcp(host: "0.0.0.0", port: 5000)])
        #expect(try options("--host", "::1", environment: shared).bind == [.tcp(host: "::1", port: 5000)])
        #expect(try options("--port", "1", environment: shared).bind == [.tcp(host: "127.0.0.1", port: 1)])
        #expect(try options("-b", ":1", environment: shared).bind == [.tcp(host: "0.0.0.0", port: 1)])
        #expect(try options(environment: ["PORT": ""]).bind == [.tcp(host: "127.0.0.1", port: 8000)])
        #expect(usageError(environment: ["PORT": "x"]).hasPrefix("PORT: "))
    }

    @Test func kubernetesServiceLink() throws {
        let options = try options(environment: [
            "CROSSWIND_PORT": "tcp://10.0.0.1:80", "CROSSWIND_SERVICE_HOST": "10.0.0.1",
        ])
        #expect(options.bind == [.tcp(host: "127.0.0.1", port: 8000)])
        #expect(options.warnings.count == 1 && options.warnings[0].contains("Kubernetes"))
    }
}
