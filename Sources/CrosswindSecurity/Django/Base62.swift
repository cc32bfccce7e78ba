/// Numbers in Django's timestamps: digits, capitals, small letters.
enum Base62 {
    static func encode(_ value: Int64) -> [UInt8] {
        var rest = value.magnitude
        var letters: [UInt8] = []
        repeat {
            letters.append(letter(UInt8(rest % 62)))
            rest /= 62
        } while rest > 0
        if value < 0 { letters.append(45) }
        return letters.reversed()
    }

    /// `nil` for anything but a number that fits.
    static func decode(_ text: ArraySlice<UInt8>) -> Int64? {
        let isNegative = text.first == 45
        let letters = isNegative ? text.dropFirst() : text
        guard 1...11 ~= letters.count else { return nil }
        var value: Int64 = 0
        for letter in letters {
            guard let digit = digit(letter) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 62)
            let (sum, overflows) = product.addingReportingOverflow(digit)
            guard !overflow, !overflows else { return nil }
            value = sum
        }
        return isNegative ? -value : value
    }

    private static func letter(_ digit: UInt8) -> UInt8 {
        switch digit {
        case 0..<10: digit + 48
        case 10..<36: digit + 55
        default: digit + 61
        }
    }

    private static func digit(_ letter: UInt8) -> Int64? {
        switch letter {
        case 48...57: Int64(letter - 48)
        case 65...90: Int64(letter - 55)
        case 97...122: Int64(letter - 61)
        default: nil
        }
    }
}
