import Synchronization

/// What finished answers take in memory while they wait for slow clients, all connections of a server together
/// (``ServerConfiguration/responseMemory``).
///
/// Asked only by answers that the socket did not take, so that those which it does cost nothing.
package final class ResponseMemory: Sendable {
    /// Rests of up to so many bytes wait in memory in any case: a client that is a little behind shall cost neither an
    /// account nor a file. What that sums up to is bounded by the number of connections.
    package static let free = 64 * 1024

    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(limit: Int) { self.limit = limit }

    /// Bytes that are spoken for.
    package var inUse: Int { taken.load(ordering: .relaxed) }

    /// Any thread: whether `count` bytes more fit; then they are counted.
    fileprivate func take(_ count: Int) -> Bool {
        if taken.add(count, ordering: .relaxed).newValue <= limit { return true }
        giveBack(count)
        return false
    }

    fileprivate func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }

    /// The part of one answer, or of a run of them. Given back with its last reference, whichever way the answer ends.
    package final class Share: Sendable {
        private let memory: ResponseMemory
        private let count = Atomic<Int>(0)

        /// Nothing yet.
        package init(of memory: ResponseMemory) { self.memory = memory }

        deinit { memory.giveBack(count.load(ordering: .relaxed)) }

        /// Makes it `total` bytes at least; false, and it stays as it was, when there is no room. From the thread that
        /// answers.
        package func grow(to total: Int) -> Bool {
            let more = total - count.load(ordering: .relaxed)
            if more <= 0 { return true }
            guard memory.take(more) else { return false }
            count.store(total, ordering: .relaxed)
            return true
        }
    }
}
