// nonisolated(unsafe) is not needed: the addresses travel inside a Mutex, wrapped because OpaquePointer is not Sendable.
internal import CPythonABI
internal import CrosswindThreads
internal import Synchronization

/// References dropped by threads that were not attached, waiting for one that is.
@usableFromInline
enum PendingReleases {
    private struct Waiting: @unchecked Sendable {
        var pointers: [PyPointer] = []
    }

    private static let waiting = Guarded(Waiting())

    /// From any thread. The reference is released by the next attach, or never when there is none.
    @usableFromInline @inline(never)
    static func add(_ pointer: PyPointer) {
        waiting.withLock { $0.pointers.append(pointer) }
        cpython_pending_add(1)
    }

    /// Attached. Releasing may run finalisers that drop further references; they are released at once, being attached.
    @usableFromInline @inline(never)
    static func drain() {
        let taken = waiting.withLock { waiting in
            let taken = waiting
            waiting.pointers = []
            return taken
        }
        cpython_pending_add(-taken.pointers.count)
        for pointer in taken.pointers { Py_DecRef(pointer) }
    }
}
