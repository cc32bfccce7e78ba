/// The version of Crosswind; `python/crosswind/_version.py` says the same, and a test compares them.
public enum Version {
    /// Semantic version.
    public static let current = "0.1.0"
}
