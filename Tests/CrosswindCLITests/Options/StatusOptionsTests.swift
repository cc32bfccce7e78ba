import CrosswindServer
import Testing

@testable import CrosswindCLI

@Suite struct StatusOptionsTests {
    private func options(_ arguments: String..., environment: [String: String] = [:]) throws -> CommandOptions {
        let invocation = try Invocation.parse(
            arguments: arguments + ["app"], environment: environment, context: InvocationContext())
        guard case .serve(let options) = invocation else { throw UsageError("not to serve") }
        return options
    }

    @Test func offByDefault() throws {
        let options = try options()
        #expect(options.metricsBind == nil && options.statusBind == nil && !options.serverTiming)
    }

    @Test func theyArrive() throws {
        let options = try options(
            "--metrics-bind", ":9090", "--status-bind", "unix:/run/status.sock", "--server-timing")
        #expect(options.metricsBind == .tcp(host: "0.0.0.0", port: 9090))
        #expect(options.statusBind == .unix(path: "/run/status.sock"))
        #expect(options.serverTiming)
    }

    @Test func byVariable() throws {
        let options = try options(environment: [
            "CROSSWIND_METRICS_BIND": "localhost:1", "CROSSWIND_STATUS_BIND": "localhost:2",
            "CROSSWIND_SERVER_TIMING": "1",
        ])
        #expect(options.metricsBind == .tcp(host: "localhost", port: 1))
        #expect(options.statusBind == .tcp(host: "localhost", port: 2))
        #expect(options.serverTiming)
    }

    @Test(arguments: ["--metrics-bind", "--status-bind"])
    func whatIsNoAddress(name: String) throws {
        let error = #expect(throws: UsageError.self) { try options(name, "9090") }
        #expect(error?.message.hasPrefix("\(name): ") == true)
    }

    @Test func whoCanConnect() {
        for address: BindAddress in [
            .tcp(host: "127.0.0.1", port: 1), .tcp(host: "127.1.2.3", port: 1), .tcp(host: "::1", port: 1),
            .tcp(host: "localhost", port: 1), .unix(path: "/s"),
        ] {
            #expect(address.isLocal, "\(address)")
        }
        for address: BindAddress in [
            .tcp(host: "0.0.0.0", port: 1), .tcp(host: "::", port: 1), .tcp(host: "127.example", port: 1),
            .descriptor(3),
        ] {
            #expect(!address.isLocal, "\(address)")
        }
    }
}
