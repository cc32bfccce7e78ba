extension ResponseEncoder {
    /// Writes all of `fields`, as UTF-8, each as `field(name:value:into:)` would. Hop-by-hop names and a malformed
    /// Content-Length are found out here, for which a list of fields has no rule.
    public mutating func fields(_ fields: HTTPFields, into output: inout OutputBuffer) throws(HTTPFieldError) {
        var failure: HTTPFieldError?
        fields.lines.withUnsafeBufferPointer { lines in
            for at in lines.indices where failure == nil {
                // Where they lie, and not looked at again: what is in the list was checked when it came in.
                lines[at].name.withOctets { name in
                    lines[at].value.withOctets { value in
                        do throws(HTTPFieldError) {
                            try checkedField(
                                name: name.slice(name.whole), value: value.slice(value.whole), into: &output)
                        } catch { failure = error }
                    }
                }
            }
        }
        if let failure { throw failure }
    }

    /// Writes one field given as text, as UTF-8.
    public mutating func field(
        _ name: String, _ value: String, into output: inout OutputBuffer
    ) throws(HTTPFieldError) {
        var failure: HTTPFieldError?
        name.withOctets { name in
            value.withOctets { value in
                do throws(HTTPFieldError) {
                    try self.field(name: name.slice(name.whole), value: value.slice(value.whole), into: &output)
                } catch { failure = error }
            }
        }
        if let failure { throw failure }
    }
}
