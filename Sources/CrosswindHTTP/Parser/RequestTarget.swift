// What a target may hold. RFC 3986 is stricter than any client: browsers send `"`, `|`, `{` and raw UTF-8 in queries,
// so those pass as they are, like in nginx and gunicorn. Refused are
// - controls, space and DEL, which make two readers disagree on where the target ends;
// - `#`: a fragment is never sent (RFC 9112 §3.2), and a proxy may route by what is before it;
// - `%00`: no path or query means a NUL, but every C library behind the application stops at it.
// Other percent escapes, also broken ones, are left to the application as Tornado and gunicorn leave them; they are
// decoded once, later, and only when they are whole.

extension RequestHead {
    @inline(__always)
    func parseTarget(_ input: Octets, _ target: Range<Int>, _ kind: HTTPMethodKind) throws(HTTPParseError) {
        content.pointee.target = ByteSpan(target.lowerBound, to: target.upperBound)
        content.pointee.hasQuery = false
        content.pointee.query = .empty
        content.pointee.form = .origin
        content.pointee.host = .empty
        content.pointee.port = 0
        guard input[target.lowerBound] == 0x2F, kind != .connect else {
            return try parseRareTarget(input, target, kind)
        }
        try parsePath(input, target)
    }

    /// Validates `range` and splits it at its first `?`.
    @inline(__always)
    private func parsePath(_ input: Octets, _ range: Range<Int>) throws(HTTPParseError) {
        let content = content
        let end = range.upperBound
        let bytes = input.targetBytes(range)
        guard !bytes.isForbidden else { throw .invalidTarget }
        if bytes.hasPercent { try RequestHead.refuseNull(input, range) }
        guard bytes.hasQuestion, let question = input.first(0x3F, in: range) else {
            content.pointee.path = ByteSpan(range.lowerBound, to: end)
            return
        }
        content.pointee.path = ByteSpan(range.lowerBound, to: question)
        content.pointee.hasQuery = true
        content.pointee.query = ByteSpan(question &+ 1, to: end)
    }

    @inline(never)
    private static func refuseNull(_ input: Octets, _ range: Range<Int>) throws(HTTPParseError) {
        var at = range.lowerBound
        while let percent = input.first(0x25, in: at..<range.upperBound) {
            at = percent + 1
            if range.upperBound - at >= 2, input[at] == 0x30, input[at + 1] == 0x30 { throw .invalidTarget }
        }
    }

    @inline(never)
    private func parseRareTarget(
        _ input: Octets, _ target: Range<Int>, _ kind: HTTPMethodKind
    ) throws(HTTPParseError) {
        if kind == .connect {
            // RFC 9110 §9.3.6: a port must be there.
            content.pointee.form = .authority
            content.pointee.path = .empty
            let authority = try Authority(input, target)
            guard authority.port != 0, !authority.host.isEmpty else { throw .invalidHost }
            content.pointee.host = authority.host
            content.pointee.port = authority.port
        } else if target.count == 1, input[target.lowerBound] == 0x2A {
            guard kind == .options else { throw .invalidTarget }
            content.pointee.form = .asterisk
            content.pointee.path = content.pointee.target
        } else {
            try parseAbsolute(input, target)
        }
    }

    private func parseAbsolute(_ input: Octets, _ target: Range<Int>) throws(HTTPParseError) {
        // Other schemes are a proxy's business (RFC 9112 §3.2.2).
        var start = target.lowerBound
        let end = target.upperBound
        if end - start > 7, input.matches("http", at: start), input[start + 4] == 0x3A {
            start += 5
        } else if end - start > 8, input.matches("https", at: start), input[start + 5] == 0x3A {
            start += 6
        } else {
            throw .invalidTarget
        }
        guard input[start] == 0x2F, input[start + 1] == 0x2F else { throw .invalidTarget }
        let slash = start + 1
        start += 2
        var pathStart = start
        while pathStart < end, input[pathStart] != 0x2F, input[pathStart] != 0x3F { pathStart += 1 }
        // No userinfo: RFC 9110 §4.2.4 asks to take it for an attempt to deceive; `Authority` refuses the `@`.
        let authority = try Authority(input, start..<pathStart)
        guard !authority.host.isEmpty else { throw .invalidHost }
        try parsePath(input, pathStart..<end)
        if content.pointee.path.isEmpty {
            // `http://host` means `/` (RFC 9110 §4.2.3). The second slash of `://` serves as that path, because a span
            // can only name bytes that were sent.
            content.pointee.path = ByteSpan(slash, to: slash + 1)
        }
        content.pointee.form = .absolute
        content.pointee.host = authority.host
        content.pointee.port = authority.port
    }
}
