// As Tornado 6.5 reads it, which is stricter than RFC 2046: one broken part refuses the whole.

/// `multipart/form-data` (RFC 7578): forms with files.
public enum MultipartForm {
    /// The parts of `body`, in order.
    ///
    /// Text before the first delimiter is refused unless it is empty, text behind the last one is ignored. Throws a
    /// `FormError`; nothing of a form that is broken anywhere is returned. Contents are ranges of `body`.
    public static func parse(
        _ body: UnsafeRawBufferPointer, boundary: [UInt8], limits: MultipartLimits = MultipartLimits()
    ) throws(FormError) -> [MultipartPart] {
        guard limits.isEnabled else { throw .multipartDisabled }
        guard isBoundary(boundary) else { throw .invalidBoundary }
        let bytes = Octets(body)
        let dashes = Array("--".utf8)
        guard let end = ClosingSearch(dashes + boundary + dashes).last(in: bytes) else { throw .missingFinalBoundary }
        let search = DelimiterSearch(dashes + boundary + [.carriageReturn, .lineFeed])
        var parts: [MultipartPart] = []
        var start = 0
        while true {
            let next = search.first(in: bytes, start..<end)
            // Nothing stands before the first delimiter, and nothing at all in an empty form.
            if start < (next ?? end) {
                guard parts.count < limits.parts else { throw .tooManyParts }
                parts.append(try part(bytes, start..<(next ?? end), limits))
            }
            guard let next else { return parts }
            start = next + search.delimiter.count
        }
    }

    /// The same for an array.
    public static func parse(
        _ body: [UInt8], boundary: [UInt8], limits: MultipartLimits = MultipartLimits()
    ) throws(FormError) -> [MultipartPart] {
        try body.withUnsafeBytes { body in
            Result { () throws(FormError) in try parse(body, boundary: boundary, limits: limits) }
        }.get()
    }

    /// The boundary that a Content-Type names. Quotes around it are taken off.
    public static func boundary(contentType: String) throws(FormError) -> [UInt8] {
        guard let text = ParameterisedValue(contentType)["boundary"], !text.isEmpty else { throw .missingBoundary }
        let boundary = Array(text.utf8)
        guard isBoundary(boundary) else { throw .invalidBoundary }
        return boundary
    }

    /// Printable ASCII, which is a little more than RFC 2046 §5.1.1 allows, as some clients use more.
    private static func isBoundary(_ boundary: [UInt8]) -> Bool {
        guard (1...MultipartLimits.boundary).contains(boundary.count), boundary.last != .space else { return false }
        return boundary.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private static func part(
        _ bytes: Octets, _ range: Range<Int>, _ limits: MultipartLimits
    ) throws(FormError) -> MultipartPart {
        // The limit first, so that a head without end is not searched for in the whole body.
        let searched = range.lowerBound..<min(range.upperBound, range.lowerBound + limits.partHead + 4)
        guard let headEnd = PartHead.end(bytes, searched) else {
            throw searched.upperBound < range.upperBound ? .partHeadTooLarge : .missingPartHead
        }
        let fields = try PartHead.parse(bytes, range.lowerBound..<headEnd)
        let disposition = ParameterisedValue(fields["Content-Disposition"] ?? "")
        let start = headEnd + 4
        let end = range.upperBound - 2
        guard disposition.value == "form-data", end >= start - 2, bytes[end] == .carriageReturn,
            bytes[end + 1] == .lineFeed
        else { throw .invalidPart }
        guard let name = disposition["name"], !name.isEmpty else { throw .missingName }
        let filename = disposition["filename"].flatMap { $0.isEmpty ? nil : $0 }
        return MultipartPart(
            name: name, filename: filename, contentType: fields["Content-Type"], fields: fields,
            content: start..<max(start, end))
    }
}
