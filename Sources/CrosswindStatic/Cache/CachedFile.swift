/// What a ``StaticCache`` keeps. Any thread.
package protocol CachedFile: AnyObject, Sendable {
    /// Bytes that it keeps in memory, roughly.
    var weight: Int { get }
    /// Whether it still is what is on the disk.
    func isCurrent() -> Bool
}
