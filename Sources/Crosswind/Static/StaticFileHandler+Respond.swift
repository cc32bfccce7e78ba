import CrosswindHTTP
import CrosswindServer
import NIOCore

/// Answering.
extension StaticFileHandler {
    final func respond() async throws {
        guard !root.isEmpty else { throw HTTPError(500, "a StaticFileHandler without a root") }
        path = parseURLPath((pathArguments["path"] ?? pathArguments.first ?? "") ?? "")
        let type: String
        if let kept = findKept() {
            type = kept.type
            take(kept)
        } else {
            let candidate = try Self.getAbsolutePath(root, path)
            guard let absolutePath = try validateAbsolutePath(root, candidate) else { return }
            self.absolutePath = absolutePath
            modified = try getModifiedTime()
            let varies = choosePrecompressed()
            await prepareVersion()
            type = getContentType()
            setHeaders(type, varies: varies)
            keep(candidate, type)
        }
        setCaching(type)
        setExtraHeaders(path)
        if shouldReturn304() {
            setStatus(304)
            for name in ["Content-Type", "Content-Encoding", "Content-Language"] { clearHeader(name) }
            return
        }
        if verdict == .preconditionFailed { throw HTTPError(412) }
        let size = try content?.readableBytes ?? getContentSize()
        guard let range = select(size) else { return }
        try await send(range)
    }

    private func take(_ kept: KeptFile) {
        absolutePath = kept.absolutePath
        modified = kept.modified
        version = .some(kept.version)
        content = kept.bytes
        responseHead.fields = kept.fields
    }

    /// What every answer with the file says (Tornado: `set_headers`).
    private func setHeaders(_ type: String, varies: Bool) {
        setHeader("Accept-Ranges", "bytes")
        if let tag = computeETag() { setHeader("ETag", tag) }
        if let modified { setHeader("Last-Modified", modified) }
        if !type.isEmpty { setHeader("Content-Type", type) }
        if let coding { setHeader("Content-Encoding", coding.name) }
        if varies { setHeader("Vary", "Accept-Encoding") }
    }

    private func setCaching(_ type: String) {
        let cacheTime = getCacheTime(path, modified, type)
        guard cacheTime > 0 else { return }
        setHeader("Expires", HTTPDate(unixTime: wallClockSeconds() + Int64(cacheTime)))
        setHeader("Cache-Control", "max-age=\(cacheTime)")
    }

    final var hasVersionArgument: Bool {
        guard !request.query.isEmpty, let arguments = try? request.queryArguments() else { return false }
        return arguments.last("v") != nil
    }

    private var preconditions: Preconditions {
        request.head.map { Preconditions($0) } ?? Preconditions(request.headers)
    }

    private var etag: EntityTag? { responseHeaders["ETag"].flatMap { EntityTag(parsing: $0) } }

    final var verdict: Preconditions.Verdict {
        let preconditions = preconditions
        guard !preconditions.isEmpty else { return .proceed }
        return preconditions.verdict(isRead: true, etag: etag, lastModified: modified, now: wallClockSeconds())
    }

    /// The part to send, with status and fields set; nil when it can't be satisfied, and the response is complete.
    private func select(_ size: Int) -> Range<Int>? {
        // RFC 9110 §14.2: a range means something for GET alone.
        guard request.methodKind == .get, let asked = preconditions.range,
            preconditions.allowsRange(etag: etag, lastModified: modified, now: wallClockSeconds())
        else { return 0..<size }
        switch ByteRange.select(asked, size: size) {
        case .whole: return 0..<size
        case .partial(let range):
            setStatus(206)
            setHeader("Content-Range", ByteRange.contentRange(range, size: size))
            return range
        case .unsatisfiable:
            setStatus(416)
            setHeader("Content-Type", "text/plain")
            setHeader("Content-Range", ByteRange.unsatisfied(size: size))
            // Of this request only: nobody should keep it for the URL.
            for name in ["Expires", "Cache-Control", "Content-Encoding"] { clearHeader(name) }
            return nil
        }
    }

    private func send(_ range: Range<Int>) async throws {
        // shouldReturn304() has had its say; the file's way may lead through finish().
        if !preconditions.isEmpty { memo.hasDecidedETag = true }
        if let content {
            write(content.getSlice(at: content.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer())
            return finish()
        }
        let absolutePath = absolutePath ?? ""
        if file == nil, request.methodKind == .head {
            // What is not in a file may be dear to make, and nobody would see it.
            finishHead(count: range.count)
        } else if let bytes = try await getContent(absolutePath, range) {
            write(bytes)
            // Here, since 206 and an ETag of the whole are set already.
            finish()
        } else {
            try await finish(file: try openFile().take(range))
        }
    }
}
