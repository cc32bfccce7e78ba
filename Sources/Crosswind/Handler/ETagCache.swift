import NIOCore

/// The entity tags of short bodies that were hashed before. A site says many short things again and again (a status, an
/// empty list, a redirect's page), and comparing one with what it was costs a fraction of SHA-1.
///
/// Bounded: eight bodies of up to a kilobyte. Confined to the thread of whom it belongs to.
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
        guard body.readableBytes <= Self.longest, body.readableBytes > 0 else { return make(body) }
        let at = Self.slot(of: body)
        if slots[at].body == body { return slots[at].tag }
        let tag = make(body)
        // Bytes of its own: the body's storage is written again.
        slots[at] = Slot(body: ByteBuffer(bytes: body.readableBytesView), tag: tag)
        return tag
    }

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
