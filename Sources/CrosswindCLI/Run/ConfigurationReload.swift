import Logging
import PythonBridge

/// What SIGHUP makes of the configuration: the files are read anew, and new workers get what came of it.
enum ConfigurationReload {
    /// Options that are settled when the server starts: the sockets are open, the process is where and who it is.
    static let fixed: Set<String> = [
        OptionTable.backlog, OptionTable.chdir, OptionTable.python, OptionTable.venv, OptionTable.config,
        OptionTable.metricsBind, OptionTable.statusBind, OptionTable.preload, OptionTable.logFile,
        OptionTable.user, OptionTable.group, OptionTable.umask, OptionTable.pid, OptionTable.reload,
        OptionTable.reloadDir,
        OptionTable.reloadInclude,
        OptionTable.reloadExclude, OptionTable.reloadExtraFile,
    ].reduce(into: []) { $0.insert($1.name) }

    /// Puts back into `new` what can't change, and says so for each.
    static func keepWhatIsFixed(_ new: inout CommandOptions, as old: CommandOptions, _ logger: Logger) {
        for (before, now) in zip(old.settings, new.settings)
        where fixed.contains(now.spec.name) && before.found?.text != now.found?.text {
            let place = now.found.map { " (\($0.place ?? $0.source))" } ?? ""
            logger.warning("\(now.spec.name) takes a restart to change\(place); it stays as it was")
        }
        if new.bind != old.bind {
            let place = new.listenerSource.map { " (\($0))" } ?? ""
            logger.warning("bind takes a restart to change\(place); it stays as it was")
        }
        if new.application.source == .discovery { new.application = old.application }
        new.bind = old.bind
        new.backlog = old.backlog
        new.chdir = old.chdir
        new.metricsBind = old.metricsBind
        new.statusBind = old.statusBind
        new.preload = old.preload
        // Above all: a file that has lost its `user` must not give workers that are root.
        (new.user, new.group, new.umask, new.pidFile) = (old.user, old.group, old.umask, old.pidFile)
        new.logFile = old.logFile
        new.reload = old.reload
        if old.workers != nil, new.workers == nil {
            logger.warning("to go on without workers takes a restart; there is one")
            new.workers = 1
        }
    }
}

extension CommandSession {
    /// The options as the files have them now. Nil, and an entry in the log, when they can't be used: then all stays as it
    /// was. Attached, on the main thread.
    func reload(
        _ old: CommandOptions, _ hooks: GunicornHooks?, _ logger: Logger, _ python: borrowing Python
    ) -> (options: CommandOptions, hooks: GunicornHooks?)? {
        do throws(CommandFailure) {
            var (new, newHooks) = try options(python)
            ConfigurationReload.keepWhatIsFixed(&new, as: old, logger)
            if let hooks { newHooks?.adopt(hooks, python) }
            CrosswindLogHandler.bootstrap(level: new.logLevel, format: new.logFormat)
            return (new, newHooks)
        } catch {
            logger.error("the configuration stays as it was: \(error.message)")
            return nil
        }
    }
}
