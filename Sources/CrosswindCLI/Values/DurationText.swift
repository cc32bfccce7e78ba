/// Durations as people write them: `30` (seconds), `0.5`, `500ms`, `30s`, `2m`, `1h`, `1d`.
///
/// A bare number is seconds because gunicorn, uvicorn and waitress mean seconds; whoever wants another unit says so.
enum DurationText {
    /// Nanoseconds of each unit, longest name first so that `ms` isn't taken for `s`.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ("d", 86_400_000_000_000),
    ]

    /// The duration that `text` names; not negative, at most some 100 years, exact to the nanosecond.
    static func parse(_ text: String) throws(UsageError) -> Duration {
        let remedy = UsageError("'\(text.printable)' is no duration; write 30, 0.5, 500ms, 30s, 2m or 1h")
        var number = text[...]
        var unit: Int64 = 1_000_000_000
        for candidate in units where text.hasSuffix(candidate.name) {
            number = text.dropLast(candidate.name.count)
            unit = candidate.nanoseconds
            break
        }
        guard let value = Decimal(number), let whole = value.scaled(by: unit) else { throw remedy }
        return .nanoseconds(whole)
    }

    /// `duration` in the longest unit that keeps it whole: what help and error messages print.
    static func format(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        guard attoseconds == 0 else { return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms" }
        if seconds == 0 { return "0" }
        if seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
        if seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
        if seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}
