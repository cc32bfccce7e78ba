// Unsafe: owns bare references to Python strings; one worker's, touched only while that is attached.
import CPythonABI
import CrosswindHTTP

/// The environ keys of request fields: `Accept-Language` → `HTTP_ACCEPT_LANGUAGE`, each made once per worker.
///
/// An open table over the names as clients spell them. It is bounded: clients choose the names, and one that sends ever
/// new ones gets keys that are made and thrown away.
struct HeaderNames: ~Copyable {
    private static let slots = 512
    private static let capacity = 256

    private struct Entry {
        var name: UnsafeMutableRawBufferPointer
        var key: OpaquePointer?
    }

    private let entries: UnsafeMutablePointer<Entry>
    private var count = 0

    init() {
        entries = .allocate(capacity: Self.slots)
        entries.initialize(
            repeating: Entry(name: UnsafeMutableRawBufferPointer(start: nil, count: 0), key: nil), count: Self.slots)
    }

    deinit {
        for index in 0..<Self.slots { entries[index].name.deallocate() }
        entries.deallocate()
    }

    /// Attached: gives the references back, at the end of the worker.
    mutating func release() {
        for index in 0..<Self.slots {
            if let key = entries[index].key { Py_DecRef(key) }
            entries[index].key = nil
        }
        count = 0
    }

    /// The key for a field name, as a new reference; nil with an exception when memory is short. `name` is a token.
    mutating func key(for name: UnsafeRawBufferPointer) -> OpaquePointer? {
        var index = Self.hash(name) & (Self.slots - 1)
        while let key = entries[index].key {
            if entries[index].name.count == name.count, Self.same(entries[index].name, name) {
                Py_IncRef(key)
                return key
            }
            index = (index + 1) & (Self.slots - 1)
        }
        guard var key = Self.make(name) else { return nil }
        if count < Self.capacity, name.count <= 64 {
            PyUnicode_InternInPlace(&key)
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: name.count, alignment: 8)
            copy.copyMemory(from: name)
            Py_IncRef(key)
            entries[index] = Entry(name: copy, key: key)
            count += 1
        }
        return key
    }

    private static func make(_ name: UnsafeRawBufferPointer) -> OpaquePointer? {
        withUnsafeTemporaryAllocation(byteCount: name.count + 5, alignment: 1) { room in
            room.copyBytes(from: "HTTP_".utf8)
            for index in 0..<name.count {
                let byte = name[index]
                room[5 + index] =
                    byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte &- 97 < 26 ? byte &- 32 : byte
            }
            return room.withMemoryRebound(to: CChar.self) {
                PyUnicode_DecodeLatin1($0.baseAddress!, $0.count, nil)
            }
        }
    }

    private static func same(_ a: UnsafeMutableRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        for index in 0..<a.count where a[index] != b[index] { return false }
        return true
    }

    private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
        // Length, ends and middle tell header names apart well enough; a collision costs one comparison.
        let last = name.count - 1
        var hash = name.count &* 31 &+ Int(name[0])
        hash = hash &* 31 &+ Int(name[last])
        hash = hash &* 31 &+ Int(name[last / 2])
        return hash &* 31 &+ Int(name[last / 3])
    }
}
