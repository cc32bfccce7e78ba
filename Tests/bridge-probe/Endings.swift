import PythonBridge
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Finalising, whatever else is going on. Each runs last in its process.
enum Endings {
    @Sendable static func liveHandles(_ check: inout Check) {
        guard let stored = try? Python.attach({ py throws(PythonError) in try py.str("alive").store() }) else {
            return check.that(false, "no object")
        }
        let box = Handles.Box(stored)
        check.equal(PythonRuntime.finalize(), .finalised)
        check.equal(PythonRuntime.state, .finalised)
        box.drop()
        check.that(Python.attachIfRunning { _ in 1 } == nil, "no attach any more")
        check.equal(PythonRuntime.finalize(), .notOurs)
    }

    /// A thread that sleeps inside Python, and would be killed there by `Py_FinalizeEx`.
    @Sendable static func threadInside(_ check: inout Check) {
        let inside = Threads.Flag()
        let thread = try? PythonThread.spawn(name: "inside") { seat in
            seat.attach { py in
                inside.value.store(true, ordering: .releasing)
                _ = try? py.import("time").attribute("sleep").call(try py.int(3))
            }
        }
        while !inside.value.load(ordering: .acquiring) { usleep(1000) }
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "exit")
            try py.run("import atexit\natexit.register(print, 'exit function ran')\n", file: "<exit>", in: module)
        }
        let start = ContinuousClock.now
        check.equal(PythonRuntime.finalize(within: .milliseconds(200)), .abandoned)
        check.that(ContinuousClock.now - start < .seconds(2), "in time")
        check.that(thread?.join(within: .milliseconds(1)) == false, "the thread is left to itself")
    }

    /// Detached inside an attach: it will want the GIL back.
    @Sendable static func threadWaiting(_ check: inout Check) {
        let inside = Threads.Flag()
        let release = Threads.Flag()
        let thread = try? PythonThread.spawn(name: "waiting") { seat in
            seat.attach { py in
                py.detached {
                    inside.value.store(true, ordering: .releasing)
                    while !release.value.load(ordering: .acquiring) { usleep(1000) }
                }
            }
        }
        while !inside.value.load(ordering: .acquiring) { usleep(1000) }
        check.equal(PythonRuntime.finalize(within: .milliseconds(50)), .abandoned)
        release.value.store(true, ordering: .releasing)
        check.that(thread?.join(within: .seconds(5)) == true, "it comes back and ends")
    }

    /// Threads of Python's own: an idle executor ends when told to, a daemon is no hindrance.
    @Sendable static func pythonThread(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "executor")
            try py.run(
                """
                import concurrent.futures, threading, time
                executor = concurrent.futures.ThreadPoolExecutor(2)
                executor.submit(int).result()
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
                """, file: "<executor>", in: module)
            try py.import("sys").attribute("modules").setItem(try py.str("executor"), module)
        }
        check.equal(PythonRuntime.finalize(), .finalised)
    }

    /// Threads that attach again and again while the interpreter goes down.
    @Sendable static func lateAttach(_ check: inout Check) {
        let turned = Counted()
        let threads = (0..<4).compactMap { _ in
            try? PythonThread.spawn(name: "late") { seat in
                while seat.attachIfRunning({ py in _ = try? py.int(1) }) != nil {
                    turned.value.add(1, ordering: .relaxed)
                }
            }
        }
        let foreign = (0..<2).compactMap { _ in
            try? PythonThread.spawn(name: "late-foreign") { _ in
                while Python.attachIfRunning({ py in _ = try? py.int(1) }) != nil {
                    turned.value.add(1, ordering: .relaxed)
                }
            }
        }
        while turned.value.load(ordering: .relaxed) < 100 { usleep(1000) }
        check.equal(PythonRuntime.finalize(), .finalised)
        for thread in threads + foreign { check.that(thread.join(within: .seconds(5)), "ended") }
    }

    final class Counted: Sendable {
        let value = Atomic(0)
    }
}
