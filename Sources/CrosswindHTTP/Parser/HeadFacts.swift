// What only the whole head can tell: whether fields repeat, how the body is framed, whether the connection stays. The
// rules are applied when every line has been found well-formed, in a fixed order, so that a head gets the same verdict
// however it arrived.

/// Where the fields are that the parser itself acts on.
struct HeadFacts {
    private var host = -1
    private var contentLength = -1
    private var contentType = -1
    private var transferEncoding = -1
    private var connection = -1
    private var expect = -1
    private var repeated: UInt64 = 0

    @inline(__always) mutating func note(_ known: KnownField, _ index: Int) {
        guard known.concernsParser else { return }
        switch known {
        case .host: if host < 0 { host = index } else { repeated |= known.bit }
        case .contentLength: if contentLength < 0 { contentLength = index } else { repeated |= known.bit }
        case .contentType: if contentType < 0 { contentType = index } else { repeated |= known.bit }
        case .transferEncoding: if transferEncoding < 0 { transferEncoding = index }
        case .connection: if connection < 0 { connection = index }
        case .expect: if expect < 0 { expect = index }
        default: break
        }
    }

    @inline(__always) private func repeats(_ known: KnownField) -> Bool { repeated & known.bit != 0 }

    /// Judges the head as a whole and completes `head` with what follows from it.
    @inline(__always)
    func conclude(_ input: Octets, _ head: RequestHead, bodyLimit: Int) throws(HTTPParseError) {
        let modern = head.minorVersion == 1
        try concludeHost(input, head, modern)
        if repeats(.contentType) { throw .repeatedContentType }
        let framing: BodyFraming
        if transferEncoding >= 0 {
            framing = try chunkedFraming(input, head, modern)
        } else if contentLength >= 0 {
            framing = try lengthFraming(input, head, bodyLimit)
        } else {
            framing = .none
        }
        head.content.pointee.framing = framing
        head.content.pointee.keepAlive = connection < 0 ? modern : keepsAlive(input, head, modern)
        if expect >= 0 { try concludeExpectation(input, head, modern) }
    }

    @inline(__always)
    private func concludeHost(_ input: Octets, _ head: RequestHead, _ modern: Bool) throws(HTTPParseError) {
        guard host >= 0 else {
            if modern { throw .missingHost }
            return
        }
        if repeats(.host) { throw .repeatedHost }
        let authority = try Authority(input, head[field: host].value.range)
        // RFC 9112 §3.2.2: the target's authority wins, but the field is validated all the same.
        guard head.host.isEmpty else { return }
        head.content.pointee.host = authority.host
        head.content.pointee.port = authority.port
    }

    private func lengthFraming(_ input: Octets, _ head: RequestHead, _ limit: Int) throws(HTTPParseError) -> BodyFraming
    {
        if repeats(.contentLength) { throw .repeatedContentLength }
        let value = head[field: contentLength].value.range
        guard !value.isEmpty else { throw .invalidContentLength }
        var length: UInt64 = 0
        for at in value {
            let digit = input[at] &- 0x30
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard digit < 10, !overflow, !carry else { throw .invalidContentLength }
            length = sum
        }
        guard length <= UInt64(clamping: limit) else { throw .bodyTooLarge }
        return length == 0 ? .none : .length(length)
    }

    /// RFC 9112 §6.1 and §6.3. `chunked` alone is read. `chunked` twice or not last is 400, because nobody could tell
    /// where the body ends; anything else that is well-formed is a coding we don't speak: 501.
    @inline(never)
    private func chunkedFraming(
        _ input: Octets, _ head: RequestHead, _ modern: Bool
    ) throws(HTTPParseError) -> BodyFraming {
        guard modern else { throw .transferEncodingInHTTP10 }
        guard contentLength < 0 else { throw .contentLengthAndTransferEncoding }
        var fields = 0
        var codings = 0
        var chunked = 0
        var last = false
        for index in transferEncoding..<head.fieldCount where head[field: index].known == .transferEncoding {
            fields += 1
            var list = FieldList(input, head[field: index].value)
            while let coding = list.next() {
                // A quoted or otherwise disguised coding is no coding.
                guard ByteClass.token.contains(input[coding.lowerBound]) else { throw .invalidTransferEncoding }
                codings += 1
                last = input.equals("chunked", in: coding)
                if last { chunked += 1 }
            }
        }
        if codings == 0 || chunked > 1 || (chunked == 1 && !last) { throw .invalidTransferEncoding }
        guard codings == 1, chunked == 1 else { throw .unsupportedTransferEncoding }
        // `chunked,` or a second, empty field: correct by the letter, but no client writes it.
        let plain = fields == 1 && input.equals("chunked", in: head[field: transferEncoding].value.range)
        guard plain else { throw .invalidTransferEncoding }
        return .chunked
    }

    @inline(never)
    private func keepsAlive(_ input: Octets, _ head: RequestHead, _ modern: Bool) -> Bool {
        var close = false
        var keep = modern
        for index in connection..<head.fieldCount where head[field: index].known == .connection {
            var list = FieldList(input, head[field: index].value)
            while let option = list.next() {
                if input.equals("close", in: option) { close = true }
                if input.equals("keep-alive", in: option) { keep = true }
            }
        }
        return keep && !close
    }

    @inline(never)
    private func concludeExpectation(_ input: Octets, _ head: RequestHead, _ modern: Bool) throws(HTTPParseError) {
        for index in expect..<head.fieldCount where head[field: index].known == .expect {
            guard input.equals("100-continue", in: head[field: index].value.range) else {
                throw .unsupportedExpectation
            }
        }
        head.content.pointee.expectsContinue = modern && head.framing != .none
    }
}
