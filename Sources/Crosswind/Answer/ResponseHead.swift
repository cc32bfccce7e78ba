public import CrosswindHTTP

/// Status line and header fields of a response that isn't sent yet.
public struct ResponseHead: Sendable {
    /// 200 to 999.
    public var status: UInt16
    /// Instead of the status's registered phrase.
    public var reason: String?
    /// In the order in which they will be sent.
    public var fields: HTTPFields

    /// A head.
    public init(status: UInt16 = 200, reason: String? = nil, fields: HTTPFields = HTTPFields()) {
        self.status = status
        self.reason = reason
        self.fields = fields
    }

    /// The registered phrase of `status`.
    static func phrase(_ status: UInt16) -> String { HTTPStatus.reason(status).description }

    /// Whether the status forbids a body (RFC 9110 §6.4.1).
    public var forbidsBody: Bool { status < 200 || status == 204 || status == 304 }
}
