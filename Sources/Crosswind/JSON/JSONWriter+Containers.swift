/// What containers write through.
extension JSONWriter {
    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        begin(.object)
        return KeyedEncodingContainer(JSONObject(writer: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        begin(.array)
        return JSONArray(writer: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingle(writer: self) }

    private func begin(_ wanted: Kind) {
        if kind == .none {
            kind = wanted
            start = output.bytes.count
        } else if kind != wanted {
            spoil("a value can't be an object and something else")
        }
    }

    /// Encoding can't fail where a container is asked for; it does in the end.
    private func spoil(_ why: String) {
        if output.flaw == nil { output.flaw = refusal(self, nil, why) }
    }

    @inline(__always)
    private func checkTurn() {
        guard output.writer != ObjectIdentifier(self) else { return }
        spoil("a container was used after its value or inside another one")
    }

    /// Writes one value by `body`, or nothing when that throws: the caller may go on after that.
    @inline(__always)
    private func step(_ body: () throws -> Void) rethrows {
        checkTurn()
        let before = output.bytes.count
        do { try body() } catch {
            output.bytes.removeSubrange(before...)
            throw error
        }
    }

    /// A member of an object.
    @inline(__always)
    func member(_ key: String, _ value: () throws -> Void) rethrows {
        let start = output.bytes.count
        try step {
            output.append(members.isEmpty ? "{" : "," as Unicode.Scalar)
            output.append(key)
            output.append(":" as Unicode.Scalar)
            try value()
        }
        if isSorted, let last = members.last, last.key >= key { isSorted = false }
        members.append(Member(key: key, start: start, end: output.bytes.count, later: nil))
    }

    /// An element of an array.
    @inline(__always)
    func element(_ value: () throws -> Void) rethrows {
        try step {
            output.append(count == 0 ? "[" : "," as Unicode.Scalar)
            count += 1
            do { try value() } catch {
                count -= 1
                throw error
            }
        }
    }

    /// A value that is neither.
    @inline(__always)
    func single(_ value: () throws -> Void) rethrows {
        if kind != .none { spoil("a value can't be encoded twice") }
        try step(value)
        kind = .single
    }

    /// A member or element whose writer keeps it until this value is complete.
    func later(_ key: (any CodingKey)?) -> JSONWriter {
        let place = output.bytes.count
        checkTurn()
        if key == nil { count += 1 }
        let inner = JSONWriter(JSONOutput(), parent: self, key: key ?? JSONIndex(count - 1))
        inner.output.writer = ObjectIdentifier(inner)
        members.append(Member(key: key?.stringValue ?? "", start: place, end: place, later: inner))
        isSorted = false
        return inner
    }
}
