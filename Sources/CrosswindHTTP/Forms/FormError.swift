/// Why a form was refused. The connection is as good as before: the body was read whole, only its inside makes no sense.
public struct FormError: Error, Sendable, Equatable {
    private enum Code: UInt8 {
        case tooManyFields, missingBoundary, invalidBoundary, missingFinalBoundary, tooManyParts, partHeadTooLarge
        case missingPartHead, invalidPartHead, invalidPart, missingName, multipartDisabled, unsupportedContentEncoding
    }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// More fields than `FormLimits.fields`.
    public static var tooManyFields: Self { Self(.tooManyFields) }
    /// No `boundary` in the Content-Type (RFC 2046 §5.1.1).
    public static var missingBoundary: Self { Self(.missingBoundary) }
    /// A boundary that is empty, longer than 70 bytes, ends in a blank or holds control characters (RFC 2046 §5.1.1).
    public static var invalidBoundary: Self { Self(.invalidBoundary) }
    /// The body ends without its closing delimiter: most often it was cut.
    public static var missingFinalBoundary: Self { Self(.missingFinalBoundary) }
    /// More parts than `MultipartLimits.parts`.
    public static var tooManyParts: Self { Self(.tooManyParts) }
    /// A part whose head is larger than `MultipartLimits.partHead`.
    public static var partHeadTooLarge: Self { Self(.partHeadTooLarge) }
    /// A part without the empty line behind its head.
    public static var missingPartHead: Self { Self(.missingPartHead) }
    /// A part's head that is no UTF-8, has a line without colon, an invalid name, or a control character in a value.
    public static var invalidPartHead: Self { Self(.invalidPartHead) }
    /// A part that is no `form-data` (RFC 7578 §4.2), or without the line end before the next delimiter.
    public static var invalidPart: Self { Self(.invalidPart) }
    /// A part whose Content-Disposition has no `name` (RFC 7578 §4.2).
    public static var missingName: Self { Self(.missingName) }
    /// A multipart body where `MultipartLimits.isEnabled` is false.
    public static var multipartDisabled: Self { Self(.multipartDisabled) }
    /// A form in a Content-Encoding, which nobody decodes before its parser.
    public static var unsupportedContentEncoding: Self { Self(.unsupportedContentEncoding) }

    /// The status to answer with.
    public var status: UInt16 { 400 }

    /// A short reason, for the log and for the page; it holds nothing of the request, so a hostile form can't fill or
    /// forge a log (Tornado's CVE-2025-47287 was a log line for each broken part).
    public var reason: StaticString {
        switch code {
        case .tooManyFields: "too many form fields"
        case .missingBoundary: "multipart/form-data without a boundary"
        case .invalidBoundary: "invalid multipart boundary"
        case .missingFinalBoundary: "multipart/form-data without its final boundary"
        case .tooManyParts: "multipart/form-data with too many parts"
        case .partHeadTooLarge: "headers of a part of multipart/form-data too large"
        case .missingPartHead: "part of multipart/form-data without headers"
        case .invalidPartHead: "invalid headers in a part of multipart/form-data"
        case .invalidPart: "invalid part of multipart/form-data"
        case .missingName: "part of multipart/form-data without a name"
        case .multipartDisabled: "multipart/form-data is not accepted"
        case .unsupportedContentEncoding: "form with a Content-Encoding"
        }
    }
}
