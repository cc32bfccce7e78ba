import CrosswindServer
import CrosswindWSGI
import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `crosswind MODULE:APP` from the first import to the last connection.
struct ServeCommand {
    /// What ends a command early: its message is one line (or a traceback), its code is documented.
    struct Failure: Error {
        let message: String
        let code: Int32
    }

    enum ExitCode {
        static let clean: Int32 = 0
        static let failure: Int32 = 1
        static let usage: Int32 = 2
        static let bind: Int32 = 3
        static let application: Int32 = 4
    }

    let options: CommandOptions
    let logger: Logger

    /// On the main thread, attached. The exit code; `stuck` becomes true when threads didn't come back from their app,
    /// so that the interpreter must not be finalised under them.
    func run(_ python: inout Python, stuck: inout Bool) throws(Failure) -> Int32 {
        let application = try load(python)
        if options.check {
            print("crosswind: \(options.application) is there and callable")
            return ExitCode.clean
        }
        let log = try accessLog()
        let settings = options.serverConfiguration(logger: logger, log: log?.log)
        let container: WSGIContainer
        do throws(PythonError) {
            container = try WSGIContainer(
                application, configuration: options.wsgiConfiguration(), server: settings, python: &python)
        } catch {
            throw Failure(message: error.traceback, code: ExitCode.failure)
        }
        let signals = StopSignals()
        let server = HTTPServer(container, configuration: settings)
        var shown: [String] = []
        for address in options.addresses {
            do throws(ListenError) {
                shown.append("\(try listen(server, address, &python))")
            } catch {
                _ = python.detached { WSGIContainer.stopThreads(within: .seconds(5)) }
                throw Failure(message: error.description, code: ExitCode.bind)
            }
        }
        logger.info(
            "crosswind \(Version.current) listens at \(shown.joined(separator: ", ")); Python \(PythonRuntime.version), \(options.threads) thread\(options.threads == 1 ? "" : "s"), pid \(getpid())"
        )
        for warning in options.warnings { logger.warning("\(warning)") }
        let code = serve(server, signals, &python, &stuck)
        if let log { _ = python.detached { log.writer.close() } }
        return code
    }

    private func listen(
        _ server: HTTPServer, _ address: CrosswindServer.BindAddress, _ python: inout Python
    ) throws(ListenError) -> CrosswindServer.BindAddress {
        try python.detached { () throws(ListenError) in try server.listen(address) }
    }

    private func load(_ python: borrowing Python) throws(Failure) -> PyStored {
        do throws(PythonError) {
            try SearchPath.set(options.pythonPath, python)
            return try ApplicationLoader.load(options.application, factory: options.factory, python)
        } catch {
            throw Failure(
                message: "\(error.traceback)\ncrosswind: can't load \(options.application): \(error)",
                code: ExitCode.application)
        }
    }

    private func accessLog() throws(Failure) -> (log: AccessLog, writer: AccessLogWriter)? {
        do throws(AccessLogError) {
            guard let writer = try AccessLogWriter(options.accessLog, logger: logger) else { return nil }
            return (AccessLog(options.accessLogFormat, writer), writer)
        } catch {
            throw Failure(message: error.description, code: ExitCode.failure)
        }
    }

    // MARK: from listening to the end

    private func serve(
        _ server: HTTPServer, _ signals: borrowing StopSignals, _ python: inout Python, _ stuck: inout Bool
    ) -> Int32 {
        var code = ExitCode.clean
        var stopper: Stopper?
        while true {
            switch wait(signals, &python) {
            case .announced:
                if let stopper, stopper.isDone {
                    stuck = stopper.stuck > 0
                    return code
                }
            case .stop(let number):
                if stopper == nil {
                    logger.info("stopping: running requests have \(options.gracefulTimeout) to finish")
                    stopper = Stopper(server, grace: options.gracefulTimeout)
                } else if number == SIGINT {
                    logger.warning("stopping at once")
                    server.abort()
                    stuck = true
                    return code
                }
            case .interrupted:
                // The application's own handlers, for the signals that it has taken.
                do throws(PythonError) {
                    try python.checkSignals()
                } catch {
                    logger.error("a signal handler of the application ended the server\n\(error.traceback)")
                    code = error.systemExitCode ?? ExitCode.failure
                    if stopper == nil { stopper = Stopper(server, grace: options.gracefulTimeout) }
                }
            }
        }
    }

    private func wait(_ signals: borrowing StopSignals, _ python: inout Python) -> StopSignals.Event {
        python.detached { signals.wait() }
    }
}
