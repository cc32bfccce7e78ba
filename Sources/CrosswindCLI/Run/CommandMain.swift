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
        run(arguments) { (session) throws(CommandFailure) in
            if session.python != nil || session.venv != nil {
                // Too late: the interpreter that runs is the one that loaded us. To go on would serve another one.
                throw CommandFailure(
                    message: "--python and --venv are for the executable that embeds Python; "
                        + "here install crosswind into that environment and run its own bin/crosswind",
                    code: ExitCode.usage)
            }
            do throws(PythonRuntimeError) {
                try PythonRuntime.host()
            } catch {
                throw CommandFailure(message: error.description, code: ExitCode.failure)
            }
            return try Python.assumeAttached { (python: inout Python) throws(CommandFailure) in
                try CommandRun(session: session).run(&python)
            }
        }
    }

    /// For the executable: finds, loads and starts a Python. Not attached; on the main thread.
    public static func embedding(_ arguments: [String]) -> Int32 {
        run(arguments) { (session) throws(CommandFailure) in
            do throws(PythonRuntimeError) {
                let location = try PythonLocation.find(explicit: session.python ?? session.venv, appDirectory: ".")
                try PythonRuntime.embed(location)
            } catch {
                throw CommandFailure(message: error.description, code: ExitCode.failure)
            }
            var result = Result<Int32, CommandFailure>.success(0)
            Python.attach { (python: inout Python) in
                do throws(CommandFailure) {
                    result = .success(try CommandRun(session: session).run(&python))
                } catch {
                    result = .failure(error)
                }
            }
            let code = try result.get()
            _ = PythonRuntime.finalize(within: .seconds(5))
            return code
        }
    }

    private static func run(
        _ arguments: [String], _ body: (CommandSession) throws(CommandFailure) -> Int32
    ) -> Int32 {
        do throws(UsageError) {
            let context = InvocationContext(
                version: Version.current, standardOutputIsTerminal: isatty(1) == 1, columns: 100, processID: getpid())
            switch try GivenOptions.read(arguments: arguments, environment: environment(), context: context) {
            case .show(let text):
                print(text, terminator: "")
                fflush(nil)
                return ExitCode.clean
            case .command(let given):
                return run(try CommandSession(given), body)
            }
        } catch {
            complain(error.message)
            return error.exitCode
        }
    }

    private static func run(
        _ session: CommandSession, _ body: (CommandSession) throws(CommandFailure) -> Int32
    ) -> Int32 {
        do throws(CommandFailure) {
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
