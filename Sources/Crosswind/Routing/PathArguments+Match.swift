import CrosswindHTTP

extension PathArguments {
    /// Throws 400 for an argument that isn't UTF-8 (Tornado: `decode_argument`).
    init(_ match: RouteMatch, _ path: UnsafeRawBufferPointer) throws(HTTPError) {
        guard !match.slots.isEmpty else {
            self.init()
            return
        }
        var values: [String?] = []
        for group in 0..<match.slots.count / 2 {
            let start = match.slots[group * 2]
            guard start >= 0 else {
                values.append(nil)
                continue
            }
            let bytes = UnsafeRawBufferPointer(rebasing: path[start..<match.slots[group * 2 + 1]])
            values.append(try Self.decode(bytes))
        }
        self.init(values, names: match.entry.pattern.groups)
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer) throws(HTTPError) -> String {
        var plain = [UInt8](repeating: 0, count: bytes.count)
        let count = plain.withUnsafeMutableBytes { PercentDecoder.decode(bytes, into: $0) }
        guard let text = String(validating: plain[..<count], as: UTF8.self) else {
            throw HTTPError(400, "a path argument is not UTF-8")
        }
        return text
    }
}
