import CPythonABI
import PythonBridge
import Synchronization

/// Swift functions that Python calls.
enum Callbacks {
    final class Counter: Sendable {
        let count = Atomic(0)
        let onEnd: @Sendable () -> Void
        init(onEnd: @escaping @Sendable () -> Void = {}) { self.onEnd = onEnd }
        deinit { onEnd() }
    }

    static let none = PyFunction.noArguments("none") { me, _ in
        Python.callback { py throws(PythonError) in
            guard let me else { throw PythonError(.systemError, "no self") }
            try PyBorrowed(unsafe: me, py).capsuleObject(as: Counter.self).count.add(1, ordering: .relaxed)
            return py.returnNone()
        }
    }

    static let double = PyFunction.oneArgument("double") { _, argument in
        Python.callback { py throws(PythonError) in
            guard let argument else { throw PythonError(.systemError, "no argument") }
            return try py.int(2 * PyBorrowed(unsafe: argument, py).int64()).take()
        }
    }

    static let any = PyFunction.anyArguments("any") { _, arguments, count, names in
        Python.callback { py throws(PythonError) in
            let named = names.map { PyTuple_Size($0) } ?? 0
            guard count == 2, named == 1, let arguments else {
                throw PythonError(.typeError, "any() takes two arguments and one keyword")
            }
            let first = PyBorrowed(unsafe: arguments[0], py)
            return try py.tuple(first, PyBorrowed(unsafe: arguments[2], py)).take()
        }
    }

    static let detaching = PyFunction.noArguments("detaching") { _, _ in
        Python.callback { py throws(PythonError) in
            var shared: PyShared? = PyShared(try py.str("dropped detached").store())
            py.detached { shared = nil }
            if shared != nil { throw PythonError(.systemError, "not dropped") }
            return py.returnNone()
        }
    }

    @Sendable static func all(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let counter = Counter()
            let function = try none.callable(self: try py.capsule(counter), py)
            _ = try function.call()
            _ = try function.call()
            check.equal(counter.count.load(ordering: .relaxed), 2)
            check.equal(try double.callable(py).call(try py.int(21)).int64(), 42)
            do throws(PythonError) {
                _ = try double.callable(py).call(py.none)
                check.that(false, "an error in the callback comes back")
            } catch { check.equal(error.typeName, "TypeError") }

            let module = try py.module(named: "callbacks")
            try module.setAttribute("any", try any.callable(py))
            try module.setAttribute("detaching", try detaching.callable(py))
            try py.run(
                """
                import threading
                assert any(1, 2, key=3) == (1, 3)
                try:
                    any()
                except TypeError as error:
                    assert str(error) == "any() takes two arguments and one keyword", error
                else:
                    raise AssertionError
                detaching()
                thread = threading.Thread(target=detaching)
                thread.start()
                thread.join()
                """, file: "<callbacks>", in: module)
        }
    }

    @Sendable static func capsules(_ check: inout Check) {
        let ended = Ended()
        check.attached { py, check throws(PythonError) in
            do {
                let capsule = try py.capsule(Counter(onEnd: { ended.flag.store(true, ordering: .relaxed) }))
                do throws(PythonError) {
                    _ = try capsule.capsuleObject(as: Ended.self)
                    check.that(false, "another class is refused")
                } catch { check.equal(error.typeName, "TypeError") }
                do throws(PythonError) {
                    _ = try py.none.capsuleObject(as: Ended.self)
                    check.that(false, "None is refused")
                } catch { check.equal(error.typeName, "TypeError") }
                check.that(PyErr_Occurred() == nil, "nothing is left current")
            }
            check.that(ended.flag.load(ordering: .relaxed), "the capsule releases its object")
        }
    }

    final class Ended: Sendable {
        let flag = Atomic(false)
    }
}
