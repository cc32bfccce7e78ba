/// The end of a value.
extension JSONWriter {
    /// The value is complete.
    func finish() {
        switch kind {
        case .single: return
        case .none: return output.append("{}" as StaticString)
        case .array:
            if !isSorted { insertLater() }
            if count == 0 { output.append("[" as Unicode.Scalar) }
            output.append("]" as Unicode.Scalar)
        case .object:
            if !isSorted { sort() }
            if members.isEmpty { output.append("{" as Unicode.Scalar) }
            output.append("}" as Unicode.Scalar)
        }
    }

    /// What was written to a container of its own.
    private func complete() -> [UInt8] {
        finish()
        output.writer = nil
        return output.bytes
    }

    private func take(_ later: JSONWriter) {
        output.bytes.append(contentsOf: later.complete())
        if output.flaw == nil { output.flaw = later.output.flaw }
    }

    /// Members in the order of their keys; of several with one key the last counts.
    private func sort() {
        let written = Array(output.bytes[start...])
        output.bytes.removeSubrange(start...)
        let sorted = members.enumerated().sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
        var isFirst = true
        for (place, (_, member)) in sorted.enumerated() {
            if place + 1 < sorted.count, sorted[place + 1].element.key == member.key { continue }
            output.append(isFirst ? "{" : "," as Unicode.Scalar)
            isFirst = false
            if let later = member.later {
                output.append(member.key)
                output.append(":" as Unicode.Scalar)
                take(later)
            } else {
                // Without what stood before it, a brace or comma.
                output.bytes.append(contentsOf: written[(member.start - start + 1)..<(member.end - start)])
            }
        }
    }

    /// Puts the elements that have outputs of their own where they belong.
    private func insertLater() {
        let written = Array(output.bytes[start...])
        output.bytes.removeSubrange(start...)
        var copied = 0
        for member in members {
            guard let later = member.later else { continue }
            output.bytes.append(contentsOf: written[copied..<(member.start - start)])
            copied = member.start - start
            output.append(output.bytes.count == start ? "[" : "," as Unicode.Scalar)
            take(later)
        }
        output.bytes.append(contentsOf: written[copied...])
    }
}
