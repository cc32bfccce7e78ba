/// A value as a configuration file has it, with the type it has there.
enum ConfigurationValue: Equatable {
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)
    case array([ConfigurationValue])
    case table([ConfigurationPair])
    /// Python's `None`.
    case none
    /// A type that no option takes, by its name: a date, a function.
    case other(String)

    /// Its type in words.
    var typeName: String {
        switch self {
        case .boolean: "true or false"
        case .integer, .float: "a number"
        case .string: "a string"
        case .array: "an array"
        case .table: "a table"
        case .none: "None"
        case .other(let name): "a \(name)"
        }
    }
}

/// A key and its value.
struct ConfigurationPair: Equatable {
    let key: String
    let value: ConfigurationValue
}
