/// Remembers, while the options are read, what each was set to and by whom: for `--print-config`.
///
/// An option that no code reads is missing here; a test looks for those.
final class OptionRecord {
    /// By the option's name; nil for an option that was looked for in vain and has its default.
    private(set) var found: [String: FoundOption?] = [:]

    /// What said where to listen; nil for the default.
    var listener: String?

    func note(_ spec: OptionSpec, _ value: FoundOption?) { found.updateValue(value, forKey: spec.name) }

    /// In the order of the table.
    var settings: [OptionSetting] {
        OptionTable.all.compactMap { spec in found[spec.name].map { OptionSetting(spec: spec, found: $0) } }
    }
}

/// One option as it came out.
struct OptionSetting: Sendable {
    let spec: OptionSpec
    /// Nil: nobody set it, it has its default.
    let found: FoundOption?
}
