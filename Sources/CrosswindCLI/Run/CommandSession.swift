import PythonBridge

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A command from the moment its arguments are read: goes where it is to run, and reads the configuration files once there is a
/// Python for that, and whenever they are to be read anew.
struct CommandSession {
    let given: GivenOptions
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

    static func change(to target: String) throws(UsageError) {
        guard chdir(target) != 0 else { return }
        throw UsageError("can't change to \(target.printable): \(String(cString: strerror(errno))); see --chdir")
    }

    /// The options and hooks with what the configuration files say now, and the application's environment with it. Attached,
    /// on the main thread.
    func options(
        _ python: borrowing Python
    ) throws(CommandFailure) -> (options: CommandOptions, hooks: GunicornHooks?) {
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
            throw CommandFailure(message: lines ?? error.message, code: ExitCode.usage)
        }
    }
}
