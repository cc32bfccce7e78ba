/// Comparing secrets without telling where they differ.
enum ConstantTime {
    /// Whether both hold the same bytes. The time taken depends on the length of `received` alone.
    static func equal(_ received: some Collection<UInt8>, _ expected: some RandomAccessCollection<UInt8>) -> Bool {
        guard received.count == expected.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(received, expected) { difference |= one ^ other }
        return difference == 0
    }
}
