#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The time that goes into signatures. Everything that looks at it takes it as a parameter, so that tests choose it.
public enum WallClock {
    /// Seconds since 1970-01-01 00:00:00 UTC.
    public static func seconds() -> Int64 {
        // Not `time`, which lags some milliseconds: what Python signed just now would seem signed in the future.
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }
}
