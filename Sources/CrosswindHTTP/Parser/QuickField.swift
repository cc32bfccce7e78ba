// Nearly every field line is plain: a name, a colon, at most one space, a value, CRLF, all of it here. Those are read in
// one pass, without looking for the line's end first. Whatever is not plain (or would need a read past the input) is
// left to `lineEnd` and `field(in:)`, which alone know the errors; what passes here would pass there with the same
// result. Unsafe loads: each is preceded by a check against `room`, in the same function.

/// A field line that was plain.
struct QuickField {
    var field: RequestHead.HeaderField
    /// The offset behind the line's end; 0 when the line was not plain.
    var next: Int

    @inline(__always) private init(field: RequestHead.HeaderField, next: Int) {
        self.field = field
        self.next = next
    }

    @inline(__always) private static var none: QuickField {
        QuickField(field: RequestHead.HeaderField(name: .empty, value: .empty, known: .other), next: 0)
    }

    /// Names longer than this are left to the thorough way.
    @inline(__always) private static var longestName: Int { 48 }

    /// Reads the line that begins at `start` and has to end before `window`.
    @inline(__always)
    static func read(_ input: Octets, from start: Int, window: Int) -> QuickField {
        precondition(start >= 0 && start <= input.count)
        let line = input.base + start
        let bytes = line.assumingMemoryBound(to: UInt8.self)
        let room = min(input.count, window) &- start
        var colon = 0
        while true {
            guard colon &+ 8 <= room, colon < longestName else { return none }
            let word = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: colon, as: UInt64.self))
            let hits = Word.marks(word, 0x3A)
            if hits != 0 {
                colon &+= hits.trailingZeroBitCount >> 3
                break
            }
            colon &+= 8
        }
        let known = KnownField(input, at: start, count: colon)
        if known == .other, !input.isToken(start..<start &+ colon) { return none }
        var first = colon &+ 1
        guard first &+ 16 <= room else { return none }
        if bytes[first] == .space { first &+= 1 }
        // A second space, or a tab, is for the thorough way to trim.
        var last = first
        while true {
            guard last &+ 16 <= room else { return none }
            let stop = Octets.firstControl(line.loadUnaligned(fromByteOffset: last, as: SIMD16<UInt8>.self))
            last &+= stop
            if stop < 16 { break }
        }
        guard last &+ 2 <= room, bytes[last] == .carriageReturn, bytes[last &+ 1] == .lineFeed else { return none }
        if last > first, bytes[first].isOWS || bytes[last &- 1].isOWS { return none }
        let field = RequestHead.HeaderField(
            name: ByteSpan(start, to: start &+ colon), value: ByteSpan(start &+ first, to: start &+ last), known: known)
        return QuickField(field: field, next: start &+ last &+ 2)
    }
}
