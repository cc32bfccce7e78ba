/// Decimal digits as signed values have them: no sign, no blank, no separator, no more than fit.
enum Decimal {
    /// `nil` unless `digits` is one to eighteen digits.
    static func parse(_ digits: ArraySlice<UInt8>) -> Int64? {
        guard 1...18 ~= digits.count else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard 48...57 ~= digit else { return nil }
            value = value * 10 + Int64(digit - 48)
        }
        return value
    }
}
