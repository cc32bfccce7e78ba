import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a command does once there is a Python: reads its options, becomes what they ask for, and serves, here or in worker
/// processes.
struct CommandRun {
    let session: CommandSession

    /// On the main thread, attached. The exit code.
    func run(_ python: inout Python) throws(CommandFailure) -> Int32 {
        let (read, hooks) = try session.options(python)
        var options = read
        if options.printConfig {
            print(ConfigurationReport.text(options), terminator: "")
            if !options.check { return ExitCode.clean }
        }
        do throws(UsageError) {
            // Only a file's: the command line's was followed already, and a relative one leads nowhere a second time.
            if try session.given.chdir() == nil, let target = options.chdir { try CommandSession.change(to: target) }
        } catch {
            throw CommandFailure(message: error.message, code: error.exitCode)
        }
        if let mask = options.umask { umask(mode_t(mask)) }
        // They are ours and not the application's children's.
        for socket in options.passed.sockets { _ = fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC) }
        CrosswindLogHandler.bootstrap(level: options.logLevel, format: options.logFormat, sink: try sink(options))
        let logger = Logger(label: "crosswind")
        if !options.configurationFiles.isEmpty {
            logger.info("configuration from \(options.configurationFiles.joined(separator: ", "))")
        }
        try discover(&options, logger)
        return try work(options, logger, &python, hooks)
    }

    /// Looks for an application where none is named.
    private func discover(_ options: inout CommandOptions, _ logger: Logger) throws(CommandFailure) {
        guard options.application.source == .discovery else { return }
        do throws(UsageError) {
            let found = try AppDiscovery.find(environment: session.given.environment)
            options.application = found.reference
            logger.info("no application is named: serves \(found.reference), by \(found.why)")
        } catch {
            throw CommandFailure(message: error.message, code: error.exitCode)
        }
    }

    private func sink(_ options: CommandOptions) throws(CommandFailure) -> LogSink {
        guard let path = options.logFile else { return .standardError }
        switch LogFile.open(path) {
        case .success(let descriptor): return LogSink(descriptor: descriptor, colours: false)
        case .failure(let error):
            throw CommandFailure(message: error.description, code: ExitCode.failure)
        }
    }

    /// Serves: here, or in worker processes with this one as their supervisor.
    private func work(
        _ options: CommandOptions, _ logger: Logger, _ python: inout Python, _ hooks: GunicornHooks?
    ) throws(CommandFailure) -> Int32 {
        // What is wrong with it is to be said before anything is forked or bound.
        let identity = try Identity.find(options)
        _ = try options.staticMounts()
        if !options.check { try PidFile.hold(options.pidFile) }
        defer { PidFile.release() }
        let status = try StatusService.open(options, for: identity)
        // Does nothing in a worker; it is this process's.
        defer { status?.close() }
        guard let workers = options.processes, !options.check else {
            ProcessTitle.set("crosswind: server [\(options.title)]", thread: "crosswind")
            return try ServeCommand(options: options, logger: logger, status: status, hooks: hooks).run(&python)
        }
        ProcessTitle.set("crosswind: supervisor [\(options.title)]", thread: "crosswind")
        guard options.preload else {
            var supervisor = Supervisor(options, workers: workers, logger, status, session, hooks)
            return try supervise(&supervisor, status, &python)
        }
        // The supervisor that imports the application is the only child of one that never does, so that its successor can
        // import it anew.
        var outer = Supervisor(options, workers: workers, logger, status, session, hooks, isOuter: true)
        switch try outer.run(&python) {
        case .over(let code): return code
        case .worker(let seat):
            PidFile.forget()
            // What SIGHUP has made of the options.
            let now = outer.options
            ProcessTitle.set("crosswind: application [\(now.title)]", thread: "crosswind-app")
            try identity?.become(now, python)
            try Preload.run(now, outer.logger, python)
            var inner = Supervisor(
                now, workers: now.processes ?? workers, outer.logger, status, session, outer.hooks, within: seat)
            return try supervise(&inner, status, &python)
        }
    }

    /// Supervises, or serves in a process that was made for it.
    private func supervise(
        _ supervisor: inout Supervisor, _ status: StatusService?, _ python: inout Python
    ) throws(CommandFailure) -> Int32 {
        switch try supervisor.run(&python) {
        case .over(let code): return code
        case .worker(let seat):
            let options = supervisor.options
            // With --preload the process that it was forked from has: a lock that was used there can't be used again here.
            if !options.preload { PidFile.forget() }
            ProcessTitle.set(
                "crosswind: worker \(seat.number) [\(options.title)]", thread: "crosswind-w\(seat.number)")
            let command = ServeCommand(
                options: options, logger: supervisor.logger, worker: seat, status: status, hooks: supervisor.hooks)
            return try command.run(&python)
        }
    }
}
