import CrosswindThreads
import Logging

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Starts the program anew when it has been built anew, for development (Tornado: `tornado.autoreload`).
///
/// What Tornado watches are the files of Python's modules; here it is the program's own file, which `swift build` in
/// another terminal, or an editor that builds when it saves, replaces, and what ``watch(_:)`` names besides. The new
/// program has the old one's arguments, environment and process number. Requests that are being answered are cut, as in
/// Tornado.
///
/// `Settings.debug` and `Settings.autoreload` of an application have it begin with ``IOLoop/start()``, or with the server's
/// `run()` as a service; ``start(checkTime:)`` does so by hand. In a WSGI server's process neither comes to pass.
public enum Autoreload {
    private struct State {
        var isWanted = false
        var isRunning = false
        var paths: [String] = []
        var hooks: [@Sendable () -> Void] = []
    }
    private static let state = Guarded(State())

    /// Has the program watched from now on (Tornado: `autoreload.start`). A second call does nothing.
    ///
    /// - Parameter checkTime: how often it is looked at.
    public static func start(checkTime: Duration = .milliseconds(500)) {
        let isFirst = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard isFirst else { return }
        guard let program = ProgramFile() else {
            return IOLoop.logger.error("autoreload: the program's file is not to be found; it is not watched")
        }
        let isStarted = BackgroundThread.start {
            BackgroundThread.nameThisThread("autoreload")
            run(program, checkTime)
        }
        if !isStarted { IOLoop.logger.error("autoreload: no thread to be had; nothing is watched") }
    }

    /// A further file, or a directory with all below it, whose changes start the program anew (Tornado:
    /// `autoreload.watch`): a configuration, or the Python that is served beside. Names that begin with a dot and
    /// `__pycache__` are not looked at.
    public static func watch(_ path: String) { state.withLock { $0.paths.append(path) } }

    /// Calls `body` before the program is started anew (Tornado: `add_reload_hook`), on a thread of its own: to let go of
    /// what would outlast it, such as a child process. Open descriptors need nothing, they are closed.
    public static func addReloadHook(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.hooks.append(body) }
    }

    /// Some application's settings ask for it.
    package static func want() { state.withLock { $0.isWanted = true } }

    /// The program has come to where it serves.
    package static func startIfWanted() {
        if state.withLock({ $0.isWanted }) { start() }
    }

    private static func run(_ program: ProgramFile, _ pause: Duration) {
        var known: [String: FileTree] = [:]
        while true {
            var changed: String?
            for path in [program.path] + state.withLock({ $0.paths }) {
                let now = FileTree(path)
                // What is named later counts from then on.
                if let before = known[path], before != now { changed = changed ?? path }
                known[path] = now
            }
            if let changed {
                settle(&known, program)
                IOLoop.logger.info("autoreload: \(changed) has changed; starting anew")
                for hook in state.withLock({ $0.hooks }) { hook() }
                // The same process from here on, if it comes back not at all.
                let reason = program.startAnew()
                IOLoop.logger.error("autoreload: \(program.path) can't be started: \(reason)")
            }
            sleep(pause)
        }
    }

    /// Waits until nothing changes any more: a linker takes a while, and a save may be several.
    private static func settle(_ known: inout [String: FileTree], _ program: ProgramFile) {
        var isQuiet = false
        while !isQuiet {
            sleep(.milliseconds(200))
            isQuiet = true
            for (path, before) in known {
                let now = FileTree(path)
                // A program that is not there is being built.
                if now != before || path == program.path && now.isEmpty { isQuiet = false }
                known[path] = now
            }
        }
    }

    private static func sleep(_ pause: Duration) {
        let nanoseconds = max(1_000_000, pause.clampedNanoseconds)
        var time = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        nanosleep(&time, nil)
    }
}
