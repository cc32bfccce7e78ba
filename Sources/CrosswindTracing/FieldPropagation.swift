import CrosswindHTTP
import Tracing

/// A request's fields, for as long as a tracer looks at them.
struct IncomingFields: Sendable {
    private let head: RequestHead

    init(_ head: RequestHead) { self.head = head }

    /// The value of a field, whatever the case of its name; of several the list (RFC 9110 §5.3).
    subscript(_ name: String) -> String? {
        var found: String?
        for index in 0..<head.fieldCount {
            let field = head[field: index]
            guard Self.same(head.slice(field.name), name) else { continue }
            let value = String(decoding: head.slice(field.value), as: UTF8.self)
            found = found.map { "\($0),\(value)" } ?? value
        }
        return found
    }

    private static func same(_ bytes: UnsafeRawBufferPointer, _ name: String) -> Bool {
        let name = name.utf8
        guard bytes.count == name.count else { return false }
        return zip(bytes, name).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

struct FieldExtractor: Extractor {
    func extract(key: String, from fields: IncomingFields) -> String? { fields[key] }
}

struct FieldInjector: Injector {
    func inject(_ value: String, forKey key: String, into fields: inout [(name: String, value: String)]) {
        fields.removeAll { $0.name.lowercased() == key.lowercased() }
        fields.append((key, value))
    }
}
