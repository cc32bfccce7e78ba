// `method SP target SP version`, with exactly one space each time (RFC 9112 §3). Lenient splitting on white space,
// which §3 allows, is what made a few servers read a different target than the proxy in front of them.

extension RequestHead {
    /// Reads the request line in `line` (without its end).
    @inline(__always)
    func parseRequestLine(_ input: Octets, _ line: Range<Int>) throws(HTTPParseError) {
        let method = try RequestHead.methodRange(input, line)
        let version = line.upperBound - 8
        guard version > method.upperBound + 2, input[version - 1] == .space else {
            throw RequestHead.versionError(input, line)
        }
        switch input.word(at: version) {
        case 0x312E_312F_5054_5448: content.pointee.minorVersion = 1  // "HTTP/1.1", first byte lowest
        case 0x302E_312F_5054_5448: content.pointee.minorVersion = 0
        default: throw RequestHead.versionError(input, line)
        }
        let kind = HTTPMethodKind(input, method)
        content.pointee.method = ByteSpan(method.lowerBound, to: method.upperBound)
        content.pointee.methodKind = kind
        try parseTarget(input, method.upperBound + 1..<version - 1, kind)
    }

    @inline(__always)
    private static func methodRange(_ input: Octets, _ line: Range<Int>) throws(HTTPParseError) -> Range<Int> {
        var at = line.lowerBound
        while at < line.upperBound {
            let byte = input[at]
            if byte == .space { break }
            guard ByteClass.token.contains(byte) else { throw .invalidMethod }
            at += 1
        }
        guard at > line.lowerBound, at < line.upperBound else { throw .malformedRequestLine }
        return line.lowerBound..<at
    }

    /// Tells a version we don't speak from bytes that are no version: only `HTTP/` DIGIT `.` DIGIT is one.
    @inline(never)
    private static func versionError(_ input: Octets, _ line: Range<Int>) -> HTTPParseError {
        let start = line.upperBound - 8
        guard start > line.lowerBound, input[start - 1] == .space,
            input.word(at: start) & 0x0000_00FF_FFFF_FFFF == 0x0000_002F_5054_5448,
            input[start + 5].isDigit, input[start + 6] == 0x2E, input[start + 7].isDigit
        else { return .malformedRequestLine }
        let version = input.word(at: start)
        // A known version in a line without a target is malformed rather than unsupported.
        guard version != 0x312E_312F_5054_5448, version != 0x302E_312F_5054_5448 else { return .malformedRequestLine }
        return .unsupportedVersion
    }
}
