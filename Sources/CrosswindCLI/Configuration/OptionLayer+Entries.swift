extension OptionLayer {
    /// What a TOML file's entries mean: each key an option's name, with `-` or `_`, or another server's name for it.
    ///
    /// - Throws: one line that names file, key and remedy.
    init(name: String, _ entries: [ConfigurationEntry]) throws(UsageError) {
        self.init(name: name)
        for entry in entries {
            let place = entry.line > 0 ? "\(name):\(entry.line)" : name
            let spec = try Self.spec(entry.key, place)
            guard spec.isFileKey else {
                throw UsageError(
                    "\(place): \(spec.name) is needed before files can be read; use --\(spec.name) or \(spec.variable)")
            }
            guard found[spec.name] == nil else {
                throw UsageError("\(place): \(spec.name) is there twice; leave one out")
            }
            do throws(UsageError) {
                found[spec.name] = OptionSources.Found(
                    text: try entry.value.text(for: spec), source: "\(place): \(spec.name)", place: place)
            } catch {
                throw UsageError("\(place): \(entry.key.printable) \(error.message)")
            }
        }
    }

    private static func spec(_ key: String, _ place: String) throws(UsageError) -> OptionSpec {
        let name = String(key.map { $0 == "_" ? "-" : $0 })
        let ours = OptionTable.aliases[key] ?? OptionTable.aliases[name] ?? name
        if let spec = OptionTable.all.first(where: { $0.name == ours }) { return spec }
        for flag in ["--\(key)", "--\(name)"] {
            if let remedy = ForeignOptions.remedies[flag] {
                throw UsageError("\(place): \(key.printable) is no option of crosswind: \(remedy)")
            }
        }
        let near = NearestName.find(name, in: OptionTable.all.filter(\.isFileKey).map(\.name))
        let hint = near.map { "; \($0) is" } ?? "; see docs/options.md"
        throw UsageError("\(place): \(key.printable) is no option of crosswind\(hint)")
    }
}
