import Dispatch
import NIOCore
import Synchronization

/// Some of the process's event loops, taken in turn.
final class LoopSet: EventLoopGroup {
    private let loops: [any EventLoop]
    private let turn = Atomic<Int>(0)

    init(_ loops: [any EventLoop]) { self.loops = loops }

    func next() -> any EventLoop { loops[turn.wrappingAdd(1, ordering: .relaxed).oldValue % loops.count] }

    func any() -> any EventLoop { loops[0] }

    func makeIterator() -> EventLoopIterator { EventLoopIterator(loops) }

    /// The loops belong to the process, not to a server; they aren't shut down with one.
    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async { callback(nil) }
    }
}
