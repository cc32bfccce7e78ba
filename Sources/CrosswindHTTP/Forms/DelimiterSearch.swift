// Two searches that stay linear whatever body and boundary a client chooses. The usual ones don't: a boundary of seventy
// hyphens but one, in a body of hyphens, is compared at length for every byte.

/// Finds delimiters, which end in CRLF and have no other: Horspool's search. Where the byte under the delimiter's last
/// is no LF nothing is compared; where it is, the next place to look at is a whole delimiter further.
struct DelimiterSearch {
    let delimiter: [UInt8]
    private var steps: [UInt8]

    /// `delimiter` ends in LF, has no other, and is shorter than 256 bytes.
    init(_ delimiter: [UInt8]) {
        self.delimiter = delimiter
        steps = Array(repeating: UInt8(delimiter.count), count: 256)
        for (at, byte) in delimiter.dropLast().enumerated() { steps[Int(byte)] = UInt8(delimiter.count - 1 - at) }
    }

    /// Where the delimiter begins that comes first, wholly within `range`.
    func first(in bytes: Octets, _ range: Range<Int>) -> Int? {
        let last = delimiter.count - 1
        return steps.withUnsafeBufferPointer { steps in
            var end = range.lowerBound + last
            while end < range.upperBound {
                let byte = bytes[end]
                if byte == .lineFeed, bytes.slice(end - last..<end + 1).elementsEqual(delimiter) { return end - last }
                end += Int(steps[Int(byte)])
            }
            return nil
        }
    }
}

/// Finds the closing delimiter, from the end and so nearly always at once: the search of Knuth, Morris and Pratt,
/// backwards.
struct ClosingSearch {
    private let reversed: [UInt8]
    /// For every prefix of `reversed` the length of the longest one that it also ends in.
    private var borders: [Int] = [0]

    init(_ closing: [UInt8]) {
        reversed = closing.reversed()
        var length = 0
        for byte in reversed.dropFirst() {
            length = advanced(length, byte)
            borders.append(length)
        }
    }

    private func advanced(_ matched: Int, _ byte: UInt8) -> Int {
        var length = matched
        while length > 0, reversed[length] != byte { length = borders[length - 1] }
        return reversed[length] == byte ? length + 1 : 0
    }

    /// Where it occurs last.
    func last(in bytes: Octets) -> Int? {
        var length = 0
        var at = bytes.count
        while at > 0 {
            at -= 1
            length = advanced(length, bytes[at])
            if length == reversed.count { return at }
        }
        return nil
    }
}
