import CrosswindThreads
import NIOCore

/// Tags of short bodies for several threads: those of a WSGI server.
package final class SharedETags: Sendable {
    private let cache = Guarded(ETagCache())

    package init() {}

    /// The tag of `body`: the one that `make` gave for the same bytes before, or what it gives now.
    func tag(of body: ByteBuffer, make: (ByteBuffer) -> String) -> String {
        if let known = cache.withLock({ $0.known(body) }) { return known }
        // Not under the lock: others need not wait for a hash.
        let tag = make(body)
        cache.withLock { $0.keep(tag, of: body) }
        return tag
    }
}
