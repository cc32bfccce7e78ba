/// Lets one message a second through and counts the others, so that whoever connects by the thousand can't fill the log.
struct LogThrottle {
    private var last: UInt64?
    private var unsaid = 0

    /// How many messages were not let through since the last one, if this one may go; nil when it may not.
    mutating func next(_ now: UInt64 = monotonicNanoseconds()) -> Int? {
        if let last, now < last + 1_000_000_000 {
            unsaid += 1
            return nil
        }
        last = now
        defer { unsaid = 0 }
        return unsaid
    }
}
