/// Why a request was refused. A struct with static members instead of an enum, so that reasons can be added without
/// breaking a `switch` of anybody. After one of these the connection can only be answered and closed: where the next
/// request would begin is not known any more.
public struct HTTPParseError: Error, Sendable, Equatable {
    private enum Code: UInt8 {
        case bareLineFeed, malformedRequestLine, invalidMethod, invalidTarget, unsupportedVersion
        case obsoleteFolding, invalidFieldName, spaceBeforeColon, invalidFieldValue
        case missingHost, repeatedHost, invalidHost, repeatedContentType
        case invalidContentLength, repeatedContentLength, contentLengthAndTransferEncoding
        case invalidTransferEncoding, transferEncodingInHTTP10, unsupportedTransferEncoding, unsupportedExpectation
        case requestLineTooLong, fieldTooLong, tooManyFields, headTooLarge, bodyTooLarge
        case invalidChunkSize, invalidChunkExtension, chunkHeadTooLong, missingChunkEnd
        case forbiddenTrailer, trailersTooLarge, unexpectedEnd
    }

    private let code: Code

    private init(_ code: Code) { self.code = code }

    /// A line that ends in LF without CR (RFC 9112 §2.2 would allow to accept it; a proxy may see it differently).
    public static var bareLineFeed: Self { Self(.bareLineFeed) }
    /// Not `method SP target SP version` (RFC 9112 §3).
    public static var malformedRequestLine: Self { Self(.malformedRequestLine) }
    /// The method is not a token (RFC 9110 §9.1).
    public static var invalidMethod: Self { Self(.invalidMethod) }
    /// A target in none of the four forms, or in one the method may not have, or with a forbidden byte (RFC 9112 §3.2).
    public static var invalidTarget: Self { Self(.invalidTarget) }
    /// A version other than 1.0 and 1.1 (RFC 9110 §15.6.6).
    public static var unsupportedVersion: Self { Self(.unsupportedVersion) }
    /// A line that begins with white space (RFC 9112 §5.2).
    public static var obsoleteFolding: Self { Self(.obsoleteFolding) }
    /// A field name that is empty, not a token, or without a colon (RFC 9110 §5.1).
    public static var invalidFieldName: Self { Self(.invalidFieldName) }
    /// White space between a name and its colon (RFC 9112 §5.1).
    public static var spaceBeforeColon: Self { Self(.spaceBeforeColon) }
    /// A control byte in a value, a bare CR among them (RFC 9110 §5.5).
    public static var invalidFieldValue: Self { Self(.invalidFieldValue) }
    /// HTTP/1.1 without Host (RFC 9112 §3.2).
    public static var missingHost: Self { Self(.missingHost) }
    /// More than one Host (RFC 9112 §3.2).
    public static var repeatedHost: Self { Self(.repeatedHost) }
    /// A Host or authority that is none, or whose port is none (RFC 9112 §3.2).
    public static var invalidHost: Self { Self(.invalidHost) }
    /// Two Content-Type fields (RFC 9110 §8.3): two readers could each believe another one.
    public static var repeatedContentType: Self { Self(.repeatedContentType) }
    /// A Content-Length that is not one plain number (RFC 9110 §8.6).
    public static var invalidContentLength: Self { Self(.invalidContentLength) }
    /// More than one Content-Length, even if they agree (RFC 9112 §6.3 leaves the choice to us).
    public static var repeatedContentLength: Self { Self(.repeatedContentLength) }
    /// Both framings at once, the mark of request smuggling (RFC 9112 §6.1).
    public static var contentLengthAndTransferEncoding: Self { Self(.contentLengthAndTransferEncoding) }
    /// Transfer-Encoding that is empty, malformed, or holds `chunked` twice or not last (RFC 9112 §6.1, §6.3).
    public static var invalidTransferEncoding: Self { Self(.invalidTransferEncoding) }
    /// Transfer-Encoding in HTTP/1.0 (RFC 9112 §6.1).
    public static var transferEncodingInHTTP10: Self { Self(.transferEncodingInHTTP10) }
    /// A transfer coding other than `chunked` (RFC 9112 §6.1).
    public static var unsupportedTransferEncoding: Self { Self(.unsupportedTransferEncoding) }
    /// An expectation other than `100-continue` (RFC 9110 §10.1.1).
    public static var unsupportedExpectation: Self { Self(.unsupportedExpectation) }
    /// Longer than `HTTPLimits.requestLine`.
    public static var requestLineTooLong: Self { Self(.requestLineTooLong) }
    /// Longer than `HTTPLimits.fieldSize`.
    public static var fieldTooLong: Self { Self(.fieldTooLong) }
    /// More fields than `HTTPLimits.fieldCount`.
    public static var tooManyFields: Self { Self(.tooManyFields) }
    /// Larger than `HTTPLimits.head`.
    public static var headTooLarge: Self { Self(.headTooLarge) }
    /// Larger than `HTTPLimits.body`.
    public static var bodyTooLarge: Self { Self(.bodyTooLarge) }
    /// A chunk size that is not one to sixteen hexadecimal digits (RFC 9112 §7.1).
    public static var invalidChunkSize: Self { Self(.invalidChunkSize) }
    /// A control byte in a chunk extension (RFC 9112 §7.1.1).
    public static var invalidChunkExtension: Self { Self(.invalidChunkExtension) }
    /// No end of the chunk's first line within the limit, or more extensions than `HTTPLimits.chunkExtensions`.
    public static var chunkHeadTooLong: Self { Self(.chunkHeadTooLong) }
    /// Chunk data without CRLF behind it (RFC 9112 §7.1).
    public static var missingChunkEnd: Self { Self(.missingChunkEnd) }
    /// A trailer field that may not be one (RFC 9110 §6.5.1).
    public static var forbiddenTrailer: Self { Self(.forbiddenTrailer) }
    /// Larger than `HTTPLimits.trailers`.
    public static var trailersTooLarge: Self { Self(.trailersTooLarge) }
    /// The client closed in the middle of a message (RFC 9112 §8).
    public static var unexpectedEnd: Self { Self(.unexpectedEnd) }

    /// The status to answer with.
    public var status: UInt16 {
        switch code {
        case .requestLineTooLong: 414
        case .fieldTooLong, .tooManyFields, .headTooLarge, .trailersTooLarge: 431
        case .bodyTooLarge: 413
        case .unsupportedExpectation: 417
        case .unsupportedTransferEncoding: 501
        case .unsupportedVersion: 505
        default: 400
        }
    }

    /// A short reason, for the log and for the page; it holds nothing of the request.
    public var reason: StaticString {
        switch code {
        case .bareLineFeed: "line ends in LF without CR"
        case .malformedRequestLine: "malformed request line"
        case .invalidMethod: "invalid method"
        case .invalidTarget: "invalid request target"
        case .unsupportedVersion: "unsupported HTTP version"
        case .obsoleteFolding: "line begins with white space"
        case .invalidFieldName: "invalid header name"
        case .spaceBeforeColon: "white space before the colon of a header"
        case .invalidFieldValue: "control byte in a header value"
        case .missingHost: "no Host"
        case .repeatedHost: "more than one Host"
        case .invalidHost: "invalid Host"
        case .repeatedContentType: "more than one Content-Type"
        case .invalidContentLength: "invalid Content-Length"
        case .repeatedContentLength: "more than one Content-Length"
        case .contentLengthAndTransferEncoding: "Content-Length with Transfer-Encoding"
        case .invalidTransferEncoding: "invalid Transfer-Encoding"
        case .transferEncodingInHTTP10: "Transfer-Encoding in HTTP/1.0"
        case .unsupportedTransferEncoding: "unsupported transfer coding"
        case .unsupportedExpectation: "unsupported expectation"
        case .requestLineTooLong: "request line too long"
        case .fieldTooLong: "header too long"
        case .tooManyFields: "too many headers"
        case .headTooLarge: "headers too large"
        case .bodyTooLarge: "body too large"
        case .invalidChunkSize: "invalid chunk size"
        case .invalidChunkExtension: "invalid chunk extension"
        case .chunkHeadTooLong: "chunk extensions too long"
        case .missingChunkEnd: "chunk without its end"
        case .forbiddenTrailer: "forbidden trailer"
        case .trailersTooLarge: "trailers too large"
        case .unexpectedEnd: "connection closed in the middle of a request"
        }
    }
}
