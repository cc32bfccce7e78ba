/// The name of a series as Prometheus has it: of letters, digits and underscores, and labels in their order.
struct SeriesName: Hashable {
    /// With the ending that its kind wants.
    let family: String
    /// `a="b",c="d"`, escaped; empty without any.
    let labels: String

    /// Of a label and dimensions of swift-metrics: `orders.placed`, `[("kind", "book")]`.
    ///
    /// - Parameters:
    ///   - ending: what the name must end in, such as `_total`.
    ///   - own: the label that the endpoint adds; a dimension of that name becomes `exported_…`, as Prometheus does it.
    init(_ label: String, _ dimensions: [(String, String)], ending: String = "", own: String = "") {
        let plain = Self.sanitised(label, colons: true)
        family = plain.hasSuffix(ending) ? plain : plain + ending
        var named: [String: String] = [:]
        for (name, value) in dimensions {
            let plain = Self.labelName(name)
            // Of two that are written alike the later one counts; two labels of one name are no series.
            named[plain == own ? "exported_\(plain)" : plain] = value
        }
        // In one order, since a series is a set of labels.
        labels = named.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Exposition.escaped($0.value))\"" }
            .joined(separator: ",")
    }

    /// Of what ``key`` gave.
    init?(key: String) {
        guard let blank = key.firstIndex(of: " ") else { return nil }
        family = String(key[..<blank])
        labels = String(key[key.index(after: blank)...])
    }

    /// Both in one text. A family has no blank.
    var key: String { "\(family) \(labels)" }

    private static func labelName(_ text: String) -> String {
        var name = sanitised(text, colons: false)
        // Two at the beginning are Prometheus' own.
        while name.hasPrefix("__") { name.removeFirst() }
        return name
    }

    private static func sanitised(_ text: String, colons: Bool) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "a"..."z", "A"..."Z", "_": name.unicodeScalars.append(scalar)
            case ":" where colons: name.unicodeScalars.append(scalar)
            case "0"..."9":
                if name.isEmpty { name = "_" }
                name.unicodeScalars.append(scalar)
            default: name += "_"
            }
        }
        return name.isEmpty ? "_" : name
    }
}
