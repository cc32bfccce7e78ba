/// Prometheus' text format, version 0.0.4: what its `# HELP` and `# TYPE` lines and samples look like.
struct Exposition {
    private(set) var text = ""

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram
    }

    /// Begins a family: all of its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: some BinaryInteger) {
        line(name, labels, "\(value)")
    }

    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
        line(name, labels, "\(value)")
    }

    /// A family of one series without labels.
    mutating func only(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        family(name, kind, help)
        sample(name, [], value)
    }

    mutating func histogram(_ name: String, _ help: String, _ reading: HistogramReading) {
        family(name, .histogram, help)
        var below: UInt64 = 0
        for index in 0..<Buckets.count {
            below &+= reading.counts[index]
            sample("\(name)_bucket", [("le", Buckets.labels[index])], below)
        }
        sample("\(name)_sum", [], Double(reading.nanoseconds) / 1e9)
        sample("\(name)_count", [], below)
    }

    private mutating func line(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{"
            text += labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
            text += "}"
        }
        text += " \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
