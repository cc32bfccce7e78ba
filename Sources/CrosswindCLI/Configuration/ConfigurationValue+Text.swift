extension ConfigurationValue {
    /// The value as it would be typed on the command line for the option `spec`; several of a repeatable one are joined as in
    /// its variable.
    ///
    /// - Throws: an error without the file's name when the type is another than the option's.
    func text(for spec: OptionSpec) throws(UsageError) -> String {
        switch (spec.kind, self) {
        case (.flag, .boolean(let value)): value ? "on" : "off"
        case (.integer, .integer(let value)), (.automatic, .integer(let value)): String(value)
        case (.automatic, .string("auto")): "auto"
        case (.duration, .integer(let value)), (.size, .integer(let value)): String(value)
        case (.duration, .float(let value)): Self.decimal(value)
        case (.duration, .string(let text)), (.size, .string(let text)): text
        case (.text, .string(let text)), (.choice, .string(let text)), (.list, .string(let text)): text
        case (.list, .array(let items)): try Self.strings(items, spec).joined(separator: ",")
        // As in `static = { "/static" = "staticfiles" }`.
        case (.list, .table(let pairs)) where spec.placeholder.contains("="):
            try Self.assignments(pairs, spec).joined(separator: ",")
        case (.pairs, .array(let items)): OptionSpec.joined(pairs: try Self.strings(items, spec))
        case (.pairs, .table(let pairs)): OptionSpec.joined(pairs: try Self.assignments(pairs, spec))
        default: throw Self.wrongType(self, spec)
        }
    }

    private static func wrongType(_ value: ConfigurationValue, _ spec: OptionSpec) -> UsageError {
        UsageError("is \(value.typeName), which is not possible; write it as in \(spec.fileExample)")
    }

    private static func strings(
        _ items: [ConfigurationValue], _ spec: OptionSpec
    ) throws(UsageError) -> [String] {
        var texts: [String] = []
        for item in items {
            guard case .string(let text) = item else { throw wrongType(item, spec) }
            texts.append(text)
        }
        return texts
    }

    private static func assignments(
        _ pairs: [ConfigurationPair], _ spec: OptionSpec
    ) throws(UsageError) -> [String] {
        var texts: [String] = []
        for pair in pairs {
            switch pair.value {
            case .string(let text): texts.append("\(pair.key)=\(text)")
            case .integer(let number): texts.append("\(pair.key)=\(number)")
            default: throw UsageError("\(pair.key) is \(pair.value.typeName); write it as in \(spec.fileExample)")
            }
        }
        return texts
    }

    /// Without an exponent, which durations don't know; what is no time in any case stays as it is and is refused as such.
    private static func decimal(_ value: Double) -> String {
        let text = "\(value)"
        return text.contains("e") && value.magnitude < 1e15 ? "\(Int64(value.rounded()))" : text
    }
}
