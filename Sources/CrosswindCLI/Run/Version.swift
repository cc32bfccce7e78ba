/// The version of Crosswind.
public enum Version {
    /// Semantic version.
    public static let current = "0.1.0"
}
