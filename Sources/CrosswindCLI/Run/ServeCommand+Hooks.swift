import PythonBridge

extension CommandFailure {
    /// A hook has failed whose failure ends the process: with the status it asks for, else with `code`.
    init(hook error: PythonError, code: Int32) {
        self.init(message: error.traceback, code: error.systemExitCode ?? code)
    }
}

extension ServeCommand {
    /// Runs the hooks that come before the application is imported. Attached.
    func begin(_ python: borrowing Python) throws(CommandFailure) {
        guard let hooks else { return }
        if worker == nil {
            try Self.onStarting(hooks, workers: 1, python)
            hooks.tell(.preFork, python)
        }
        do throws(PythonError) {
            try hooks.postFork(python)
        } catch {
            throw CommandFailure(hook: error, code: ExitCode.bind)
        }
    }

    /// `nworkers_changed` and `on_starting`, as gunicorn has them at its start.
    static func onStarting(
        _ hooks: GunicornHooks, workers: Int, _ python: borrowing Python
    ) throws(CommandFailure) {
        hooks.tell(.workersChanged(new: workers, old: -1), python)
        do throws(PythonError) {
            try hooks.onStarting(python)
        } catch {
            throw CommandFailure(hook: error, code: ExitCode.failure)
        }
    }

    /// `post_worker_init`: what it raises ends the worker.
    func initialised(_ application: borrowing PyStored, _ python: borrowing Python) throws(CommandFailure) {
        do throws(PythonError) {
            try hooks?.postWorkerInit(application, python)
        } catch {
            throw CommandFailure(hook: error, code: ExitCode.bind)
        }
    }

    /// `worker_int`. Detached; without that hook it doesn't touch Python, which native code may hold for good.
    func interrupted() {
        guard let hooks, hooks.has("worker_int") else { return }
        Python.attach { (python: inout Python) in hooks.tell(.workerInt, python) }
    }

    /// `worker_abort`. Detached; without that hook it doesn't touch Python.
    func aborted() {
        guard let hooks, hooks.has("worker_abort") else { return }
        Python.attach { (python: inout Python) in hooks.tell(.workerAbort, python) }
    }

    /// `worker_exit`, and without a supervisor `on_exit`. Detached.
    func exited() {
        guard let hooks, hooks.has("worker_exit") || (worker == nil && hooks.has("on_exit")) else { return }
        Python.attach { (python: inout Python) in
            hooks.tell(.workerExit, python)
            if worker == nil { hooks.tell(.onExit, python) }
        }
    }

    /// `when_ready`: what it raises ends the start.
    static func whenReady(_ hooks: GunicornHooks?, _ python: borrowing Python) throws(CommandFailure) {
        do throws(PythonError) {
            try hooks?.whenReady(python)
        } catch {
            throw CommandFailure(hook: error, code: ExitCode.failure)
        }
    }
}
