extension HTTPFields {
    /// The fields of a parsed head, values as ISO 8859-1. The parser has validated them, so this cannot fail.
    public init(_ head: RequestHead) {
        self.init()
        reserveCapacity(head.fieldCount)
        for index in 0..<head.fieldCount {
            let field = head[field: index]
            let name = Octets(head.slice(field.name))
            let value = Octets(head.slice(field.value))
            append(checkedName: name.repaired(name.whole), value.latin1(value.whole))
        }
    }
}
