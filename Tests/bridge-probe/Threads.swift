import PythonBridge
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Our own threads.
enum Threads {
    @Sendable static func all(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "crosswind_local")
            try py.run(
                """
                import ctypes, threading
                local = threading.local()
                state = ctypes.PYFUNCTYPE(ctypes.c_void_p)(("PyThreadState_Get", ctypes.pythonapi))
                def turn():
                    local.value = getattr(local, "value", 0) + 1
                    seen = []
                    # Detaches, and attaches again through PyGILState, which must find the same thread state.
                    ctypes.CFUNCTYPE(None)(lambda: seen.append(state()))()
                    assert seen == [state()], seen
                    return local.value
                """, file: "<local>", in: module)
            try py.import("sys").attribute("modules").setItem(try py.str("crosswind_local"), module)
        }
        let found = Found()
        let thread = try? PythonThread.spawn(name: "a-long-thread-name", stackSize: 8 << 20) { seat in
            for _ in 0..<3 {
                seat.attach { py in
                    do throws(PythonError) {
                        let turn = try py.import("crosswind_local").attribute("turn").call().int64()
                        found.lines.withLock { $0.append("\(turn)") }
                    } catch { found.lines.withLock { $0.append(error.traceback) } }
                }
            }
        }
        check.that(thread != nil, "spawned")
        check.that(thread?.join(within: .seconds(10)) == true, "joined")
        check.equal(found.lines.withLock { $0 }, ["1", "2", "3"])
    }

    /// Either way round, the thread is attached already.
    @Sendable static func nested(_ check: inout Check) {
        let found = Found()
        let thread = try? PythonThread.spawn(name: "nested") { seat in
            seat.attach { py in
                Python.attach { inner in if (try? inner.int(1)) != nil { found.lines.withLock { $0.append("inner") } } }
            }
            Python.attach { py in
                seat.attach { inner in if (try? inner.int(1)) != nil { found.lines.withLock { $0.append("seat") } } }
                py.detached { seat.attach { _ in found.lines.withLock { $0.append("detached") } } }
            }
        }
        check.that(thread?.join(within: .seconds(5)) == true, "no deadlock")
        check.equal(found.lines.withLock { $0 }, ["inner", "seat", "detached"])
    }

    /// A child forgets the threads that it does not have.
    @Sendable static func fork(_ check: inout Check) {
        let (inside, release) = (Flag(), Flag())
        let thread = try? PythonThread.spawn(name: "inside") { seat in
            seat.attach { py in
                py.detached {
                    inside.value.store(true, ordering: .releasing)
                    while !release.value.load(ordering: .acquiring) { usleep(1000) }
                }
            }
        }
        while !inside.value.load(ordering: .acquiring) { usleep(1000) }
        let child = Python.attach { py in PythonRuntime.fork(py) }
        if child == 0 { _exit(PythonRuntime.finalize() == .finalised ? 7 : 8) }
        var status: Int32 = 0
        check.equal(waitpid(child, &status, 0), child)
        check.equal(status >> 8, 7)
        release.value.store(true, ordering: .releasing)
        thread?.join()
    }

    final class Found: Sendable {
        let lines = Mutex<[String]>([])
    }

    @Sendable static func signals(_ check: inout Check) {
        let blocked = Flag()
        let thread = try? PythonThread.spawn(name: "mask") { _ in
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            let all = [SIGINT, SIGTERM, SIGCHLD, SIGUSR1].allSatisfy { sigismember(&mask, $0) == 1 }
            blocked.value.store(all, ordering: .releasing)
        }
        thread?.join()
        check.that(blocked.value.load(ordering: .acquiring), "blocked in the thread")
        var mask = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &mask)
        check.equal(sigismember(&mask, SIGTERM), 0)

        var action = sigaction()
        sigaction(SIGINT, nil, &action)
        #if canImport(Glibc)
        check.that(action.__sigaction_handler.sa_handler == nil, "SIGINT is as it was")
        #endif
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "signals")
            try py.run(
                "import signal\nfree = signal.getsignal(signal.SIGINT) is signal.SIG_DFL\n", file: "<signals>",
                in: module)
            check.that(try module.attribute("free").isTrue(), "Python knows that SIGINT is not its own")
        }
    }

    @Sendable static func joinDeadline(_ check: inout Check) {
        let box = Flag()
        let thread = try? PythonThread.spawn(name: "slow") { _ in
            while !box.value.load(ordering: .acquiring) { usleep(1000) }
        }
        check.that(thread?.join(within: .milliseconds(30)) == false, "not yet")
        box.value.store(true, ordering: .releasing)
        check.that(thread?.join(within: .seconds(5)) == true, "now")
    }

    final class Flag: Sendable {
        let value = Atomic(false)
    }
}
