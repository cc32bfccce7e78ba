import NIOCore
import Synchronization

/// Where other threads put finished exchanges for an event loop: a lock-free stack and one flag.
///
/// Putting one in costs a compare-and-swap. The loop empties it whenever it is awake anyway; it is woken only by
/// ``wake()``, and only when no wake-up is under way already: the flag belongs to the box, not to a worker, since a
/// worker that then blocks would lose the delivery.
final class Mailbox: Sendable {
    private let top = Atomic<UInt>(0)
    private let isWaking = Atomic<Bool>(false)

    /// Any thread. The exchange must be kept alive by the loop's own references until it is collected.
    func post(_ exchange: HTTPExchange) {
        let new = UInt(bitPattern: Unmanaged.passUnretained(exchange).toOpaque())
        var seen = top.load(ordering: .relaxed)
        while true {
            exchange.link = seen
            let (done, current) = top.compareExchange(
                expected: seen, desired: new, ordering: .sequentiallyConsistent)
            if done { return }
            seen = current
        }
    }

    /// Any thread: whether the caller should schedule the loop's collecting now.
    func shouldWake() -> Bool { !isWaking.exchange(true, ordering: .acquiringAndReleasing) }

    /// On the loop, first thing in the scheduled collecting: from here on a new wake-up counts again.
    func wakingIsOver() { isWaking.store(false, ordering: .sequentiallyConsistent) }

    /// On the loop: everything posted so far, latest first, linked by `link`; 0 when nothing is there.
    func takeAll() -> UInt {
        if top.load(ordering: .sequentiallyConsistent) == 0 { return 0 }
        return top.exchange(0, ordering: .sequentiallyConsistent)
    }
}
