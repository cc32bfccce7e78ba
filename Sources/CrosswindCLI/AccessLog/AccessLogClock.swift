import CrosswindHTTP

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Writes the access log's times; the text of the current second is kept, since asking the C library for the zone takes
/// a lock and most requests share their second.
struct AccessLogClock {
    private static let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    private var second: Int64?
    private var text = [UInt8](repeating: 0, count: 28)
    private let offset: @Sendable (Int64) -> Int

    /// A clock in the zone of the process.
    init() { self.init(offset: Self.localOffset) }

    /// A clock whose zone is so many seconds east of UTC at each moment.
    init(offset: @escaping @Sendable (Int64) -> Int) { self.offset = offset }

    /// Appends `[23/Nov/2026:21:30:00 +0000]`.
    mutating func appendBracketed(_ seconds: Int64, to buffer: inout OutputBuffer) {
        if second != seconds { format(seconds) }
        text.withUnsafeBytes { buffer.append($0) }
    }

    private mutating func format(_ seconds: Int64) {
        let east = offset(seconds)
        let time = CivilTime(seconds: seconds + Int64(east))
        var fresh = OutputBuffer(capacity: 64)
        fresh.append(UInt8(ascii: "["))
        fresh.append(padded: time.day, digits: 2)
        fresh.append(UInt8(ascii: "/"))
        fresh.append(UnsafeRawBufferPointer(start: Self.months.utf8Start + 3 * (time.month - 1), count: 3))
        fresh.append(UInt8(ascii: "/"))
        fresh.append(padded: Int(time.year), digits: 4)
        for part in [time.hour, time.minute, time.second] {
            fresh.append(UInt8(ascii: ":"))
            fresh.append(padded: part, digits: 2)
        }
        fresh.append(east < 0 ? " -" : " +")
        fresh.append(padded: abs(east) / 3600, digits: 2)
        fresh.append(padded: abs(east) / 60 % 60, digits: 2)
        fresh.append(UInt8(ascii: "]"))
        text = Array(fresh.bytes)
        second = seconds
    }

    private static let localOffset: @Sendable (Int64) -> Int = { seconds in
        var moment = time_t(seconds)
        var parts = tm()
        return localtime_r(&moment, &parts) == nil ? 0 : parts.tm_gmtoff
    }
}
