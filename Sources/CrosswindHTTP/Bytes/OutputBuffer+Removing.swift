extension OutputBuffer {
    /// Forgets the first `sent` bytes and moves the rest to the front: what a socket took of a longer write. Nothing
    /// moves when it took all.
    public mutating func removeFirst(_ sent: Int) {
        precondition(sent >= 0 && sent <= used)
        used -= sent
        if used > 0, sent > 0 { block.copyMemory(from: block + sent, byteCount: used) }
    }
}
