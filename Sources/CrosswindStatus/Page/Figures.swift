/// Numbers as people read them.
enum Figures {
    /// `12 ms`, `3.4 s`, `5 min`, `2 h`, of nanoseconds.
    static func time(_ nanoseconds: UInt64) -> String {
        let microseconds = nanoseconds / 1_000
        if microseconds < 1_000 { return "\(microseconds) µs" }
        if microseconds < 10_000 { return "\(decimal(Double(microseconds) / 1_000)) ms" }
        if microseconds < 1_000_000 { return "\(microseconds / 1_000) ms" }
        if microseconds < 60_000_000 { return "\(decimal(Double(microseconds) / 1_000_000)) s" }
        return span(seconds: Int64(nanoseconds / 1_000_000_000))
    }

    /// `40 s`, `5 min`, `2 h 5 min`, `3 d 4 h`.
    static func span(seconds: Int64) -> String {
        let minutes = seconds / 60
        if seconds < 60 { return "\(max(0, seconds)) s" }
        if minutes < 60 { return "\(minutes) min" }
        if minutes < 1440 { return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min" }
        return "\(minutes / 1440) d \(minutes % 1440 / 60) h"
    }

    static func size(_ bytes: Int) -> String {
        if bytes < 1 << 20 { return "\(bytes >> 10) KiB" }
        if bytes < 1 << 30 { return "\(decimal(Double(bytes) / 1_048_576)) MiB" }
        return "\(decimal(Double(bytes) / 1_073_741_824)) GiB"
    }

    /// With one place below ten, without above.
    static func decimal(_ value: Double) -> String {
        if value >= 10 { return "\(Int(value.rounded()))" }
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// `12,345`.
    static func count(_ value: UInt64) -> String {
        var text = ""
        for (index, digit) in "\(value)".reversed().enumerated() {
            if index > 0, index % 3 == 0 { text = "," + text }
            text = String(digit) + text
        }
        return text
    }

    /// `14:05:09 UTC` of milliseconds since 1970; with the day when that isn't today's.
    static func clock(_ milliseconds: Int64, now: Int64) -> String {
        let seconds = milliseconds / 1000
        let day = seconds % 86_400
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let time = "\(two(day / 3600)):\(two(day / 60 % 60)):\(two(day % 60)) UTC"
        let days = now / 86_400 - seconds / 86_400
        return days <= 0 ? time : "\(days) day\(days == 1 ? "" : "s") ago, \(time)"
    }
}
