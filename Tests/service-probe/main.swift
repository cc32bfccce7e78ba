// A program of services, for tests that end it with real signals. Prints its port, then, at the end, "ended".
import Crosswind
import CrosswindServer
import CrosswindService
import Logging
import ServiceLifecycle
import UnixSignals

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

final class SlowHandler: RequestHandler {
    override func get() async throws {
        write("begun,")
        try await flush()
        try await Task.sleep(for: .milliseconds(400))
        write("finished")
    }
}

func say(_ line: String) {
    print(line)
    fflush(nil)
}

let application = try Application([.route("/slow", SlowHandler.self)])
let web = HTTPService(application, port: 0) { addresses in
    if case .tcp(_, let port)? = addresses.first { say("\(port)") }
}
try await ServiceGroup(
    services: [web], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "service-probe")
).run()
say("ended")
