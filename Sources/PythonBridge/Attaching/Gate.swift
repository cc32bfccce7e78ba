internal import CPythonABI

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// What happens to those whom the gate in CPythonABI turns away.
@usableFromInline
enum Gate {
    /// Never returns. It is a mistake to come without an interpreter, or after finalising it oneself. But any other thread
    /// that comes too late has nothing left to do, and to trap would turn an orderly exit into a crash: it waits for the exit.
    /// CPython 3.14 does the same.
    @usableFromInline @inline(never)
    static func refuse() -> Never {
        precondition(
            cpython_gate_state() != Int32(CPYTHON_ABSENT),
            "no Python interpreter runs: call PythonRuntime.embed or PythonRuntime.host first")
        precondition(!cpython_thread_is_finaliser(), "this thread has finalised the Python interpreter")
        while true { pause() }
    }
}
