extension OptionSources {
    /// One of the row's words as a value of `T`, whose raw values they are.
    func choice<T: RawRepresentable>(
        _ spec: OptionSpec, _ given: String?, synonyms: [String: String] = [:]
    ) throws(UsageError) -> T where T.RawValue == String {
        guard let value = T(rawValue: try word(spec, given, synonyms: synonyms)) else {
            preconditionFailure("\(spec.name) has a word that is no value")
        }
        return value
    }

    /// One of the row's words.
    func word(_ spec: OptionSpec, _ given: String?, synonyms: [String: String] = [:]) throws(UsageError) -> String {
        guard let found = find(spec, given), case .choice(let words) = spec.kind else {
            preconditionFailure("\(spec.name) is no choice")
        }
        let word = found.text.lowercased()
        let ours = synonyms[word] ?? word
        guard words.contains(ours) else {
            throw UsageError("'\(found.text.printable)' is not possible; write one of \(words.joined(separator: ", "))")
                .about(found.source)
        }
        return ours
    }
}
