// All limits and the bare line feed are matters of position alone: whether a line ends within its window does not
// depend on how the bytes arrived. That is what makes the parser's verdict independent of packet boundaries.

extension Octets {
    /// Finds the CRLF of the line that begins at `start`, having searched up to `seen` before.
    ///
    /// The line, its end included, must fit before `lineLimit` (else `tooLong`) and before `sectionLimit` (else
    /// `tooLarge`); the nearer of both decides. Returns the offset of the CR, or nil when more bytes are needed.
    @inline(__always) func lineEnd(
        from start: Int, seen: Int, lineLimit: Int, sectionLimit: Int,
        tooLong: HTTPParseError, tooLarge: HTTPParseError
    ) throws(HTTPParseError) -> Int? {
        let window = min(lineLimit, sectionLimit)
        let end = min(count, window)
        guard let lineFeed = first(.lineFeed, in: min(seen, end)..<end) else {
            guard count < window else { throw lineLimit <= sectionLimit ? tooLong : tooLarge }
            return nil
        }
        guard lineFeed > start, self[lineFeed - 1] == .carriageReturn else { throw .bareLineFeed }
        return lineFeed - 1
    }
}
