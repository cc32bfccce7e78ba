import NIOCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Seconds since 1970.
package func wallClockSeconds() -> Int64 { Int64(time(nil)) }

/// Nanoseconds of a clock that never steps back.
package func monotonicNanoseconds() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) &* 1_000_000_000 &+ UInt64(now.tv_nsec)
}

extension Duration {
    /// Whole milliseconds, at least 1, as `poll` wants them.
    package var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: max(1, seconds &* 1000 &+ attoseconds / 1_000_000_000_000_000))
    }

    /// Whole nanoseconds, rounded towards zero; what an `Int64` can't hold (292 years) becomes its ends.
    var clampedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }
}
