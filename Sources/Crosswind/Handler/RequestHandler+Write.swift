import CrosswindHTTP
public import NIOCore
import Logging

/// The body of the response.
extension RequestHandler {
    /// Adds text, as UTF-8, to the response (Tornado: `write`). It is kept until ``flush()`` or the end.
    public final func write(_ text: String) {
        guard isBodyOpen() else { return }
        chunk.writeString(text)
    }

    /// Adds text, as UTF-8, to the response.
    public final func write(_ text: Substring) {
        guard isBodyOpen() else { return }
        chunk.writeSubstring(text)
    }

    /// Adds literal text to the response without making a `String` of it.
    public final func write(_ text: StaticString) {
        guard isBodyOpen() else { return }
        chunk.writeStaticString(text)
    }

    /// Adds bytes to the response.
    public final func write(_ bytes: [UInt8]) {
        guard isBodyOpen() else { return }
        chunk.writeBytes(bytes)
    }

    /// Adds bytes to the response; the first and large ones without a copy.
    public final func write(_ bytes: ByteBuffer) {
        guard isBodyOpen() else { return }
        if chunk.readableBytes == 0 { chunk = bytes } else { chunk.writeImmutableBuffer(bytes) }
    }

    /// Adds a value as JSON and makes that the response's Content-Type (Tornado: `write` of a dictionary). Keys come in
    /// order, `</` as `<\/`, so that the text may stand inside a script element.
    public final func write(_ value: some Encodable) throws {
        guard isBodyOpen() else { return }
        let bytes = try Self.json(value)
        if case .open = progress { setHeader("Content-Type", "application/json; charset=UTF-8") }
        chunk.writeBytes(bytes)
    }

    final func isBodyOpen() -> Bool {
        if case .finished = progress {
            settings.logger.error(
                "write after the response was finished; it has no effect",
                metadata: ["handler": "\(type(of: self))", "uri": "\(request.uri)"])
            return false
        }
        return true
    }

    /// Sends the head, if it isn't sent yet, and everything written so far, and waits while the client is slow to take
    /// it (Tornado: `flush`): a response of any length in bounded memory. Without a Content-Length the rest of the
    /// response goes out chunked.
    ///
    /// - Throws: ``StreamClosedError`` when the client is gone. Inside a WSGI server an error that says so, unless
    ///   streaming was allowed there.
    public final func flush() async throws {
        if case .finished = progress { return }
        guard answer.streams else { throw SynchronousOnlyError.flush }
        if case .open = progress {
            try prepareHead()
            for transform in transforms { transform.transformFirst(&responseHead, &chunk, isLast: false) }
            try answer.begin(responseHead, takeChunk())
            progress = .streaming
        } else {
            for transform in transforms { transform.transform(&chunk, isLast: false) }
        }
        if chunk.readableBytes > 0 {
            guard answer.write(takeChunk()) else { throw StreamClosedError() }
        }
        if answer.isGone { throw StreamClosedError() }
        try await answer.drained()
    }

    final func takeChunk() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &chunk)
        return taken
    }

    /// Ends the response with what was written (Tornado: `finish`). Called by itself when the method returns.
    ///
    /// A response that is finished in one piece gets Content-Length and, for GET and HEAD with status 200, an ETag; it
    /// becomes 304 when the client has that already.
    public final func finish() {
        guard isBodyOpen() else { return }
        do {
            try send()
        } catch {
            // Nothing has left, so that there is room for an error page.
            if refusal == nil { refuse(error as? HTTPFieldError ?? .invalidValue, "\(error)") }
            responseCookies = []
            sendError(500)
        }
    }

    private func send() throws {
        switch progress {
        case .finished: return
        case .streaming:
            for transform in transforms { transform.transform(&chunk, isLast: true) }
            progress = .finished
            if chunk.readableBytes > 0 { _ = answer.write(takeChunk()) }
            answer.finish()
        case .open:
            addETag()
            if responseHead.forbidsBody { clearRepresentation() }
            try prepareHead()
            if responseHead.forbidsBody {
                if chunk.readableBytes > 0 {
                    settings.logger.warning(
                        "a response of status \(status) has no body; what was written is dropped",
                        metadata: ["handler": "\(type(of: self))", "uri": "\(request.uri)"])
                }
                chunk = ByteBuffer()
                // A 304 has the fields that tell caches what the 200 was like.
                if responseHead.status == 304, !transforms.isEmpty {
                    for transform in transforms { transform.transformFirst(&responseHead, &chunk, isLast: true) }
                    chunk = ByteBuffer()
                }
            } else {
                for transform in transforms { transform.transformFirst(&responseHead, &chunk, isLast: true) }
            }
            guard fitsContentLength else { return sendError(500) }
            try answer.send(responseHead, takeChunk())
            progress = .finished
        }
    }

    /// A whole body of another length than the handler said would end in a cut, or without its end, on a connection that
    /// is lost: there is still time for a page that says so. A HEAD request has no body to compare.
    private var fitsContentLength: Bool {
        guard let text = responseHead.fields["Content-Length"], let length = Int(text), length != chunk.readableBytes,
            !responseHead.forbidsBody, request.methodKind != .head
        else { return true }
        settings.logger.error(
            "Content-Length says \(length), but the body has \(chunk.readableBytes) bytes",
            metadata: ["handler": "\(type(of: self))", "uri": "\(request.uri)"])
        return false
    }

    /// Ends the response with the error page of `status` (Tornado: `send_error`). When its head has left already, the
    /// connection is cut instead, so that the client does not take half a page for a whole one.
    public final func sendError(_ status: Int, reason: String? = nil) { fail(status, reason, nil) }

    final func fail(_ status: Int, _ reason: String?, _ error: (any Error)?) {
        switch progress {
        case .finished: return
        case .streaming:
            progress = .finished
            answer.abort()
        case .open:
            guard !memo.isFailing else {
                // A writeError that fails would be called for its own failure, and again.
                return settings.logger.error(
                    "sendError inside writeError; it has no effect", metadata: ["status": "\(status)"])
            }
            memo.isFailing = true
            clear()
            setStatus(status, reason: reason.flatMap { Self.isPhrase($0) ? $0 : nil })
            if status == 405, !Self.allowedMethods.isEmpty {
                setHeader("Allow", Self.allowedMethods.joined(separator: ", "))
            }
            writeError(status, error)
            if case .open = progress { finishErrorPage() }
        }
    }

    /// Whether a reason can be sent. The page of an error comes without one rather than not at all.
    private static func isPhrase(_ reason: String) -> Bool {
        reason.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }

    /// The page must get out, whatever the handler made of it.
    private func finishErrorPage() {
        do {
            try send()
        } catch {
            responseHead = ResponseHead(status: 500, fields: ["Content-Type": "text/plain"])
            refusal = nil
            responseCookies = []
            transforms = []
            chunk = ByteBuffer(string: "Internal Server Error\n")
            try? send()
        }
        // Nothing of the last resort can be refused; were it, a cut says at least that this is no answer.
        if case .open = progress {
            progress = .finished
            answer.abort()
        }
    }

    /// Sends the client to `url` (Tornado: `redirect`): 302, 301 when `permanent`, or `status`, 300 to 399.
    ///
    /// A `url` that begins with more than one slash or backslash, which browsers take for another host's, is shortened to
    /// one: what was made of a request's path stays on this host. Name the scheme to send people elsewhere.
    public final func redirect(_ url: String, permanent: Bool = false, status: Int? = nil) {
        guard isHeadOpen("redirect") else { return }
        setStatus(status ?? (permanent ? 301 : 302))
        setHeader("Location", Self.onThisHost(url))
        finish()
    }

    private static func onThisHost(_ url: String) -> String {
        let slashes: Set<UInt8> = [UInt8(ascii: "/"), UInt8(ascii: "\\")]
        // Browsers don't see white space there.
        let start = url.utf8.prefix { slashes.contains($0) || $0 == 0x20 || $0 == 0x09 }
        guard start.count(where: slashes.contains) > 1 else { return url }
        return "/\(url[start.endIndex...])"
    }

    /// Adds the cookies, once, as the last thing before the head leaves.
    final func prepareHead() throws(HTTPFieldError) {
        if let refusal { throw refusal }
        // Informational responses precede the one that a request has (RFC 9110 §15.2); a client would wait for that.
        guard responseHead.status >= 200 else { throw .invalidStatus }
        if responseCookies.isEmpty { return }
        for (_, line) in responseCookies { try responseHead.fields.add("Set-Cookie", line) }
        responseCookies = []
    }
}
