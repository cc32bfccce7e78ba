import NIOCore

/// The entity tags of short bodies that were hashed before. A site says many short things again and again (a status, an
/// empty list, a redirect's page), and comparing one with what it was costs a fraction of SHA-1.
///
/// Bounded: eight bodies of up to a kilobyte. Confined to the thread of whom it belongs to; ``SharedETags`` is for several.
final class ETagCache {
    private static let slotCount = 8
    private static let longest = 1024

    private struct Slot {
        var body = ByteBuffer()
        var tag = ""
    }
    private var slots = [Slot](repeating: Slot(), count: ETagCache.slotCount)

    /// The tag of `body`: the one that `make` gave for the same bytes before, or what it gives now.
    func tag(of body: ByteBuffer, make: (ByteBuffer) -> String) -> String {
        if let known = known(body) { return known }
        let tag = make(body)
        keep(tag, of: body)
        return tag
    }

    /// The tag of `body`, if it is kept.
    func known(_ body: ByteBuffer) -> String? {
        guard Self.keeps(body) else { return nil }
        let at = Self.slot(of: body)
        return slots[at].body == body ? slots[at].tag : nil
    }

    func keep(_ tag: String, of body: ByteBuffer) {
        guard Self.keeps(body) else { return }
        // Bytes of its own: the body's storage is written again.
        slots[Self.slot(of: body)] = Slot(body: ByteBuffer(bytes: body.readableBytesView), tag: tag)
    }

    private static func keeps(_ body: ByteBuffer) -> Bool { 1...longest ~= body.readableBytes }

    /// From the length and both ends, where bodies of one handler differ.
    private static func slot(of body: ByteBuffer) -> Int {
        let count = body.readableBytes
        var mix = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            let first: UInt64? = body.getInteger(at: body.readerIndex)
            let last: UInt64? = body.getInteger(at: body.writerIndex - 8)
            mix ^= (first ?? 0) &* 31 ^ (last ?? 0)
        }
        return Int(truncatingIfNeeded: (mix &* 0x9E37_79B9_7F4A_7C15) >> 61)
    }
}
