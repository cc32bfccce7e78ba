/// A setting that ``Settings`` has no property for: one of your own, which every handler then finds in its
/// ``RequestHandler/settings`` (Tornado: any other keyword argument of `Application`), or that of a part of the framework
/// which the rest need not know of.
///
///     enum StoreKey: SettingsKey { static let defaultValue: Store? = nil }
///
///     extension Settings {
///         var store: Store? {
///             get { self[StoreKey.self] }
///             set { self[StoreKey.self] = newValue }
///         }
///     }
public protocol SettingsKey {
    /// What is set.
    associatedtype Value: Sendable
    /// The value of settings in which it was not set.
    static var defaultValue: Value { get }
}
