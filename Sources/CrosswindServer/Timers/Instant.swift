import NIOCore

extension IOLoop {
    /// A moment of the loops' clock (``IOLoop/time()``): monotonic, in nanoseconds, unrelated to the time of day, and it
    /// may stand while the machine sleeps. Differences are `Duration`s. All loops of a process have the same clock.
    public struct Instant: InstantProtocol, Sendable {
        /// SwiftNIO's word for it. Sums beyond what it can hold become its ends.
        let nanoseconds: UInt64

        init(nanoseconds: UInt64) { self.nanoseconds = min(nanoseconds, UInt64(Int64.max)) }

        var deadline: NIODeadline { .uptimeNanoseconds(nanoseconds) }

        /// `duration` later, or earlier when that is negative.
        public func advanced(by duration: Duration) -> Self {
            let step = duration.clampedNanoseconds
            if step < 0 { return Self(nanoseconds: nanoseconds - min(nanoseconds, step.magnitude)) }
            return Self(nanoseconds: nanoseconds + UInt64(step))
        }

        /// From here to `other`.
        public func duration(to other: Self) -> Duration {
            .nanoseconds(Int64(other.nanoseconds) - Int64(nanoseconds))
        }

        /// `duration` later.
        public static func + (instant: Self, duration: Duration) -> Self { instant.advanced(by: duration) }
        /// `duration` earlier.
        public static func - (instant: Self, duration: Duration) -> Self { instant.advanced(by: .zero - duration) }
        /// From `earlier` to `later`.
        public static func - (later: Self, earlier: Self) -> Duration { earlier.duration(to: later) }

        /// Whether `lhs` is earlier.
        public static func < (lhs: Self, rhs: Self) -> Bool { lhs.nanoseconds < rhs.nanoseconds }
    }

    /// Now, by the clock of ``callAt(_:_:)`` (Tornado: `IOLoop.time`, which counts in seconds):
    ///
    ///     loop.callAt(loop.time() + .seconds(5)) { … }
    public func time() -> Instant { Instant(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
