extension HTTPFields {
    /// The value of `name`; nil when it is absent.
    ///
    /// Repeats are joined: by a comma (RFC 9110 §5.3), `Cookie` by a semicolon and a blank (RFC 9113 §8.2.3). Of
    /// `Set-Cookie`, which cannot be joined, it is the first; `getList` has all.
    public subscript(_ name: String) -> String? {
        guard let first = firstIndex(of: name) else { return nil }
        var rest = first + 1
        while rest < lines.count, !FieldName.equal(lines[rest].name, name) { rest += 1 }
        if rest == lines.count || FieldName.equal(name, "set-cookie") { return lines[first].value }
        let joint = FieldName.equal(name, "cookie") ? "; " : ","
        var joined = lines[first].value
        for line in lines[rest...] where FieldName.equal(line.name, name) {
            joined += joint
            joined += line.value
        }
        return joined
    }

    /// The value of `name`, or `fallback` when it is absent.
    public func get(_ name: String, default fallback: @autoclosure () -> String) -> String {
        self[name] ?? fallback()
    }

    /// The values of `name`, one for each line.
    public func getList(_ name: String) -> [String] {
        lines.compactMap { FieldName.equal($0.name, name) ? $0.value : nil }
    }

    /// All lines. The list itself can be iterated as well.
    public func getAll() -> [(name: String, value: String)] { lines.map { ($0.name, $0.value) } }

    /// The names, each once, in the order they first came.
    public var names: [String] {
        var result: [String] = []
        for line in lines where !result.contains(line.name) { result.append(line.name) }
        return result
    }
}

extension HTTPFields: Sequence {
    /// Steps through the lines in order.
    public struct Iterator: IteratorProtocol {
        @usableFromInline var base: IndexingIterator<[Field]>

        @inlinable init(_ lines: [Field]) { base = lines.makeIterator() }

        /// The next line.
        @inlinable public mutating func next() -> Field? { base.next() }
    }

    /// An iterator over all lines.
    @inlinable public func makeIterator() -> Iterator { Iterator(lines) }

    /// How many lines come, for what reserves memory.
    @inlinable public var underestimatedCount: Int { lines.count }
}

extension HTTPFields: ExpressibleByDictionaryLiteral {
    /// A list written down in the program. Traps on a name or value that `add` would refuse, since that is a mistake of
    /// the program and of no one else; use `add` for anything that comes from elsewhere.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init()
        for (name, value) in elements {
            do { try add(name, value) } catch { preconditionFailure("\(error.reason): \(name)") }
        }
    }
}

extension HTTPFields: CustomStringConvertible {
    /// One line a field, `Name: value`, for logs; not for the wire.
    public var description: String { lines.map { "\($0.name): \($0.value)\n" }.joined() }
}
