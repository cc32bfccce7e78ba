public import CrosswindHTTP
import NIOCore

extension HTTPRequest {
    /// The arguments of the query, then those of the form (Tornado: `arguments`).
    ///
    /// - Throws: ``HTTPError`` 400 when query or form are broken or have more than a thousand fields, 413 when the body
    ///   is too long for memory.
    public func arguments() throws(HTTPError) -> Arguments {
        var all = try queryArguments()
        all.append(contentsOf: try bodyArguments())
        return all
    }

    /// The arguments of the query (Tornado: `query_arguments`).
    public func queryArguments() throws(HTTPError) -> Arguments {
        if let parsedQuery { return parsedQuery }
        let fields: [FormField]
        do throws(FormError) {
            if let head {
                fields = try URLEncodedForm.parse(head.slice(head.query))
            } else if query.utf8.contains(where: { $0 >= 0x80 }), let bytes = Latin1.bytes(query) {
                // Of a request made of parts, what was not escaped.
                fields = try URLEncodedForm.parse(bytes)
            } else {
                fields = try URLEncodedForm.parse(query)
            }
        } catch {
            throw HTTPError(400, "the query: \(error.reason)")
        }
        let arguments = Arguments(fields)
        parsedQuery = arguments
        return arguments
    }

    /// The arguments of a body that is a form, urlencoded or multipart (Tornado: `body_arguments`); none for others.
    public func bodyArguments() throws(HTTPError) -> Arguments { try form().arguments }

    /// The files of a multipart form by the names of their fields (Tornado: `files`).
    public func files() throws(HTTPError) -> [String: [HTTPFile]] { try form().files }

    private func form() throws(HTTPError) -> ParsedBody {
        if let parsedBody { return parsedBody }
        let parsed = try parseForm()
        parsedBody = parsed
        return parsed
    }

    /// The body goes to the handler piece by piece, and is no form whatever its type says (Tornado: `stream_request_body`,
    /// with which `body_arguments` stays empty).
    func hasNoForm() { parsedBody = ParsedBody() }

    private func parseForm() throws(HTTPError) -> ParsedBody {
        guard let type = headers["Content-Type"].flatMap({ MediaType($0) }),
            type.isURLEncodedForm || type.isMultipartForm
        else { return ParsedBody() }
        if let coding = headers["Content-Encoding"], coding.lowercased() != "identity" {
            throw HTTPError(400, "a form with Content-Encoding \(coding)")
        }
        let body = try body()
        do {
            return try body.withUnsafeReadableBytes { bytes in
                type.isURLEncodedForm
                    ? ParsedBody(arguments: Arguments(try URLEncodedForm.parse(bytes)))
                    : try Self.multipart(bytes, body, type)
            }
        } catch {
            throw HTTPError(400, "the form: \((error as? FormError)?.reason.description ?? "\(error)")")
        }
    }

    private static func multipart(
        _ bytes: UnsafeRawBufferPointer, _ body: ByteBuffer, _ type: MediaType
    ) throws -> ParsedBody {
        guard let boundary = type["boundary"], !boundary.isEmpty else { throw FormError.missingBoundary }
        var parsed = ParsedBody()
        for part in try MultipartForm.parse(bytes, boundary: Array(boundary.utf8)) {
            if let filename = part.filename {
                let content = body.getSlice(at: body.readerIndex + part.content.lowerBound, length: part.content.count)
                let file = HTTPFile(
                    filename: filename, body: content ?? ByteBuffer(),
                    contentType: part.contentType ?? "application/octet-stream")
                parsed.files[part.name, default: []].append(file)
            } else {
                parsed.arguments.append(part.name, Array(bytes[part.content]))
            }
        }
        return parsed
    }

    /// The cookies by name; of names that repeat, the last (Tornado: `cookies`). A pair that makes no sense is skipped.
    public var cookies: [String: Morsel] {
        if let parsedCookies { return parsedCookies }
        var morsels: [String: Morsel] = [:]
        if let head {
            for index in 0..<head.fieldCount where head[field: index].known == .cookie {
                morsels.merge(CookieHeader.morsels(head.slice(head[field: index].value))) { $1 }
            }
        } else if let text = headers["Cookie"] {
            morsels = CookieHeader.morsels(text)
        }
        parsedCookies = morsels
        return morsels
    }

    /// The method as a number to switch on.
    public var methodKind: HTTPMethodKind {
        if let head { return head.methodKind }
        return switch method {
        case "GET": .get
        case "HEAD": .head
        case "POST": .post
        case "PUT": .put
        case "DELETE": .delete
        case "PATCH": .patch
        case "OPTIONS": .options
        case "CONNECT": .connect
        case "TRACE": .trace
        default: .other
        }
    }
}
