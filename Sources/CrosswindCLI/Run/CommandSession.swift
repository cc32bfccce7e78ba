import Logging
import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A command from the moment its arguments are read: goes where it is to run, reads the configuration files once there is a
/// Python for that, and serves.
struct CommandSession {
    private let given: GivenOptions
    /// What `--config` names; nil for the usual files.
    private let places: [ConfigurationPlace]?
    /// Where the usual files are looked for: the working directory, after `--chdir`.
    private let directory: String
    private let environment: ApplicationEnvironment
    /// The Python to embed; nil to search.
    let python: String?
    /// Its virtual environment; nil to search.
    let venv: String?

    /// Changes to the directory that the command line or its variable names.
    init(_ given: GivenOptions) throws(UsageError) {
        self.given = given
        environment = ApplicationEnvironment(given.environment)
        python = try given.python()
        venv = try given.venv()
        let named = given.config
        if named.isEmpty {
            places = nil
        } else {
            places = named == ["off"] ? [] : try ConfigurationPlace.named(named, in: workingDirectory())
        }
        if let target = try given.chdir() { try Self.change(to: target) }
        directory = workingDirectory()
    }

    private static func change(to target: String) throws(UsageError) {
        guard chdir(target) != 0 else { return }
        throw UsageError("can't change to \(target.printable): \(String(cString: strerror(errno))); see --chdir")
    }

    /// The options and hooks with what the configuration files say now, and the application's environment with it. Attached,
    /// on the main thread.
    func options(
        _ python: borrowing Python
    ) throws(ServeCommand.Failure) -> (options: CommandOptions, hooks: GunicornHooks?) {
        do throws(ConfigurationError) {
            let configuration = try ConfigurationReader.read(named: places, in: directory, python)
            var options: CommandOptions
            let environment: (files: [EnvironmentAssignment], own: [EnvironmentAssignment])
            do throws(UsageError) {
                options = try given.options(files: configuration.layers)
                environment = try options.environmentAssignments(in: directory)
            } catch {
                throw ConfigurationError(message: error.message)
            }
            options.warnings += configuration.warnings
            options.warnings += OverriddenSettings.warnings(options, configuration.layers)
            do throws(PythonError) {
                try self.environment.apply(files: environment.files, own: environment.own, python)
                try configuration.hooks?.setEffective(options, python)
            } catch {
                throw ConfigurationError(message: "can't set the environment: \(error)", traceback: error.traceback)
            }
            return (options, configuration.hooks)
        } catch {
            let lines = error.traceback.map { "\($0)\ncrosswind: \(error.message)" }
            throw ServeCommand.Failure(message: lines ?? error.message, code: ServeCommand.ExitCode.usage)
        }
    }

    /// On the main thread, attached. The exit code.
    func run(_ python: inout Python) throws(ServeCommand.Failure) -> Int32 {
        let (read, hooks) = try options(python)
        var options = read
        if options.printConfig {
            print(ConfigurationReport.text(options), terminator: "")
            if !options.check { return ServeCommand.ExitCode.clean }
        }
        do throws(UsageError) {
            // Only a file's: the command line's was followed already, and a relative one leads nowhere a second time.
            if try given.chdir() == nil, let target = options.chdir { try Self.change(to: target) }
        } catch {
            throw ServeCommand.Failure(message: error.message, code: error.exitCode)
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
        return try CommandMain.work(options, logger, &python, self, hooks)
    }

    /// Looks for an application where none is named.
    private func discover(_ options: inout CommandOptions, _ logger: Logger) throws(ServeCommand.Failure) {
        guard options.application.source == .discovery else { return }
        do throws(UsageError) {
            let found = try AppDiscovery.find(environment: given.environment)
            options.application = found.reference
            logger.info("no application is named: serves \(found.reference), by \(found.why)")
        } catch {
            throw ServeCommand.Failure(message: error.message, code: error.exitCode)
        }
    }

    private func sink(_ options: CommandOptions) throws(ServeCommand.Failure) -> LogSink {
        guard let path = options.logFile else { return .standardError }
        switch LogFile.open(path) {
        case .success(let descriptor): return LogSink(descriptor: descriptor, colours: false)
        case .failure(let error):
            throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
        }
    }
}
