import PythonBridge

/// What can be done with objects.
enum Objects {
    @Sendable static func all(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let dict = try py.dict()
            let key = try py.interned("key")
            try dict.dictSet(key, try py.int(7))
            check.equal(try dict.dictGet(key)?.int64() ?? 0, 7)
            check.that(try dict.dictGet(try py.str("absent")) == nil, "a missing key is nil")
            check.that(try dict.dictContains(key), "contains")
            let copy = try dict.dictCopy()
            try dict.dictDelete(key)
            check.equal(try copy.count(), 1)
            check.equal(try dict.count(), 0)
            // No operator with an autoclosure (`&&`, `??`) may take a handle on its right.
            check.equal([copy.isExactlyDict, copy.isDict, copy.isList], [true, true, false])

            let list = try py.list()
            try list.listAppend(py.none)
            try list.listAppend(try py.float(1.5))
            check.equal(try list.listCount(), 2)
            check.that(try list.listItem(0).isNone, "None in a list")
            check.equal(try list.listItem(1).double(), 1.5)
            let tuple = try list.asTuple()
            check.equal([tuple.isExactlyTuple, tuple.isExactlyList], [true, false])
            check.that(try tuple.tupleItem(0).is(py.none), "identity")
            do throws(PythonError) {
                _ = try list.listItem(2)
                check.that(false, "an index too large throws")
            } catch { check.equal(error.typeName, "IndexError") }

            let iterator = try list.iterator()
            var steps = 0
            while let item = try iterator.next() {
                check.that(item.isNone == (steps == 0), "order")
                steps += 1
            }
            check.equal(steps, 2)

            let namespace = try py.import("types").attribute("SimpleNamespace").call()
            try namespace.setAttribute("value", py.bool(true))
            check.that(try namespace.attribute("value").isTrue(), "attribute set")
            check.that(try namespace.attributeIfPresent("other") == nil, "no such attribute")
            check.that(try namespace.attributeIfPresent("value") != nil, "attribute present")
            try namespace.deleteAttribute("value")
            check.that(try namespace.attributeIfPresent("value") == nil, "attribute deleted")
            check.equal(try py.import("os.path").attribute(path: "join.__class__.__name__").string(), "function")
            check.that(try py.bool(true).isInstance(of: try py.int(1).type), "bool is an int")
            check.that(py.bool(false).isInt, "bool has the int flag")
        }
    }

    @Sendable static func text(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let latin = try withBytes([0x68, 0xe9, 0x00, 0xff]) { raw throws(PythonError) in
                try py.str(latin1: raw).store()
            }
            check.equal(try latin.borrow(py).strCount(), 4)
            check.equal(try latin.borrow(py).string(), "h\u{e9}\0\u{ff}")
            check.equal(try latin.borrow(py).latin1().unsafeBytes().map { $0 }, [0x68, 0xe9, 0x00, 0xff])
            check.equal(try latin.borrow(py).utf8Span().byteCount, 6)
            check.that(try py.str("").isExactlyStr, "empty text")
            check.that(try py.interned("abc").is(try py.interned("abc")), "interned")
            do throws(PythonError) {
                try withBytes([0xff, 0xfe]) { raw throws(PythonError) in _ = try py.str(utf8: raw) }
                check.that(false, "bad UTF-8 throws")
            } catch { check.equal(error.typeName, "UnicodeDecodeError") }
            // A lone surrogate cannot be UTF-8; Swift's text shows it escaped.
            let surrogate = try py.evaluate("'a\\udc80'", globals: py.builtins)
            check.equal(try surrogate.string(), "a\\udc80")
            check.equal(try py.path("/tmp/\u{e9}").string(), "/tmp/\u{e9}")
            check.that(try py.int(3).isEqual(to: try py.float(3)), "equal")
        }
    }

    @Sendable static func bytes(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let filled = try py.bytes(count: 3) { memory in
                for index in 0..<3 { memory[index] = UInt8(index) }
            }
            check.equal([filled.isExactlyBytes, filled.isBytes], [true, true])
            check.equal(try filled.bytesSpan().byteCount, 3)
            check.equal(try filled.bytesSpan().unsafeLoad(fromByteOffset: 2, as: UInt8.self), 2)
            check.equal(try withBytes([]) { raw throws(PythonError) in try py.bytes(raw).count() }, 0)
            do throws(PythonError) {
                _ = try py.str("x").unsafeBytes()
                check.that(false, "str is not bytes")
            } catch { check.equal(error.typeName, "TypeError") }

            let array = try py.evaluate("bytearray(b'abc')", globals: py.builtins)
            check.equal([array.isBytesLike, array.isBytes], [true, false])
            do {
                let view = try array.buffer(writable: true)
                check.equal(view.count, 3)
                view.unsafeMutableBytes[0] = 0x7a
                do throws(PythonError) {
                    _ = try array.callMethod("append", try py.int(1))
                    check.that(false, "an exported bytearray cannot grow")
                } catch { check.equal(error.typeName, "BufferError") }
            }
            check.equal(try array.string(), "bytearray(b'zbc')")
            _ = try array.callMethod("append", try py.int(33))
            check.equal(try array.count(), 4)
        }
    }

    @Sendable static func calls(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let function = try py.evaluate("lambda *a, **k: (len(a), sorted(k))", globals: py.builtins)
            check.equal([function.isCallable, py.none.isCallable], [true, false])
            let one = try py.int(1)
            check.equal(try function.call().representation(), "(0, [])")
            check.equal(try function.call(one).representation(), "(1, [])")
            check.equal(try function.call(one, one).representation(), "(2, [])")
            check.equal(try function.call(one, one, py.none).representation(), "(3, [])")
            let names = try py.evaluate("('x',)", globals: py.builtins)
            // Closures cannot capture handles, but addresses.
            let (callee, keywords) = (function.pointer, names.pointer)
            let vector = [one.pointer, one.pointer]
            let called = try vector.withUnsafeBufferPointer { vector throws(PythonError) in
                try call(callee, vector, keywords)
            }
            check.equal(try PyRef(owning: called, py).representation(), "(1, ['x'])")
            let dict = try py.dict()
            try dict.dictSet("k", one)
            check.equal(try function.call(tuple: try py.tuple(one, one), dict: dict).representation(), "(2, ['k'])")
            let text = try py.str("a,b")
            check.equal(try text.callMethod(try py.interned("split"), try py.str(",")).count(), 2)
            check.equal(
                try text.callMethod(try py.interned("replace"), try py.str("a"), try py.str("c")).string(), "c,b")
            check.equal(try text.callMethod("upper").string(), "A,B")
        }
    }

    /// Closures cannot capture handles, so the raw way is shown with addresses.
    private static func call(
        _ function: PyPointer, _ vector: UnsafeBufferPointer<PyPointer>, _ names: PyPointer
    ) throws(PythonError) -> PyPointer {
        try Python.assumeAttached { py throws(PythonError) in
            try PyBorrowed(unsafe: function, py).call(unsafeArguments: vector, keywords: names).take()
        }
    }

    @Sendable static func modules(_ check: inout Check) {
        check.attached { py, check throws(PythonError) in
            let module = try py.module(named: "prelude")
            try py.run("import sys\ndef f(x):\n    return x + 1\n", file: "<prelude>", in: module)
            check.equal(try module.attribute("f").call(try py.int(1)).int64(), 2)
            do throws(PythonError) {
                _ = try module.attribute("f").call(py.none)
                check.that(false, "None + 1 throws")
            } catch {
                check.that(error.traceback.hasPrefix("Traceback (most recent call last):"), error.traceback)
                check.that(
                    error.traceback.split(separator: "\n").contains { $0.hasPrefix("  File \"<prelude>\", line 3") },
                    error.traceback)
            }
            do throws(PythonError) {
                _ = try py.import("no_such_module.inside")
                check.that(false, "a missing module throws")
            } catch { check.equal(error.typeName, "ModuleNotFoundError") }
            do throws(PythonError) {
                try py.run("def f(:", file: "<broken>", in: module)
                check.that(false, "a syntax error throws")
            } catch { check.equal(error.typeName, "SyntaxError") }
        }
    }

    static func withBytes<R: ~Copyable>(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws(PythonError) -> R
    ) throws(PythonError) -> R {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: bytes)
        return try body(UnsafeRawBufferPointer(memory))
    }
}
