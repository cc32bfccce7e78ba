/// The keyed half of ``JSONWriter``.
struct JSONObject<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { writer.codingPath }
    private var output: JSONOutput { writer.output }

    init(writer: JSONWriter) { self.writer = writer }

    func encodeNil(forKey key: Key) { writer.member(key.stringValue) { output.append("null" as StaticString) } }
    func encode(_ value: Bool, forKey key: Key) { writer.member(key.stringValue) { output.append(value) } }
    func encode(_ value: String, forKey key: Key) { writer.member(key.stringValue) { output.append(value) } }
    func encode(_ value: Double, forKey key: Key) throws {
        try writer.member(key.stringValue) { try writer.put(value, key) }
    }
    func encode(_ value: Float, forKey key: Key) throws {
        try writer.member(key.stringValue) { try writer.put(value, key) }
    }
    func encode(_ value: Int, forKey key: Key) { put(value, key) }
    func encode(_ value: Int8, forKey key: Key) { put(value, key) }
    func encode(_ value: Int16, forKey key: Key) { put(value, key) }
    func encode(_ value: Int32, forKey key: Key) { put(value, key) }
    func encode(_ value: Int64, forKey key: Key) { put(value, key) }
    func encode(_ value: Int128, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt8, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt16, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt32, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt64, forKey key: Key) { put(value, key) }
    func encode(_ value: UInt128, forKey key: Key) { put(value, key) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        try writer.member(key.stringValue) { try writer.put(value, key) }
    }

    @inline(__always)
    private func put(_ number: some BinaryInteger, _ key: Key) {
        writer.member(key.stringValue) { output.append(number) }
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { writer.later(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.later(key).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { writer.later(JSONIndex("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { writer.later(key) }
}

/// The half for arrays.
struct JSONArray: UnkeyedEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { writer.codingPath }
    var count: Int { writer.count }
    private var output: JSONOutput { writer.output }

    init(writer: JSONWriter) { self.writer = writer }

    func encodeNil() { writer.element { output.append("null" as StaticString) } }
    func encode(_ value: Bool) { writer.element { output.append(value) } }
    func encode(_ value: String) { writer.element { output.append(value) } }
    func encode(_ value: Double) throws { try writer.element { try writer.put(value, JSONIndex(count - 1)) } }
    func encode(_ value: Float) throws { try writer.element { try writer.put(value, JSONIndex(count - 1)) } }
    func encode(_ value: Int) { put(value) }
    func encode(_ value: Int8) { put(value) }
    func encode(_ value: Int16) { put(value) }
    func encode(_ value: Int32) { put(value) }
    func encode(_ value: Int64) { put(value) }
    func encode(_ value: Int128) { put(value) }
    func encode(_ value: UInt) { put(value) }
    func encode(_ value: UInt8) { put(value) }
    func encode(_ value: UInt16) { put(value) }
    func encode(_ value: UInt32) { put(value) }
    func encode(_ value: UInt64) { put(value) }
    func encode(_ value: UInt128) { put(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.element { try writer.put(value) } }

    @inline(__always)
    private func put(_ number: some BinaryInteger) { writer.element { output.append(number) } }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        writer.later(nil).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { writer.later(nil).unkeyedContainer() }
    func superEncoder() -> any Encoder { writer.later(nil) }
}

/// The rest: a value that is neither.
struct JSONSingle: SingleValueEncodingContainer {
    let writer: JSONWriter
    var codingPath: [any CodingKey] { writer.codingPath }
    private var output: JSONOutput { writer.output }

    init(writer: JSONWriter) { self.writer = writer }

    func encodeNil() { writer.single { output.append("null" as StaticString) } }
    func encode(_ value: Bool) { writer.single { output.append(value) } }
    func encode(_ value: String) { writer.single { output.append(value) } }
    func encode(_ value: Double) throws { try writer.single { try writer.put(value, nil) } }
    func encode(_ value: Float) throws { try writer.single { try writer.put(value, nil) } }
    func encode(_ value: Int) { put(value) }
    func encode(_ value: Int8) { put(value) }
    func encode(_ value: Int16) { put(value) }
    func encode(_ value: Int32) { put(value) }
    func encode(_ value: Int64) { put(value) }
    func encode(_ value: Int128) { put(value) }
    func encode(_ value: UInt) { put(value) }
    func encode(_ value: UInt8) { put(value) }
    func encode(_ value: UInt16) { put(value) }
    func encode(_ value: UInt32) { put(value) }
    func encode(_ value: UInt64) { put(value) }
    func encode(_ value: UInt128) { put(value) }
    func encode<Value: Encodable>(_ value: Value) throws { try writer.single { try writer.put(value) } }

    @inline(__always)
    private func put(_ number: some BinaryInteger) { writer.single { output.append(number) } }
}

/// A place without a key of its own, for paths in errors.
struct JSONIndex: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) {
        stringValue = "Index \(index)"
        intValue = index
    }
    init(_ name: String) {
        stringValue = name
        intValue = nil
    }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { self.init(intValue) }
}
