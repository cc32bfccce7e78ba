extension RequestHead {
    /// A head of its own with the same content, for whoever needs it beyond the life of the exchange it came with. Two
    /// allocations, whatever the number of fields.
    public func copy() -> RequestHead { RequestHead(copying: content.pointee) }
}
