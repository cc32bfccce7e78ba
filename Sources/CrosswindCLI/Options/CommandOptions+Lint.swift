extension CommandOptions {
    /// The share of requests that `--lint` checks: `1`, `0.01` or `1%`; nil when it is off.
    static func lint(_ given: String?, _ sources: OptionSources) throws(UsageError) -> Double? {
        guard let found = sources.find(OptionTable.lint, given), found.text != "off" else { return nil }
        let isPercent = found.text.hasSuffix("%")
        let digits = isPercent ? found.text.dropLast() : found.text[...]
        let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { $0 >= 48 && $0 <= 57 || $0 == UInt8(ascii: ".") }
        guard isNumber, let number = Double(digits) else { throw refusal(found) }
        let share = isPercent ? number / 100 : number
        guard share > 0, share <= 1 else { throw refusal(found) }
        return share
    }

    private static func refusal(_ found: OptionSources.Found) -> UsageError {
        UsageError(
            "'\(found.text.printable)' is no share of requests; write it as in --lint=1% or --lint=0.01, or --lint for all"
        ).about(found.source)
    }
}
