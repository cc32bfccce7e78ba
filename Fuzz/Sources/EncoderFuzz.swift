import CrosswindHTTP

/// An application that sets fields made of the input, split at zero bytes; whatever is accepted must be one line.
func fuzzEncoder(_ input: [UInt8]) {
    guard input.count > 2 else { return }
    let parts = input.dropFirst(2).split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
    let isHEAD = input[0] & 2 == 2
    var encoder = ResponseEncoder(minorVersion: input[0] & 1, isHEAD: isHEAD, keepAlive: input[0] & 4 == 4)
    let common = CommonFields(server: "fuzz")
    var output = OutputBuffer(capacity: 64)
    let status = UInt16(input[1]) + 90
    do throws(HTTPFieldError) {
        try begin(&encoder, status, parts[0], &output)
    } catch {
        require(output.count == 0, "nothing written when refused")
        return
    }
    var at = 1
    while at + 1 < parts.count {
        let before = output.count
        do throws(HTTPFieldError) {
            try field(&encoder, parts[at], parts[at + 1], &output)
        } catch {
            require(output.count == before, "nothing written when refused")
        }
        at += 2
    }
    encoder.endHead(bodyCount: input[0] & 8 == 8 ? 5 : nil, common: common, into: &output)
    checkLines(output.bytes)
    let head = output.count
    var verdict = BodyVerdict.sent
    for piece in [[1, 2, 3], [], [4, 5]] as [[UInt8]] {
        let now = piece.withUnsafeBytes { encoder.body($0, into: &output) }
        if now != .sent { verdict = now }
    }
    let completion = encoder.finish(into: &output)
    if isHEAD || status < 200 || status == 204 || status == 304 {
        require(output.count == head && verdict == .dropped, "no body where none may be")
    }
    if case .complete(let keepAlive) = completion {
        require(!keepAlive || input[0] & 4 == 4, "never keeps what must close")
    }
}

private func begin(
    _ encoder: inout ResponseEncoder, _ status: UInt16, _ reason: [UInt8], _ output: inout OutputBuffer
) throws(HTTPFieldError) {
    var failure: HTTPFieldError?
    reason.withUnsafeBytes {
        do throws(HTTPFieldError) { try encoder.begin(status: status, reason: $0, into: &output) } catch {
            failure = error
        }
    }
    if let failure { throw failure }
}

private func field(
    _ encoder: inout ResponseEncoder, _ name: [UInt8], _ value: [UInt8], _ output: inout OutputBuffer
) throws(HTTPFieldError) {
    var failure: HTTPFieldError?
    name.withUnsafeBytes { name in
        value.withUnsafeBytes { value in
            do throws(HTTPFieldError) { try encoder.field(name: name, value: value, into: &output) } catch {
                failure = error
            }
        }
    }
    if let failure { throw failure }
}

/// Every CR is followed by LF and every LF preceded by CR, and the only empty line is the last.
private func checkLines(_ head: UnsafeRawBufferPointer) {
    var lineStart = 0
    for (at, byte) in head.enumerated() {
        if byte == 0x0D { require(at + 1 < head.count && head[at + 1] == 0x0A, "no bare CR") }
        guard byte == 0x0A else { continue }
        require(at > 0 && head[at - 1] == 0x0D, "no bare LF")
        if at - 1 == lineStart { require(at == head.count - 1, "one empty line, at the end") }
        lineStart = at + 1
    }
    require(lineStart == head.count, "the head ends in a line end")
}

/// What the encoder chunks, the parser reads back.
func fuzzRoundTrip(_ input: [UInt8]) {
    guard let step = input.first.map({ Int($0) + 1 }) else { return }
    let payload = Array(input.dropFirst())
    var encoder = ResponseEncoder(minorVersion: 1, isHEAD: false, keepAlive: true)
    let common = CommonFields(server: "fuzz")
    var head = OutputBuffer()
    do throws(HTTPFieldError) { try begin(&encoder, 200, [], &head) } catch {
        require(false, "an empty reason is fine")
    }
    encoder.endHead(bodyCount: nil, common: common, into: &head)
    var output = OutputBuffer()
    for start in stride(from: 0, to: payload.count, by: step) {
        let piece = Array(payload[start..<min(start + step, payload.count)])
        _ = piece.withUnsafeBytes { encoder.body($0, into: &output) }
    }
    _ = encoder.finish(into: &output)
    let request = Array("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8) + output.bytes
    let outcome = Outcome(request, cuts: [request.count / 2], limits: HTTPLimits())
    require(outcome.error == nil && outcome.bodies == [payload] && outcome.complete == 1, "chunks come back")
}
