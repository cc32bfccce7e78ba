// What must go on working.
import PythonBridge

final class Holder: Sendable {
    let object: PyStored
    init(_ object: consuming PyStored) { self.object = object }
}

func endsBeforeDetached(_ holder: Holder) -> Int {
    Python.attach { py in
        var count = 0
        do {
            let handle = holder.object.owned(py)
            count = (try? handle.count()) ?? 0
        }
        return py.detached { count + 1 }
    }
}

func manyHandles(_ holder: Holder) throws(PythonError) -> PyStored {
    try Python.attach { py throws(PythonError) in
        let list = holder.object.owned(py)
        let first = try list.listItem(0)
        let inner = try first.attribute("inner")
        if let other = try list.dictGet(inner) { return other.store() }
        let tuple = try first.asTuple()
        let item = try tuple.tupleItem(0)
        return item.owned().store()
    }
}

func consumedBeforeDetached(_ holder: Holder) {
    Python.attach { py in
        let handle = holder.object.owned(py)
        let stored = handle.store()
        let shared = PyShared(stored)
        py.detached { _ = shared }
    }
}

func helper(_ handle: borrowing some PyHandle & ~Copyable & ~Escapable) throws(PythonError) -> Int {
    try handle.bytesCount()
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    func bytesCount() throws(PythonError) -> Int { try unsafeBytes().count }
}

func localStored(_ stored: borrowing PyStored, _ py: borrowing Python) throws(PythonError) -> Bool {
    let borrowed = stored.borrow(py)
    let copy = borrowed
    return try copy.call(borrowed).isTrue()
}

func classProperty(_ holder: Holder, _ py: borrowing Python) throws(PythonError) -> PyStored {
    let borrowed = holder.object.unsafeBorrow(py)
    return try borrowed.call(borrowed).store()
}

@_lifetime(borrow py)
func make(_ py: borrowing Python) throws(PythonError) -> PyRef {
    let bytes = try py.bytes(count: 1) { $0[0] = 0 }
    _ = try helper(bytes)
    return bytes
}
