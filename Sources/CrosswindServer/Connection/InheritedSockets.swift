import Synchronization

/// Whether other processes may have the sockets of this one's connections.
///
/// A child made by `fork` without `exec` (Python's `os.fork`, `multiprocessing` on Linux) has all descriptors of its parent, and
/// while it has one of a connection, that doesn't end by being closed here: the client would wait for the end of the response,
/// or a proxy send its next request to nobody, for as long as the child lives. So from the first such child on, connections
/// are shut down before they are closed, which holds for all who have them. Before that it would be a system call for nothing.
package enum InheritedSockets {
    private static let exist = Atomic<Bool>(false)

    /// Any thread, before it forks.
    package static func mayExist() { exist.store(true, ordering: .relaxed) }

    /// Whether closing is not enough.
    static var mayBe: Bool { exist.load(ordering: .relaxed) }
}
