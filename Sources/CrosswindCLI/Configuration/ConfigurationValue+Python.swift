import PythonBridge

extension ConfigurationValue {
    /// What a Python object is. Attached.
    init(_ object: borrowing some PyHandle & ~Copyable & ~Escapable, _ python: borrowing Python) throws(PythonError) {
        if object.is(python.bool(true)) {
            self = .boolean(true)
        } else if object.is(python.bool(false)) {
            self = .boolean(false)
        } else if object.isNone {
            self = .none
        } else if object.isInt {
            let text = try object.string()
            self = Int64(text).map { .integer($0) } ?? .other("number of more than 64 bits")
        } else if object.isStr {
            self = .string(try object.string())
        } else if object.isList || object.isTuple {
            self = .array(try Self.items(object.asListOfItems(), python))
        } else if object.isDict {
            self = .table(try Self.pairs(object, python))
        } else {
            let name = try object.type.attribute("__name__").string()
            self = name == "float" ? .float(try object.double()) : .other(name)
        }
    }

    private static func items(
        _ list: borrowing PyRef, _ python: borrowing Python
    ) throws(PythonError) -> [ConfigurationValue] {
        var values: [ConfigurationValue] = []
        for index in 0..<(try list.listCount()) { values.append(try ConfigurationValue(list.listItem(index), python)) }
        return values
    }

    private static func pairs(
        _ dict: borrowing some PyHandle & ~Copyable & ~Escapable, _ python: borrowing Python
    ) throws(PythonError) -> [ConfigurationPair] {
        let keys = try dict.asListOfItems()
        var pairs: [ConfigurationPair] = []
        for index in 0..<(try keys.listCount()) {
            let key = try keys.listItem(index)
            pairs.append(
                ConfigurationPair(key: try key.string(), value: try ConfigurationValue(dict.item(key), python)))
        }
        return pairs
    }
}

extension PyHandle where Self: ~Copyable & ~Escapable {
    /// `list(self)`, of a dict its keys: a copy, which no other code can change.
    @_lifetime(copy self)
    fileprivate func asListOfItems() throws(PythonError) -> PyRef { try asList() }
}
