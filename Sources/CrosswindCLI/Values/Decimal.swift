/// A non-negative decimal number kept exact: `0.1` seconds are 100,000,000 nanoseconds, not what a `Double` makes of it.
struct Decimal {
    /// All digits, without the point.
    let digits: Int64
    /// How many of them stand behind the point; at most 9.
    let places: Int

    /// Reads `12`, `0.5`; refuses signs, exponents, a missing digit on either side of the point, and overflow.
    init?(_ text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } }) else {
            return nil
        }
        places = parts.count == 2 ? parts[1].utf8.count : 0
        guard places <= 9, let digits = Int64(parts.joined()) else { return nil }
        self.digits = digits
    }

    /// The number times `unit`; nil when that isn't whole or doesn't fit.
    func scaled(by unit: Int64) -> Int64? {
        var divisor: Int64 = 1
        for _ in 0..<places { divisor *= 10 }
        let (product, overflow) = digits.multipliedReportingOverflow(by: unit)
        guard !overflow, product % divisor == 0 else { return nil }
        return product / divisor
    }
}
