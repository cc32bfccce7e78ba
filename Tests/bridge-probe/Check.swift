import PythonBridge

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Collects what went wrong in a scenario.
struct Check {
    private var failures: [String] = []

    mutating func that(_ holds: Bool, _ what: String, line: Int = #line) {
        if !holds { failures.append("line \(line): \(what)") }
    }

    mutating func equal<T: Equatable>(_ found: T, _ expected: T, line: Int = #line) {
        if found != expected { failures.append("line \(line): \(found), expected \(expected)") }
    }

    /// Runs `body` attached; an exception is a failure.
    mutating func attached(line: Int = #line, _ body: (inout Python, inout Check) throws(PythonError) -> Void) {
        do throws(PythonError) {
            try Python.attach { python throws(PythonError) in try body(&python, &self) }
        } catch {
            failures.append("line \(line): \(error.traceback)")
        }
    }

    func report(_ name: String) -> Bool {
        for failure in failures { print("failed \(name): \(failure)") }
        if failures.isEmpty { print("ok \(name)") }
        fflush(nil)
        return failures.isEmpty
    }
}

/// All scenarios by name. Those whose names begin with "end" finalise the interpreter, so that nothing can follow them.
let scenarios: [String: @Sendable (inout Check) -> Void] = [
    "symbols": Symbols.all,
    "objects": Objects.all,
    "text": Objects.text,
    "bytes": Objects.bytes,
    "calls": Objects.calls,
    "modules": Objects.modules,
    "errors": Errors.all,
    "systemExit": Errors.systemExit,
    "reraise": Errors.reraise,
    "callbacks": Callbacks.all,
    "capsules": Callbacks.capsules,
    "dropDetached": Handles.dropDetached,
    "dropForeign": Handles.dropForeign,
    "manyAttaches": Handles.manyAttaches,
    "nestedDetach": Handles.nestedDetach,
    "threads": Threads.all,
    "nestedSeat": Threads.nested,
    "fork": Threads.fork,
    "signals": Threads.signals,
    "joinDeadline": Threads.joinDeadline,
    "location": Location.all,
    "endLiveHandles": Endings.liveHandles,
    "endThreadInside": Endings.threadInside,
    "endThreadWaiting": Endings.threadWaiting,
    "endPythonThread": Endings.pythonThread,
    "endLateAttach": Endings.lateAttach,
    "costs": Costs.all,
]
