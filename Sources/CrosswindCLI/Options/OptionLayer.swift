/// What one configuration file says: for each option, by its name, the text as it would be typed and where it stands.
struct OptionLayer: Sendable {
    /// The file as a person knows it: `crosswind.toml`.
    let name: String
    /// What it says.
    var found: [String: FoundOption] = [:]
}
