/// Sizes as people write them: `8190`, `512KiB`, `10M`, `1GiB`, `2GB`.
///
/// `K`, `M`, `G`, `T` and `KiB`… are powers of 1024, as nginx, systemd and Python users read them; only the SI
/// spelling `kB`, `MB`… is a power of 1000. Letters count in either case.
enum ByteSize {
    private static let prefixes: [Character] = ["k", "m", "g", "t"]

    /// The number of bytes that `text` names; whole and below 2⁶³.
    static func parse(_ text: String) throws(UsageError) -> UInt64 {
        let remedy = UsageError(
            "'\(text.printable)' is no size; write bytes or a number with K, M or G: 8190, 512KiB, 1GiB")
        let lower = text.lowercased()
        let number = lower.prefix { $0 == "." || ($0 >= "0" && $0 <= "9") }
        let suffix = lower.dropFirst(number.count)
        guard let value = Decimal(number), let unit = unit(suffix), let bytes = value.scaled(by: unit) else {
            throw remedy
        }
        return UInt64(bytes)
    }

    private static func unit(_ suffix: Substring) -> Int64? {
        guard let letter = suffix.first, suffix != "b" else { return 1 }
        guard let power = prefixes.firstIndex(of: letter).map({ $0 + 1 }) else { return nil }
        let base: Int64
        switch suffix.dropFirst() {
        case "", "i", "ib": base = 1024
        case "b": base = 1000
        default: return nil
        }
        return (0..<power).reduce(1) { product, _ in product * base }
    }

    /// `bytes` in the largest power of 1024 that keeps it whole.
    static func format(_ bytes: UInt64) -> String {
        for (power, name) in [(30, "GiB"), (20, "MiB"), (10, "KiB")]
        where bytes != 0 && bytes % (1 << UInt64(power)) == 0 {
            return "\(bytes >> UInt64(power)) \(name)"
        }
        return "\(bytes)"
    }
}
