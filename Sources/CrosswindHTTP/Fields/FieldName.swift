/// How names are compared and written.
enum FieldName {
    /// Whether the names are the same but for the case of their letters (RFC 9110 §5.1).
    @inline(__always) static func equal(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return left.withOctets { left in
            right.withOctets { right in
                for at in left.whole where left[at] != right[at] {
                    guard left[at].lowered == right[at].lowered else { return false }
                }
                return true
            }
        }
    }

    /// `content-TYPE` as `Content-Type`: the first letter of each word between hyphens large, the others small. What is
    /// so already is given back without a copy.
    static func normalised(_ name: String) -> String {
        let isNormal = name.withOctets { bytes in
            var startsWord = true
            for at in bytes.whole {
                if bytes[at] != form(bytes[at], startsWord) { return false }
                startsWord = bytes[at] == UInt8(ascii: "-")
            }
            return true
        }
        if isNormal { return name }
        return name.withOctets { bytes in
            String(unsafeUninitializedCapacity: bytes.count) { place in
                var startsWord = true
                for at in bytes.whole {
                    place[at] = form(bytes[at], startsWord)
                    startsWord = bytes[at] == UInt8(ascii: "-")
                }
                return bytes.count
            }
        }
    }

    @inline(__always) private static func form(_ byte: UInt8, _ startsWord: Bool) -> UInt8 {
        startsWord ? byte.raised : byte.lowered
    }
}
