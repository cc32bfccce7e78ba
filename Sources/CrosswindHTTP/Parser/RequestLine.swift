// `method SP target SP version`, with exactly one space each time (RFC 9112 §3). Lenient splitting on white space,
// which §3 allows, is what made a few servers read a different target than the proxy in front of them.

extension RequestHead {
    /// Reads the request line in `line` (without its end).
    @inline(__always)
    func parseRequestLine(_ input: Octets, _ line: Range<Int>) throws(HTTPParseError) {
        let start = line.lowerBound
        let kind: HTTPMethodKind
        let space: Int
        if line.count >= 8, input.half(at: start) == 0x2054_4547 {  // "GET ", first byte lowest
            kind = .get
            space = start &+ 3
        } else {
            space = try RequestHead.methodEnd(input, line)
            kind = HTTPMethodKind(input, start..<space)
        }
        let version = line.upperBound &- 8
        guard version > space &+ 2, input[version &- 1] == .space else {
            throw RequestHead.versionError(input, line)
        }
        switch input.word(at: version) {
        case 0x312E_312F_5054_5448: content.pointee.minorVersion = 1  // "HTTP/1.1"
        case 0x302E_312F_5054_5448: content.pointee.minorVersion = 0
        default: throw RequestHead.versionError(input, line)
        }
        content.pointee.method = ByteSpan(start, to: space)
        content.pointee.methodKind = kind
        try parseTarget(input, space &+ 1..<version &- 1, kind)
    }

    /// Where the method ends.
    private static func methodEnd(_ input: Octets, _ line: Range<Int>) throws(HTTPParseError) -> Int {
        guard let space = input.firstNear(.space, in: line) else {
            throw input.isToken(line) ? .malformedRequestLine : .invalidMethod
        }
        guard space > line.lowerBound else { throw .malformedRequestLine }
        guard input.isToken(line.lowerBound..<space) else { throw .invalidMethod }
        return space
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
