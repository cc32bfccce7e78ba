import CrosswindStatic
import CrosswindServer
import CrosswindThreads
import NIOPosix

/// The versions of static files, so that each state of a file is hashed once. Of the process; any thread.
///
/// An entry counts as long as the file looks as it did, which the request has found out anyway: a file that is replaced
/// has a new version at once, without a restart.
final class VersionCache: Sendable {
    static let shared = VersionCache()

    struct Key: Hashable, Sendable {
        /// Whose idea of a version it is.
        let handler: ObjectIdentifier
        let path: String
    }

    private struct Entry {
        /// Nil for what is not in the file system; such an entry stays until ``clear()``.
        let identity: FileIdentity?
        let version: String?
    }

    /// A file that is being hashed. It is there from the `begin` that found none, which starts the one job for it, until
    /// that job takes it out, with all who joined meanwhile: the lock orders both, so that each is resumed once.
    private struct Waiting {
        let identity: FileIdentity?
        var waiters: [UnsafeContinuation<String?, Never>] = []
    }

    private struct State {
        // Two generations instead of a list in order of use: when the young one is full it becomes the old one. What is
        // in use comes back to the young one, what isn't is gone after the next change.
        var young: [Key: Entry] = [:]
        var old: [Key: Entry] = [:]
        var pending: [Key: Waiting] = [:]
    }

    private let state = Guarded(State())
    private let capacity: Int

    /// At most `capacity` entries; Tornado's 10,000 unless said otherwise. One is about 350 bytes.
    init(capacity: Int = 10_000) { self.capacity = capacity }

    /// The version of a file that looks like `identity`: nil when it isn't known, `.some(nil)` when it is known that
    /// there is none.
    func find(_ key: Key, _ identity: FileIdentity?) -> String?? {
        state.withLock { state in
            if let entry = state.young[key] { return entry.identity == identity ? .some(entry.version) : nil }
            guard let entry = state.old.removeValue(forKey: key), entry.identity == identity else { return nil }
            keep(entry, key, &state)
            return .some(entry.version)
        }
    }

    private func keep(_ entry: Entry, _ key: Key, _ state: inout State) {
        if state.young.count >= max(1, capacity / 2), state.young[key] == nil {
            state.old = state.young
            state.young = [:]
        }
        state.young[key] = entry
    }

    /// Number of entries.
    var count: Int { state.withLock { $0.young.count + $0.old.count } }

    /// Forgets everything.
    func clear() {
        state.withLock { state in
            state.young = [:]
            state.old = [:]
        }
    }

    /// Works the version out on the calling thread and keeps it. `compute` gives the version of the file as it is now.
    func make(_ key: Key, _ identity: FileIdentity?, _ compute: () -> String?) -> String? {
        var version = compute()
        if let identity {
            // What was read may be newer than what the request has opened; then it has no version.
            if FileIdentity(path: key.path) != identity {
                version = nil
            } else if identity.isFresh(now: wallClockSeconds()) {
                return version
            }
        }
        state.withLock { keep(Entry(identity: identity, version: version), key, &$0) }
        return version
    }

    /// The same on another thread: what reads a large file must not hold up the event loop. Those who ask for the same
    /// wait for the same answer.
    func makeElsewhere(
        _ key: Key, _ identity: FileIdentity?, _ compute: @escaping @Sendable () -> String?
    ) async -> String? {
        await withUnsafeContinuation { continuation in
            begin(key, identity, continuation, compute)
        }
    }

    /// The same without waiting for it.
    func startElsewhere(_ key: Key, _ identity: FileIdentity?, _ compute: @escaping @Sendable () -> String?) {
        begin(key, identity, nil, compute)
    }

    private func begin(
        _ key: Key, _ identity: FileIdentity?, _ waiter: UnsafeContinuation<String?, Never>?,
        _ compute: @escaping @Sendable () -> String?
    ) {
        enum Course { case start, join, alone }
        let course = state.withLock { state -> Course in
            guard let pending = state.pending[key] else {
                state.pending[key] = Waiting(identity: identity, waiters: waiter.map { [$0] } ?? [])
                return .start
            }
            guard pending.identity == identity else { return .alone }
            if let waiter { state.pending[key]?.waiters.append(waiter) }
            return .join
        }
        switch course {
        case .join: return
        // The file has changed while its former state is being hashed.
        case .alone:
            guard let waiter else { return }
            NIOThreadPool.singleton.submit { _ in waiter.resume(returning: self.make(key, identity, compute)) }
        case .start:
            NIOThreadPool.singleton.submit { _ in
                let version = self.make(key, identity, compute)
                let waiting = self.state.withLock { $0.pending.removeValue(forKey: key) }
                for waiter in waiting?.waiters ?? [] { waiter.resume(returning: version) }
            }
        }
    }
}
