/// The elements of a comma-separated value (RFC 9110 §5.6.1), white space trimmed, empty ones skipped.
struct FieldList {
    private let input: Octets
    private var at: Int
    private let end: Int

    @inline(__always) init(_ input: Octets, _ value: ByteSpan) {
        self.input = input
        at = value.range.lowerBound
        end = value.range.upperBound
    }

    @inline(__always) mutating func next() -> Range<Int>? {
        while at < end {
            var first = at
            var last = first
            while last < end, input[last] != 0x2C { last += 1 }
            at = last + 1
            while first < last, input[first].isOWS { first += 1 }
            while last > first, input[last - 1].isOWS { last -= 1 }
            if first < last { return first..<last }
        }
        return nil
    }
}
