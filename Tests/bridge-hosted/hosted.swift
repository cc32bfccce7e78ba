// Loaded by ctypes.PyDLL: Python is the host.
import CPythonABI
import PythonBridge

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// 0 when all is well; otherwise a message was printed.
@c(bridge_hosted_start)
public func start() -> Int32 {
    do throws(PythonRuntimeError) {
        try PythonRuntime.host()
        // Again: harmless.
        try PythonRuntime.host()
    } catch {
        print(error)
        return 1
    }
    return 0
}

/// A thread of ours attaches while Python waits for it, detached.
@c(bridge_hosted_thread)
public func attachFromThread() -> PyPointer? {
    Python.callback { py throws(PythonError) in
        let thread = try? PythonThread.spawn(name: "hosted") { seat in
            seat.attach { py in
                _ = try? py.import("sys").setAttribute("bridge_hosted", py.bool(true))
            }
        }
        py.detached { thread?.join() }
        return try py.import("sys").attribute("bridge_hosted").take()
    }
}

/// A thread that goes on attaching until Python goes down, and tells by a file that it came away unharmed.
@c(bridge_hosted_linger)
public func linger() {
    _ = try? PythonThread.spawn(name: "lingering") { seat in
        while seat.attachIfRunning({ py in _ = try? py.int(1) }) != nil { usleep(100) }
    }
}
