import CrosswindServer
import Logging
import PythonBridge

/// The hooks of a `gunicorn.conf.py`, and the `server` and `worker` they are called with.
///
/// Everything here is for the main thread. What happens while no Python is at hand is queued and run by ``flush(_:)``.
final class GunicornHooks {
    /// What happened, for hooks whose failure stops nobody.
    enum Event {
        case childExit(Int32)
        case workersChanged(new: Int, old: Int)
        case forked(Int32)
        case preFork, onReload, onExit, workerInt, workerAbort, workerExit

        var name: StaticString {
            switch self {
            case .childExit: "child_exit"
            case .workersChanged: "nworkers_changed"
            case .forked: "forked"
            case .preFork: "pre_fork"
            case .onReload: "on_reload"
            case .onExit: "on_exit"
            case .workerInt: "worker_int"
            case .workerAbort: "worker_abort"
            case .workerExit: "worker_exit"
            }
        }

        var arguments: [Int64] {
            switch self {
            case .childExit(let pid), .forked(let pid): [Int64(pid)]
            case .workersChanged(let new, let old): [Int64(new), Int64(old)]
            default: []
            }
        }
    }

    private let run: PyShared
    private let names: Set<String>
    private var queue: [Event] = []

    /// - Parameters:
    ///   - run: a `Run` of `GunicornScript`.
    ///   - names: the hooks that the file has.
    init(_ run: consuming PyStored, names: Set<String>) {
        self.run = PyShared(run)
        self.names = names
    }

    /// Whether the file has this hook.
    func has(_ name: String) -> Bool { names.contains(name) }

    /// To be run at the next ``flush(_:)``.
    func post(_ event: Event) { queue.append(event) }

    /// Runs what was posted. Attached.
    func flush(_ python: borrowing Python) {
        let events = queue
        queue = []
        for event in events { tell(event, python) }
    }

    /// Runs a hook; what it raises goes to the log. Attached.
    func tell(_ event: Event, _ python: borrowing Python) {
        do throws(PythonError) {
            try call(event.name, event.arguments, python)
        } catch {
            // The log may not have been there when the file was read.
            Logger(label: "crosswind.hooks").error("the hook \(event.name) failed\n\(error.traceback)")
        }
    }

    /// `on_starting`: before anything listens. What it raises ends the start.
    func onStarting(_ python: borrowing Python) throws(PythonError) { try call("on_starting", [], python) }

    /// `when_ready`: the sockets are open. What it raises ends the start.
    func whenReady(_ python: borrowing Python) throws(PythonError) { try call("when_ready", [], python) }

    /// `post_fork`: in the new worker. What it raises ends the worker, which has failed to boot.
    func postFork(_ python: borrowing Python) throws(PythonError) { try call("post_fork", [], python) }

    /// `post_worker_init`: the application is loaded. What it raises ends the worker, which has failed to boot.
    func postWorkerInit(_ application: borrowing PyStored, _ python: borrowing Python) throws(PythonError) {
        _ = try run.owned(python).attribute("post_worker_init").call(application.owned(python))
    }

    /// Whether SIGABRT is to call `worker_abort`; `reported`: that it is `faulthandler`'s is our doing. Attached.
    func takesAbort(reported: Bool, _ python: borrowing Python) -> Bool {
        (try? run.owned(python).attribute("takes_abort").call(python.bool(reported)).isTrue()) ?? false
    }

    /// The application with `pre_request` and `post_request` around it; itself when there are none.
    func wrap(_ application: borrowing PyStored, _ python: borrowing Python) throws(PythonError) -> PyStored {
        try run.owned(python).attribute("wrap").call(application.owned(python)).store()
    }

    /// Takes over the `server` of the file's former version. Attached.
    func adopt(_ other: GunicornHooks, _ python: borrowing Python) {
        do throws(PythonError) {
            _ = try run.owned(python).attribute("adopt").call(other.run.owned(python))
        } catch {
            Logger(label: "crosswind.hooks").error("the hooks' server is a new one\n\(error.traceback)")
        }
    }

    /// Tells `server.cfg` what came out, whoever said it.
    func setEffective(_ options: CommandOptions, _ python: borrowing Python) throws(PythonError) {
        let values = try python.dict()
        try values.dictSet("workers", python.int(Int64(options.workers ?? 1)))
        try values.dictSet("threads", python.int(Int64(options.threads)))
        try values.dictSet("backlog", python.int(Int64(options.backlog)))
        try values.dictSet("graceful_timeout", python.float(options.gracefulTimeout / .seconds(1)))
        try values.dictSet("keepalive", python.float(options.keepAlive / .seconds(1)))
        try values.dictSet("loglevel", python.str(options.logLevel.rawValue))
        let texts = try python.list()
        let addresses = try python.list()
        for address in options.bind {
            try texts.listAppend(python.str(address.description))
            switch address {
            case .tcp(let host, let port):
                try addresses.listAppend(python.tuple(python.str(host), python.int(Int64(port))))
            case .unix(let path): try addresses.listAppend(python.path(path))
            case .descriptor(let number): try addresses.listAppend(python.int(Int64(number)))
            }
        }
        try values.dictSet("bind", texts)
        try values.dictSet("address", addresses)
        _ = try run.owned(python).attribute("effective").call(values, addresses)
    }

    private func call(
        _ name: StaticString, _ arguments: [Int64], _ python: borrowing Python
    ) throws(PythonError) {
        let list = try python.list()
        for argument in arguments { try list.listAppend(python.int(argument)) }
        _ = try run.owned(python).attribute(name).call(tuple: list.asTuple(), dict: python.dict())
    }
}

/// `log((level, text))` of the configuration's script: an entry in the server's log. Levels are those of Python's `logging`.
enum HookLog {
    static let function = PyFunction.oneArgument("log") { _, argument in
        Python.callback { (python: inout Python) throws(PythonError) in
            guard let argument else { return python.returnNone() }
            let (level, text) = try parts(argument, python)
            python.detached { Logger(label: "crosswind.hooks").log(level: Self.level(level), "\(text)") }
            return python.returnNone()
        }
    }

    private static func parts(_ argument: PyPointer, _ python: borrowing Python) throws(PythonError) -> (Int64, String)
    {
        let pair = try PyBorrowed(unsafe: argument, python).asList()
        return (try pair.listItem(0).int64(), try pair.listItem(1).string())
    }

    private static func level(_ number: Int64) -> Logger.Level {
        switch number {
        case ..<20: .debug
        case ..<30: .info
        case ..<40: .warning
        case ..<50: .error
        default: .critical
        }
    }
}
