public import CrosswindServer
import Logging

/// How ``Crosswind/Application/test(_:_:)`` asks an application.
public struct TestMode: Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        case inProcess
        case live(ServerConfiguration)
    }

    let kind: Kind

    /// Without a server: the request is made of its parts and the handler's answer is taken apart. Quick, and all that
    /// most tests need; fallback routes, streams and connections need ``live``.
    public static var inProcess: TestMode { TestMode(kind: .inProcess) }

    /// Through a server that listens at a free port of 127.0.0.1 for the length of the test, over real sockets. Its
    /// configuration is the default one, but for timeouts of ten minutes: a busy machine should fail no test.
    public static var live: TestMode { live(quiet) }

    /// The same with a server of that configuration: other limits, other timeouts, trusted proxies.
    public static func live(_ configuration: ServerConfiguration) -> TestMode {
        TestMode(kind: .live(configuration))
    }

    /// `in process` or `live`, for a test's name.
    public var description: String {
        switch kind {
        case .inProcess: "in process"
        case .live: "live"
        }
    }

    /// With few connections, and without the server's own lines in a test's output.
    private static var quiet: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.maxConnections = 1024
        configuration.keepAliveTimeout = .seconds(600)
        configuration.headerTimeout = .seconds(600)
        configuration.bodyTimeout = .seconds(600)
        configuration.writeTimeout = .seconds(600)
        configuration.logger.logLevel = .critical
        return configuration
    }
}
