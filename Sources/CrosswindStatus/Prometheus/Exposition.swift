/// Prometheus' text format, version 0.0.4: what its `# HELP` and `# TYPE` lines and samples look like.
struct Exposition {
    private(set) var text = ""
    /// The names of all samples so far belong to these: a name twice is no page that anybody reads.
    private var taken: Set<String> = []

    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    enum Kind: String {
        case counter, gauge, histogram, summary

        /// What samples of the kind are called, behind the family's name.
        fileprivate var endings: [String] {
            switch self {
            case .counter, .gauge: [""]
            case .histogram: ["", "_bucket", "_sum", "_count"]
            case .summary: ["", "_sum", "_count"]
            }
        }
    }

    /// Whether no family so far has samples that this one's would be taken for.
    func isFree(_ name: String, _ kind: Kind) -> Bool { kind.endings.allSatisfy { !taken.contains(name + $0) } }

    /// Begins a family: all of its samples follow.
    mutating func family(_ name: String, _ kind: Kind, _ help: String) {
        for ending in kind.endings { taken.insert(name + ending) }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// A line that no parser looks at, for people. Of a name and words of ours: without a line feed.
    mutating func comment(_ words: String) { text += "# \(words)\n" }

    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: some BinaryInteger) {
        sample(name, rendered: Self.rendered(labels), value)
    }

    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
        sample(name, rendered: Self.rendered(labels), value)
    }

    /// With labels that are in their form already.
    mutating func sample(_ name: String, rendered labels: String, _ value: some BinaryInteger) {
        line(name, labels, "\(value)")
    }

    /// With labels that are in their form already.
    mutating func sample(_ name: String, rendered labels: String, _ value: Double) {
        line(name, labels, Self.number(value))
    }

    /// A family of one series without labels.
    mutating func only(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        family(name, kind, help)
        sample(name, [], value)
    }

    /// A family of one histogram without labels.
    mutating func histogram(_ name: String, _ help: String, _ reading: HistogramReading) {
        family(name, .histogram, help)
        buckets(name, rendered: "", reading)
    }

    /// One histogram of a family.
    mutating func buckets(_ name: String, rendered labels: String, _ reading: HistogramReading) {
        let before = labels.isEmpty ? "" : labels + ","
        var below: UInt64 = 0
        for index in 0..<Buckets.count {
            below &+= reading.counts[index]
            sample("\(name)_bucket", rendered: "\(before)le=\"\(Buckets.labels[index])\"", below)
        }
        sample("\(name)_sum", rendered: labels, Double(reading.nanoseconds) / 1e9)
        sample("\(name)_count", rendered: labels, below)
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{"
            text += labels
            text += "}"
        }
        text += " \(value)\n"
    }

    static func rendered(_ labels: [(name: String, value: String)]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    }

    /// As Go reads numbers, and the format's examples write them.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        return value.isInfinite ? value < 0 ? "-Inf" : "+Inf" : "\(value)"
    }

    /// A label's value, for between quotes.
    static func escaped(_ value: String) -> String {
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
