import Logging
import PythonBridge

/// How the code becomes new: by SIGHUP, or with `--reload` when it changes.
extension Supervisor {
    /// SIGHUP: the configuration is read anew, and all workers are replaced by such as go by it.
    mutating func reconfigureIfAsked(_ python: borrowing Python) {
        guard isToReload, case .running = phase else { return }
        isToReload = false
        // Whoever asked by way of the service manager waits for the end of it, however it ends.
        service.reloading()
        guard let new = session.reload(options, hooks, logger, python) else { return service.failedToReload() }
        (options, hooks) = new
        logger = Logger(label: "crosswind")
        for warning in options.warnings { logger.warning("\(warning)") }
        hooks?.tell(.onReload, python)
        if !isOuter { resize(to: options.workers ?? target) }
        let count = workers.count { !$0.isRetiring }
        logger.info(isOuter ? "importing the application anew" : "replacing \(count) workers one by one")
        isReloading = true
        nextReplacement = .now
        // What made workers die may be mended.
        backoff.forget()
        // Those that are just taking somebody's place too: they began with the configuration of before.
        outdated = workers.filter { !$0.isRetiring }.map(\.pid)
    }

    /// With `--reload`: begins to look for changes.
    mutating func watch() throws(ServeCommand.Failure) {
        guard let reload = options.reload else { return }
        do throws(DirectoryWatch.Failure) {
            reloader = try Reloader(reload, logger, searchPath: options.pythonPath)
        } catch {
            throw ServeCommand.Failure(message: error.description, code: ServeCommand.ExitCode.failure)
        }
    }

    /// Unlike SIGHUP it doesn't wait for the successors: a request that comes now waits in the kernel's queue for the new
    /// code, and is not answered by the old.
    mutating func reloadIfChanged() {
        guard let what = reloader?.look() ?? nil else { return }
        if case .stopping = phase { return }
        logger.info("\(what) changed: reloading")
        for at in workers.indices where !workers[at].isRetiring {
            // One that is still importing what has changed since: nobody waits for it.
            if workers[at].isReady { workers[at].retire(drains: false) } else { workers[at].giveUp() }
        }
        let lingering = workers.indices.filter { workers[$0].isRetiring && workers[$0].isReady }
        for at in lingering.dropLast(Self.mostLingering) { workers[at].giveUp() }
        outdated = []
        phase = .running
        backoff.forget()
    }

    /// How many old workers may go on with their requests after reloads.
    private static let mostLingering = 4
}
