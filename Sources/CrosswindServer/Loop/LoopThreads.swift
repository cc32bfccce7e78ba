import CrosswindThreads
import NIOPosix

/// The threads that event loops run on.
enum LoopThreads {
    private static let groups = Guarded<[Int: MultiThreadedEventLoopGroup]>([:])

    /// The process's group of `count` loops, made on first use and never shut down. Threads start here and not at load
    /// time: a pre-forking host may fork between the two. SwiftNIO's listeners take no other kind of group.
    static func group(of count: Int) -> MultiThreadedEventLoopGroup {
        groups.withLock { groups in
            if let there = groups[count] { return there }
            let fresh = make(count)
            groups[count] = fresh
            return fresh
        }
    }

    /// A group of `count` loops.
    static func make(_ count: Int) -> MultiThreadedEventLoopGroup {
        NativeThread.withSignalsBlocked { MultiThreadedEventLoopGroup(numberOfThreads: count) }
    }
}
