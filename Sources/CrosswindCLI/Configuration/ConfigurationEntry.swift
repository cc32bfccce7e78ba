import PythonBridge

/// A key of a file with its value.
struct ConfigurationEntry: Equatable {
    let key: String
    let value: ConfigurationValue
    /// Counted from 1; 0 where it isn't known.
    var line = 0

    /// A list of (key, value, line) as Swift has it. Attached.
    static func list(_ object: borrowing PyRef, _ python: borrowing Python) throws(PythonError) -> [ConfigurationEntry]
    {
        var entries: [ConfigurationEntry] = []
        for index in 0..<(try object.listCount()) {
            let parts = try object.listItem(index).asList()
            entries.append(
                ConfigurationEntry(
                    key: try parts.listItem(0).string(), value: try ConfigurationValue(parts.listItem(1), python),
                    line: Int(try parts.listItem(2).int64())))
        }
        return entries
    }
}
