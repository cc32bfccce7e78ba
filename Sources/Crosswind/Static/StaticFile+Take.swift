import CrosswindStatic

extension StaticFile {
    /// The descriptor and what of the file is meant. To be called once; whoever has the result closes it.
    func take(_ range: Range<Int>) -> OpenFile {
        OpenFile(descriptor: takeDescriptor(), offset: range.lowerBound, count: range.count)
    }
}
