extension ArraySlice<UInt8> {
    /// What stands before and behind the last `separator` (Python's `rsplit(separator, 1)`); `nil` without one.
    func splitLast(_ separator: [UInt8]) -> (before: ArraySlice<UInt8>, behind: ArraySlice<UInt8>)? {
        guard let first = separator.first, count >= separator.count else { return nil }
        var at = endIndex - separator.count
        while at >= startIndex {
            if self[at] == first, self[at...].prefix(separator.count).elementsEqual(separator) {
                return (self[..<at], self[(at + separator.count)...])
            }
            at -= 1
        }
        return nil
    }
}
