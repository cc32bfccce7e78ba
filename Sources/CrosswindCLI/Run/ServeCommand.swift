import CrosswindServer
import CrosswindStatic
import CrosswindStatus
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
    let options: CommandOptions
    let logger: Logger
    /// What a supervisor gave this process; nil when there is none.
    var worker: WorkerSeat?
    /// The scoreboard and where it is shown; nil when nobody asked for it.
    var status: StatusService?
    /// Of a `gunicorn.conf.py`.
    var hooks: GunicornHooks?

    /// On the main thread, attached. The exit code. Doesn't return when threads don't come back from their application:
    /// then the process ends beside them.
    func run(_ python: inout Python) throws(CommandFailure) -> Int32 {
        // In this order: what needs privileges, their end, and only then anything of the application's.
        let identity = try Identity.find(options)
        let log = options.check ? nil : try accessLog()
        if !options.check { try begin(python) }
        var bound = try bind(identity)
        let application: PyStored
        let reported: Bool
        do throws(CommandFailure) {
            try identity?.become(options, python)
            reported = FatalSignals.report(python)
            application = try load(python)
        } catch {
            bound?.abandon()
            throw error
        }
        if options.check {
            try checkMounts(python)
            print("crosswind: \(options.application) is there and callable")
            return ExitCode.clean
        }
        do throws(CommandFailure) {
            try initialised(application, python)
        } catch {
            bound?.abandon()
            throw error
        }
        var settings = options.serverConfiguration(logger: logger, log: log?.log)
        settings.acceptPlace = worker?.shares?.take(pid: getpid())
        let seat = status?.board.takeSeat(number: worker?.number ?? 1)
        seat?.measure(&settings)
        let container = try container(application, settings, &python)
        let report = StackReport(logger, python)
        // SIGWINCH: from the supervisor, to a worker that has a successor.
        let numbers = worker == nil ? StopSignals.stopping : StopSignals.stopping + [SIGWINCH]
        // SIGABRT: from who finds that the process doesn't respond, where somebody wants to know it.
        let abort = hooks?.takesAbort(reported: reported, python) == true ? [SIGABRT] : []
        let signals = StopSignals(numbers + abort, optional: [SIGHUP, SIGUSR1, SIGUSR2])
        let mounts = try options.staticMounts()
        let applications = try mounted(container, settings, &python)
        let callback: any RequestCallback = mounts.isEmpty ? applications : StaticFiles(mounts, before: applications)
        let server = HTTPServer(seat?.measuring(callback) ?? callback, configuration: settings)
        var shown: [String] = []
        do throws(ListenError) {
            if bound != nil {
                shown += try python.detached { () throws(ListenError) in try bound?.listen(server) ?? [] }.map(\.url)
            } else {
                for address in worker?.addresses ?? options.bind {
                    shown.append(try listen(server, address, &python).url)
                }
                // The server has duplicates, and when it closes those nothing is to be left of the sockets here: clients
                // would wait in a queue that nobody takes them from.
                worker?.listeners.forEach { close($0) }
            }
        } catch {
            bound?.abandon()
            _ = python.detached { WSGIContainer.stopThreads(within: .seconds(5)) }
            throw CommandFailure(message: error.description, code: ExitCode.bind)
        }
        let page = try serveStatus(&python)
        seat?.state = .ready
        if let worker {
            // In the log before systemd, or whoever waits for the server, hears of it.
            logger.info("worker \(worker.number) is ready, pid \(getpid())")
            worker.tellReady()
        } else {
            announce(shown)
            try Self.whenReady(hooks, python)
            status?.announce(logger)
        }
        for warning in options.warnings where worker == nil { logger.warning("\(warning)") }
        let loop = ServeLoop(
            server: server, options: options, logger: logger, worker: worker, seat: seat, report: report,
            log: log?.writer, interrupted: interrupted, aborted: aborted
        ) { returns in
            // Also where it ends at once.
            seat?.state = .stopping
            page?.stop()
            exited()
            // Else whoever opened it does.
            if !returns { status?.close() }
        }
        return serve(loop, signals, &python)
    }

    /// The application, with `--lint`'s checks around a share of its requests.
    func container(
        _ application: consuming PyStored, _ settings: ServerConfiguration, _ python: inout Python
    ) throws(CommandFailure) -> WSGIContainer {
        do throws(PythonError) {
            guard let share = options.lint else {
                return try WSGIContainer(
                    application, configuration: options.wsgiConfiguration(), server: settings, python: &python)
            }
            let watched = try Lint.watching(application, logger, python)
            return try WSGIContainer(
                application, watched: watched, share: share, configuration: options.wsgiConfiguration(),
                server: settings, python: &python)
        } catch {
            throw CommandFailure(
                message: (options.lint == nil ? nil : Lint.remedy(error)) ?? error.traceback, code: ExitCode.failure)
        }
    }

    private func announce(_ shown: [String]) {
        logger.info(
            "crosswind \(Version.current) listens at \(shown.joined(separator: ", ")); Python \(PythonRuntime.version), \(options.threads) thread\(options.threads == 1 ? "" : "s"), pid \(getpid())"
        )
    }

    private func listen(
        _ server: HTTPServer, _ address: BindAddress, _ python: inout Python
    ) throws(ListenError) -> BindAddress {
        try python.detached { () throws(ListenError) in try server.listen(address) }
    }

    private func serveStatus(_ python: inout Python) throws(CommandFailure) -> StatusServers? {
        guard let status else { return nil }
        let number = worker?.number ?? 1
        do throws(ListenError) {
            return try python.detached { () throws(ListenError) in
                try StatusServers(status, number: number, title: options.application.description, logger)
            }
        } catch {
            throw CommandFailure(message: error.description, code: ExitCode.bind)
        }
    }

    /// Binds what needs it: privileged ports, UNIX sockets whose permissions are set before anybody can connect.
    private func bind(_ identity: Identity?) throws(CommandFailure) -> BoundSockets? {
        guard worker == nil, !options.check, identity != nil || options.udsMode != nil else { return nil }
        do throws(ListenError) {
            return try BoundSockets(options, identity)
        } catch {
            throw CommandFailure(message: error.description, code: ExitCode.bind)
        }
    }

    private func load(_ python: borrowing Python) throws(CommandFailure) -> PyStored {
        do throws(PythonError) {
            try SearchPath.set(options.pythonPath, python)
            if let sources = worker?.sources { try ApplicationLoader.tellSources(to: sources, python) }
            let application = try ApplicationLoader.load(options.application, factory: options.factory, python)
            guard let hooks else { return application }
            return try hooks.wrap(application, python)
        } catch {
            if options.debug, !options.check, let page = ApplicationLoader.explanation(options.application, python) {
                logger.error("can't load \(options.application): \(error)\n\(error.traceback)")
                return page
            }
            if error.typeName.hasSuffix("AmbiguousApplication") {
                throw CommandFailure(message: error.message, code: ExitCode.usage)
            }
            throw CommandFailure(
                message: "\(error.traceback)\ncrosswind: can't load \(options.application): \(error)",
                code: ExitCode.application)
        }
    }

    private func accessLog() throws(CommandFailure) -> (log: AccessLog, writer: AccessLogWriter)? {
        do throws(AccessLogError) {
            guard let writer = try AccessLogWriter(options.accessLog, logger: logger) else { return nil }
            return (AccessLog(options.accessLogFormat, writer), writer)
        } catch {
            throw CommandFailure(message: error.description, code: ExitCode.failure)
        }
    }

    private func serve(_ loop: ServeLoop, _ signals: borrowing StopSignals, _ python: inout Python) -> Int32 {
        var loop = loop
        while true {
            // Nothing in it needs Python, so that native code which holds the GIL for good stops no signal.
            if let code = python.detached({ loop.run(signals) }) { return code }
            // The application's own handlers, for the signals that it has taken.
            do throws(PythonError) {
                try python.checkSignals()
            } catch {
                logger.error("a signal handler of the application ended the server\n\(error.traceback)")
                loop.stop(error.systemExitCode ?? ExitCode.failure)
            }
        }
    }
}
