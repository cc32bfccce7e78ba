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
        run(arguments) { (options, logger) throws(ServeCommand.Failure) in
            if options.python != nil || options.venv != nil {
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
            var stuck = false
            let code = try Python.assumeAttached { (python: inout Python) throws(ServeCommand.Failure) in
                let code = try ServeCommand(options: options, logger: logger).run(&python, stuck: &stuck)
                if stuck { Streams.flush(python) }
                return code
            }
            // Threads that are still in the application would find the interpreter gone under their feet.
            if stuck { _exit(code) }
            return code
        }
    }

    /// For the executable: finds, loads and starts a Python. Not attached; on the main thread.
    public static func embedding(_ arguments: [String]) -> Int32 {
        run(arguments) { (options, logger) throws(ServeCommand.Failure) in
            do throws(PythonRuntimeError) {
                let location = try PythonLocation.find(
                    explicit: options.python ?? options.venv, appDirectory: ".")
                try PythonRuntime.embed(location)
            } catch {
                throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
            }
            var stuck = false
            var result = Result<Int32, ServeCommand.Failure>.success(0)
            Python.attach { (python: inout Python) in
                do throws(ServeCommand.Failure) {
                    result = .success(try ServeCommand(options: options, logger: logger).run(&python, stuck: &stuck))
                } catch {
                    result = .failure(error)
                }
                if stuck { Streams.flush(python) }
            }
            let code = try result.get()
            if stuck { _exit(code) }
            _ = PythonRuntime.finalize(within: .seconds(5))
            return code
        }
    }

    private static func run(
        _ arguments: [String], _ body: (CommandOptions, Logger) throws(ServeCommand.Failure) -> Int32
    ) -> Int32 {
        do throws(UsageError) {
            let context = InvocationContext(
                version: Version.current, standardOutputIsTerminal: isatty(1) == 1, columns: 100)
            switch try Invocation.parse(arguments: arguments, environment: environment(), context: context) {
            case .show(let text):
                print(text, terminator: "")
                fflush(nil)
                return ServeCommand.ExitCode.clean
            case .serve(let options):
                return serve(options, body)
            }
        } catch {
            complain(error.message)
            return error.exitCode
        }
    }

    private static func serve(
        _ options: CommandOptions, _ body: (CommandOptions, Logger) throws(ServeCommand.Failure) -> Int32
    ) -> Int32 {
        if let directory = options.chdir, chdir(directory) != 0 {
            complain("can't change to \(directory): \(String(cString: strerror(errno))); see --chdir")
            return ServeCommand.ExitCode.usage
        }
        CrosswindLogHandler.bootstrap(level: options.logLevel, format: options.logFormat)
        let logger = Logger(label: "crosswind")
        do throws(ServeCommand.Failure) {
            let code = try body(options, logger)
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
    private static func environment() -> [String: String] {
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

/// Python's standard streams, which nobody flushes when the process ends without finalising.
enum Streams {
    static func flush(_ python: borrowing Python) {
        do throws(PythonError) {
            let sys = try python.import("sys")
            _ = try sys.attribute("stdout").callMethod("flush")
            _ = try sys.attribute("stderr").callMethod("flush")
        } catch {
            // A stream that can't be flushed now never will.
        }
    }
}
