import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The command `crosswind`, whoever started it: Python, which loaded our library, or our own executable.
public enum CommandMain {
    /// For `crosswind` and `python -m crosswind`: the interpreter runs already and the calling thread, its main one, is
    /// attached. `arguments` are those of the command line without the program's name. Gives back the exit code.
    public static func hosted(_ arguments: [String]) -> Int32 {
        run(arguments) { (session) throws(ServeCommand.Failure) in
            if session.python != nil || session.venv != nil {
                // Too late: the interpreter that runs is the one that loaded us. To go on would serve another one.
                throw ServeCommand.Failure(
                    message: "--python and --venv are for the executable that embeds Python; "
                        + "here install crosswind into that environment and run its own bin/crosswind",
                    code: ServeCommand.ExitCode.usage)
            }
            do throws(PythonRuntimeError) {
                try PythonRuntime.host()
            } catch {
                throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
            }
            return try Python.assumeAttached { (python: inout Python) throws(ServeCommand.Failure) in
                try session.run(&python)
            }
        }
    }

    /// For the executable: finds, loads and starts a Python. Not attached; on the main thread.
    public static func embedding(_ arguments: [String]) -> Int32 {
        run(arguments) { (session) throws(ServeCommand.Failure) in
            do throws(PythonRuntimeError) {
                let location = try PythonLocation.find(explicit: session.python ?? session.venv, appDirectory: ".")
                try PythonRuntime.embed(location)
            } catch {
                throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
            }
            var result = Result<Int32, ServeCommand.Failure>.success(0)
            Python.attach { (python: inout Python) in
                do throws(ServeCommand.Failure) {
                    result = .success(try session.run(&python))
                } catch {
                    result = .failure(error)
                }
            }
            let code = try result.get()
            _ = PythonRuntime.finalize(within: .seconds(5))
            return code
        }
    }

    /// Serves: here, or in worker processes with this one as their supervisor.
    static func work(
        _ options: CommandOptions, _ logger: Logger, _ python: inout Python, _ session: CommandSession,
        _ hooks: GunicornHooks?
    ) throws(ServeCommand.Failure) -> Int32 {
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
    private static func supervise(
        _ supervisor: inout Supervisor, _ status: StatusService?, _ python: inout Python
    ) throws(ServeCommand.Failure) -> Int32 {
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

    private static func run(
        _ arguments: [String], _ body: (CommandSession) throws(ServeCommand.Failure) -> Int32
    ) -> Int32 {
        do throws(UsageError) {
            let context = InvocationContext(
                version: Version.current, standardOutputIsTerminal: isatty(1) == 1, columns: 100, processID: getpid())
            switch try GivenOptions.read(arguments: arguments, environment: environment(), context: context) {
            case .show(let text):
                print(text, terminator: "")
                fflush(nil)
                return ServeCommand.ExitCode.clean
            case .command(let given):
                return run(try CommandSession(given), body)
            }
        } catch {
            complain(error.message)
            return error.exitCode
        }
    }

    private static func run(
        _ session: CommandSession, _ body: (CommandSession) throws(ServeCommand.Failure) -> Int32
    ) -> Int32 {
        do throws(ServeCommand.Failure) {
            let code = try body(session)
            fflush(nil)
            return code
        } catch {
            complain(error.message, named: !error.message.contains("\n"))
            return error.code
        }
    }

    /// One line to standard error (a traceback is several, and names the program itself).
    private static func complain(_ message: String, named: Bool = true) {
        let text = Array((named ? "crosswind: \(message)\n" : "\(message)\n").utf8)
        _ = text.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }

    /// `ProcessInfo` would cost a whole Foundation.
    static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
