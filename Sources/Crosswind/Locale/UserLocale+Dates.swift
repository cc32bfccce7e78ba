import CrosswindHTTP
import CrosswindServer

extension UserLocale {
    /// A time as people say it (Tornado: `format_date`): `2 minutes ago`, `yesterday at 3:05 pm`, `July 10, 1980 at
    /// 12:00 am`.
    ///
    /// - Parameters:
    ///   - date: Seconds since 1970. Meant for the past: what is more than a minute ahead is written in full.
    ///   - gmtOffset: Minutes that the user's clock is behind UTC (JavaScript's `getTimezoneOffset()`).
    ///   - relative: Whether it may be said as seen from now.
    ///   - shorter: Without the time of day.
    ///   - fullFormat: With the year in any case.
    ///   - now: Seconds since 1970; nil for the clock's.
    public func formatDate(
        _ date: Double, gmtOffset: Int = 0, relative: Bool = true, shorter: Bool = false, fullFormat: Bool = false,
        now: Double? = nil
    ) -> String {
        let now = now ?? Double(wallClockSeconds())
        var (date, isFull) = (date, fullFormat)
        if date > now {
            // Clocks differ: what is about to happen is happening.
            if relative, date - now < 60 { date = now } else { isFull = true }
        }
        let local = LocalTime(date, gmtOffset)
        let days = ((now - date) / 86_400).rounded(.down)
        if !isFull, relative, days == 0 { return ago(((now - date).rounded(.down))) }
        var format: String?
        if !isFull {
            if days == 0 {
                format = "%(time)s"
            } else if days == 1, relative, local.day == LocalTime(now - 86_400, gmtOffset).day {
                format = shorter ? "yesterday" : "yesterday at %(time)s"
            } else if days < 5 {
                format = shorter ? "%(weekday)s" : "%(weekday)s at %(time)s"
            } else if days < 334 {
                // Eleven months: the same month of last year would be mistaken for this year's.
                format = shorter ? "%(month_name)s %(day)s" : "%(month_name)s %(day)s at %(time)s"
            }
        }
        return fill(
            format ?? (shorter ? "%(month_name)s %(day)s, %(year)s" : "%(month_name)s %(day)s, %(year)s at %(time)s"),
            local)
    }

    /// A day without its year (Tornado: `format_day`): `Monday, January 22`; without the weekday unless `dow`.
    public func formatDay(_ date: Double, gmtOffset: Int = 0, dow: Bool = true) -> String {
        fill(dow ? "%(weekday)s, %(month_name)s %(day)s" : "%(month_name)s %(day)s", LocalTime(date, gmtOffset))
    }

    private func ago(_ seconds: Double) -> String {
        func text(_ message: String, _ plural: String, _ name: String, _ count: Double) -> String {
            let count = Int(count.rounded(.toNearestOrEven))
            return Self.format(translate(message, plural: plural, count: count), [name: String(count)])
        }
        if seconds < 50 { return text("1 second ago", "%(seconds)d seconds ago", "seconds", seconds) }
        if seconds < 50 * 60 { return text("1 minute ago", "%(minutes)d minutes ago", "minutes", seconds / 60) }
        return text("1 hour ago", "%(hours)d hours ago", "hours", seconds / 3600)
    }

    private func fill(_ format: String, _ time: LocalTime) -> String {
        Self.format(
            translate(format),
            [
                "month_name": translate(LocalTime.months[time.month - 1]),
                "weekday": translate(LocalTime.weekdays[time.weekday]), "day": String(time.day),
                "year": String(time.year), "time": clock(time),
            ])
    }

    private func clock(_ time: LocalTime) -> String {
        let minute = time.minute < 10 ? "0\(time.minute)" : "\(time.minute)"
        let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch code {
        case "en", "en_US": return "\(hour):\(minute) \(time.hour >= 12 ? "pm" : "am")"
        case "zh_CN": return "\(time.hour >= 12 ? "\u{4E0B}\u{5348}" : "\u{4E0A}\u{5348}")\(hour):\(minute)"
        default: return "\(time.hour):\(minute)"
        }
    }
}

/// A time by a user's clock.
private struct LocalTime {
    let year: Int
    let month: Int
    let day: Int
    /// 0 is Monday.
    let weekday: Int
    let hour: Int
    let minute: Int

    init(_ date: Double, _ gmtOffset: Int) {
        let seconds = HTTPDate(unixTime: Int64(date.rounded(.down)) - Int64(gmtOffset) * 60).unixTime
        let days = (Double(seconds) / 86_400).rounded(.down)
        let rest = Int(Double(seconds) - days * 86_400)
        (year, month, day) = HTTPDate.civil(Int64(days))
        weekday = ((Int(days) + 3) % 7 + 7) % 7
        hour = rest / 3600
        minute = rest / 60 % 60
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}
