import Logging

extension LogEntry {
    /// Bytes of a message at most. A traceback through a thousand frames stays below, and so does the longest piece of
    /// `wsgi.errors`; an exception whose text is a request's whole body does not.
    static let longestMessage = 256 << 10
    /// Bytes of a piece of metadata at most.
    static let longestValue = 4096
    /// Pieces of metadata, and members of one of them, at most.
    static let mostValues = 64

    /// The same, with the middle cut out of what is too long: a traceback says first what failed and last why.
    var bounded: LogEntry {
        LogEntry(
            seconds: seconds, milliseconds: milliseconds, level: level, label: label,
            message: message.shortened(to: Self.longestMessage),
            metadata: metadata.prefix(Self.mostValues).map {
                (key: $0.key.shortened(to: Self.longestValue), value: Self.bounded($0.value))
            })
    }

    private static func bounded(_ value: Logger.Metadata.Value, depth: Int = 0) -> Logger.Metadata.Value {
        switch value {
        case .string(let text): .string(text.shortened(to: longestValue))
        case .stringConvertible(let thing): .string(thing.description.shortened(to: longestValue))
        case .dictionary, .array:
            // Deeper than that it is nobody's metadata; as text it has the length of one.
            if depth == 4 { .string("\(value)".shortened(to: longestValue)) } else { members(value, depth + 1) }
        }
    }

    private static func members(_ value: Logger.Metadata.Value, _ depth: Int) -> Logger.Metadata.Value {
        switch value {
        case .dictionary(let inner):
            let kept = inner.sorted { $0.key < $1.key }.prefix(mostValues).map { key, value in
                (key.shortened(to: longestValue), bounded(value, depth: depth))
            }
            return .dictionary(Dictionary(kept) { first, _ in first })
        case .array(let items): return .array(items.prefix(mostValues).map { bounded($0, depth: depth) })
        case .string, .stringConvertible: return value
        }
    }
}

extension String {
    /// At most about so many bytes: the first quarter, how many are left out, the end.
    func shortened(to longest: Int) -> String {
        guard utf8.count > longest else { return self }
        let first = Array(utf8.prefix(longest / 4))
        let last = Array(utf8.suffix(longest - longest / 4))
        // In the middle of a character: its remains show as U+FFFD, and say so.
        return String(decoding: first, as: UTF8.self) + " …(\(utf8.count - first.count - last.count) bytes left out)… "
            + String(decoding: last, as: UTF8.self)
    }
}
