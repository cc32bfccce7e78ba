import CrosswindHTTP

/// Where we and NIOHTTP1 (llhttp) disagree on purpose. The same table, for people, is in docs/http-differences.md.
enum AcceptedDifference {
    /// What we refuse and llhttp reads, or reads on after.
    static let stricter: [(ours: HTTPParseError, why: String)] = [
        (.missingHost, "RFC 9112 §3.2 demands 400; llhttp leaves Host to the server."),
        (.repeatedHost, "The same."),
        (.invalidHost, "The same; llhttp looks neither into Host nor into the authority of a target."),
        (.invalidTarget, "Fragments, %00, `*` without OPTIONS, foreign schemes: a proxy may route by another reading."),
        (
            .unsupportedTransferEncoding,
            "RFC 9112 §6.1: 501 for codings we don't decode; llhttp hands them on undecoded."
        ),
        (.invalidTransferEncoding, "The value must be exactly `chunked`; llhttp wants it to be last."),
        (.transferEncodingInHTTP10, "RFC 9112 §6.1: framing of such a message is faulty."),
        (.repeatedContentType, "Two types let a filter and the application each believe another one."),
        (.forbiddenTrailer, "RFC 9110 §6.5.1; llhttp leaves it to the server."),
        (.tooManyFields, "100 by default; NIO allows more."),
        (.bareLineFeed, "llhttp skips any number of LF before a request line, we skip one CRLF."),
        (.malformedRequestLine, "The same, and llhttp waits for more where the line can't become one any more."),
        (.unsupportedVersion, "505 for HTTP/2.0, which llhttp knows by name."),
        (.invalidMethod, "After CONNECT llhttp takes the connection for a tunnel and reads nothing."),
    ]

    /// What llhttp refuses although we deliver the message.
    static let laxer: [(theirs: String, why: String)] = [
        ("invalid HTTP method", "Any token is a method (RFC 9110 §9.1); llhttp has a list."),
        ("invalid URL", "Bytes from 0x80 on in the target pass, as in nginx and gunicorn; llhttp is built strict."),
        (
            "strict mode assertion",
            "A space behind the `;` of a chunk extension, which RFC 9112 §7.1.1 lets a sender write."
        ),
    ]
}
