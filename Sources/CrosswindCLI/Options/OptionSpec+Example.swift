extension OptionSpec {
    /// The option as a line of `crosswind.toml`, in the natural type: for the page, and for errors about types.
    var fileExample: String {
        let value =
            switch kind {
            case .flag: "true"
            case .text, .choice: quoted(example ?? lastWord ?? plainInitial ?? placeholder)
            case .list: "[\(quoted(example ?? initial?.split(separator: ",").first.map(String.init) ?? placeholder))]"
            case .pairs: "{ NAME = \(quoted(example ?? "VALUE")) }"
            case .integer(let range): example ?? number(range)
            case .automatic(let range): example ?? number(range)
            case .duration: quoted(example ?? initial ?? "30s")
            case .size: quoted(example ?? initial ?? "10M")
            }
        return "\(name) = \(value)"
    }

    private var lastWord: String? {
        if case .choice(let words) = kind { words.last } else { nil }
    }

    private var plainInitial: String? { initial == "" ? nil : initial }

    private func number(_ range: ClosedRange<Int>) -> String {
        if let initial, Int(initial) != nil { return initial }
        return "\(min(max(range.lowerBound, 4), range.upperBound))"
    }

    private func quoted(_ text: String) -> String { TOMLText.string(text) }
}
