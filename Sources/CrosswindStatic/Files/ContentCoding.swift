import CrosswindHTTP

/// A content coding of files that lie compressed beside the originals, in the order in which they are preferred.
enum ContentCoding: UInt8, CaseIterable, Sendable {
    /// `app.js.br` (RFC 7932).
    case brotli
    /// `app.js.zst` (RFC 8878).
    case zstandard
    /// `app.js.gz` (RFC 1952).
    case gzip

    /// In `Content-Encoding`.
    var name: StaticString {
        switch self {
        case .brotli: "br"
        case .zstandard: "zstd"
        case .gzip: "gzip"
        }
    }

    /// Behind the original's name.
    var suffix: String {
        switch self {
        case .brotli: ".br"
        case .zstandard: ".zst"
        case .gzip: ".gz"
        }
    }
}

/// Which of them a client takes: those that its `Accept-Encoding` names, itself or by `*`, with a weight above zero (RFC
/// 9110 §12.5.3). Among them ours is the order: clients weigh codings by habit.
struct AcceptedCodings {
    private var bits: UInt8 = 0

    /// Of a request without the field: as it is, since many that don't say so can't decode.
    init() {}

    /// Of the field's value. Linear in its length.
    init(_ value: UnsafeRawBufferPointer) {
        var named: UInt8 = 0
        var others = false
        for element in value.split(separator: UInt8(ascii: ",")) {
            let parts = element.split(separator: UInt8(ascii: ";"), maxSplits: 1)
            guard let first = parts.first else { continue }
            let name = UnsafeRawBufferPointer(rebasing: first).trimmedBlanks
            let isWanted = parts.count < 2 || !Self.isZero(UnsafeRawBufferPointer(rebasing: parts[1]))
            if name.elementsEqual("*".utf8) { others = isWanted }
            for coding in ContentCoding.allCases where name.isLetters(coding.name) {
                named |= 1 << coding.rawValue
                if isWanted { bits |= 1 << coding.rawValue }
            }
        }
        if others { bits |= ~named }
    }

    func contains(_ coding: ContentCoding) -> Bool { bits & 1 << coding.rawValue != 0 }

    /// Whether a weight is `q=0`, `q=0.0` and so on.
    private static func isZero(_ parameters: UnsafeRawBufferPointer) -> Bool {
        let weight = parameters.trimmedBlanks
        guard weight.count > 2, weight[0] | 0x20 == UInt8(ascii: "q"), weight[1] == UInt8(ascii: "=") else {
            return false
        }
        return weight[2...].allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }
    }
}

extension UnsafeRawBufferPointer {
    /// Without blanks and tabs at its ends.
    fileprivate var trimmedBlanks: UnsafeRawBufferPointer {
        var (start, end) = (0, count)
        while start < end, self[start] == 32 || self[start] == 9 { start += 1 }
        while end > start, self[end - 1] == 32 || self[end - 1] == 9 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }

    /// Whether these are the letters of `text`, which is in lower case, in any case.
    fileprivate func isLetters(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for at in 0..<count where self[at] | 0x20 != text.utf8Start[at] { return false }
        return true
    }
}
