import CPythonABI
import PythonBridge
import Synchronization

/// What becomes of references.
enum Handles {
    /// A Python object whose end can be seen from Swift.
    private static func mortal(_ ended: Callbacks.Ended) throws(PythonError) -> PyStored {
        try Python.attach { py throws(PythonError) in
            try py.capsule(Callbacks.Counter(onEnd: { ended.flag.store(true, ordering: .sequentiallyConsistent) }))
                .store()
        }
    }

    @Sendable static func dropDetached(_ check: inout Check) {
        let ended = Callbacks.Ended()
        do {
            guard let stored = try? mortal(ended) else { return check.that(false, "no object") }
            _ = consume stored
        }
        check.that(!ended.flag.load(ordering: .sequentiallyConsistent), "a detached thread does not release")
        check.equal(cpython_pending(), 1)
        Python.attach { _ in }
        check.that(ended.flag.load(ordering: .sequentiallyConsistent), "the next attach does")
        check.equal(cpython_pending(), 0)

        // Dropped attached: at once.
        let second = Callbacks.Ended()
        if let stored = try? mortal(second) {
            let box = Box(stored)
            Python.attach { _ in box.drop() }
        }
        check.that(second.flag.load(ordering: .sequentiallyConsistent), "an attached thread releases at once")

        // Without a new attach, by the worker's turn.
        let third = Callbacks.Ended()
        if let stored = try? mortal(third) {
            let box = Box(stored)
            Python.attach { py in
                py.detached { box.drop() }
                check.that(!third.flag.load(ordering: .sequentiallyConsistent), "not while detached")
                py.releasePending()
            }
        }
        check.that(third.flag.load(ordering: .sequentiallyConsistent), "releasePending does")
    }

    @Sendable static func dropForeign(_ check: inout Check) {
        let ended = Callbacks.Ended()
        guard let stored = try? mortal(ended) else { return check.that(false, "no object") }
        let box = Box(stored)
        let thread = try? PythonThread.spawn(name: "foreign") { _ in box.drop() }
        thread?.join()
        check.that(!ended.flag.load(ordering: .sequentiallyConsistent), "not by a thread that never attached")
        Python.attach { _ in }
        check.that(ended.flag.load(ordering: .sequentiallyConsistent), "by the next to attach")
    }

    /// Copies and counts: a million attaches and handles leave nothing behind.
    @Sendable static func manyAttaches(_ check: inout Check) {
        guard let object = try? Python.attach({ py throws(PythonError) in try py.list().store() }) else {
            return check.that(false, "no object")
        }
        let count = References.of(object)
        let before = References.residentKiB()
        for _ in 0..<1_000_000 {
            Python.attach { py in
                let borrowed = object.borrow(py)
                let owned = borrowed.owned()
                _ = owned.stored()
            }
        }
        check.equal(References.of(object), count)
        let grown = References.residentKiB() - before
        check.that(grown < 4096, "grew by \(grown) KiB")
    }

    /// The inner token lets go of the GIL while an outer handle exists. The handle owns its object, so nothing dangles, and
    /// no closure can capture it, so nothing can use it meanwhile.
    @Sendable static func nestedDetach(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let text = try py.str("outer")
            Python.attach { inner in inner.detached { elsewhere() } }
            check.equal(try text.string(), "outer")
        }
    }

    private static func elsewhere() {
        let thread = try? PythonThread.spawn(name: "elsewhere") { seat in
            seat.attach { py in _ = try? py.import("gc").callMethod("collect") }
        }
        thread?.join()
    }

    /// A stored handle that can be dropped at a given moment.
    final class Box: Sendable {
        private let stored: Mutex<PyShared?>
        init(_ stored: consuming PyStored) { self.stored = Mutex(PyShared(stored)) }
        func drop() { stored.withLock { $0 = nil } }
    }
}
