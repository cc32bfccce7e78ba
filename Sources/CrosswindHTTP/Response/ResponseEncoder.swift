/// One response on one connection: writes the head into an `OutputBuffer`, decides how the body is framed and holds the
/// application to what it announced.
///
/// `begin`, `field` for each field, `endHead`, `body` or `frame` for each piece, `finish`. It decides with what is known
/// when the head ends:
///
/// | response | framing |
/// |---|---|
/// | 1xx, 204 | none, without Content-Length and Transfer-Encoding (RFC 9110 §8.6, RFC 9112 §6.1) |
/// | 304 | none; the application's fields are kept (RFC 9110 §15.4.5) |
/// | HEAD | none; Content-Length as for GET, when it is known (RFC 9110 §9.3.2) |
/// | Content-Length given | by that length; more is cut off, less is reported |
/// | size known | Content-Length is added |
/// | stream to HTTP/1.1 | chunked |
/// | stream to HTTP/1.0 | until close |
public struct ResponseEncoder: Sendable {
    private struct Seen: OptionSet {
        let rawValue: UInt8
        static var contentLength: Seen { Seen(rawValue: 1) }
        static var contentType: Seen { Seen(rawValue: 2) }
        static var date: Seen { Seen(rawValue: 4) }
        static var server: Seen { Seen(rawValue: 8) }
    }

    /// How the body goes out; settled by `endHead`.
    public internal(set) var framing = ResponseFraming.none
    private var seen: Seen = []
    private var status: UInt16 = 0
    private let minorVersion: UInt8
    private let isHEAD: Bool
    var keepAlive: Bool
    private var length: UInt64 = 0

    /// `keepAlive` is what the client wants and the server allows; `minorVersion` and `isHEAD` are the request's.
    public init(minorVersion: UInt8, isHEAD: Bool, keepAlive: Bool) {
        self.minorVersion = minorVersion
        self.isHEAD = isHEAD
        self.keepAlive = keepAlive
    }

    /// Whether the application has set a Content-Type.
    public var hasContentType: Bool { seen.contains(.contentType) }

    /// The Content-Length the application has set.
    public var declaredLength: UInt64? { seen.contains(.contentLength) ? length : nil }

    /// Whether the connection will be used again, as far as is known by now.
    public var keepsAlive: Bool { keepAlive }

    /// Makes this the connection's last response (the server drains, or an error page follows a broken request).
    public mutating func closeAfterwards() { keepAlive = false }

    /// Whether the status forbids a body and the fields that describe its length (RFC 9110 §6.4.1).
    private var isBare: Bool { status < 200 || status == 204 }

    /// Writes the status line, always as HTTP/1.1 (RFC 9110 §6.2: the server's own highest version).
    public mutating func begin(
        status: UInt16, reason: UnsafeRawBufferPointer, into output: inout OutputBuffer
    ) throws(HTTPFieldError) {
        guard status >= 100, status <= 999 else { throw .invalidStatus }
        guard Octets(reason).isFieldValue(0..<reason.count) else { throw .invalidReason }
        self.status = status
        output.reserve(reason.count + 15)
        output.append("HTTP/1.1 ")
        output.append(UInt8(truncatingIfNeeded: status / 100) + 48)
        output.append(UInt8(truncatingIfNeeded: status / 10 % 10) + 48)
        output.append(UInt8(truncatingIfNeeded: status % 10) + 48)
        output.append(.space)
        output.append(reason)
        output.append("\r\n")
    }

    /// Writes one field of the application. `Connection: close` is taken as a wish and written by `endHead`;
    /// Content-Length is left out where the status forbids it.
    @inline(__always)
    public mutating func field(
        name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, into output: inout OutputBuffer
    ) throws(HTTPFieldError) {
        let key = Octets(name)
        guard key.isToken(0..<name.count) else { throw .invalidName }
        guard Octets(value).isFieldValue(0..<value.count) else { throw .invalidValue }
        try checkedField(name: name, value: value, into: &output)
    }

    /// The same with a name that is known to be a token and a value that is known to have no control bytes.
    @inline(__always)
    mutating func checkedField(
        name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, into output: inout OutputBuffer
    ) throws(HTTPFieldError) {
        switch ResponseField(Octets(name)) {
        case .ordinary: break
        case .contentType: seen.insert(.contentType)
        case .date: seen.insert(.date)
        case .server: seen.insert(.server)
        case .contentLength:
            try declare(Octets(value))
            if isBare { return }
        case .connection:
            guard value.count == 5, Octets(value).matches("close", at: 0) else { throw .hopByHop }
            keepAlive = false
            return
        case .hopByHop: throw .hopByHop
        }
        output.append(field: name, value)
    }

    private mutating func declare(_ value: Octets) throws(HTTPFieldError) {
        guard !seen.contains(.contentLength) else { throw .repeatedContentLength }
        guard value.count > 0 else { throw .invalidContentLength }
        var total: UInt64 = 0
        for at in 0..<value.count {
            let digit = value[at] &- 0x30
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard digit < 10, !overflow, !carry else { throw .invalidContentLength }
            total = sum
        }
        length = total
        seen.insert(.contentLength)
    }

    /// Settles the framing and ends the head. `bodyCount` is the exact size of the whole body when it is known already,
    /// nil for a stream; `common` holds the Date and Server lines, of which those the application set are left out.
    public mutating func endHead(bodyCount: Int?, common: borrowing CommonFields, into output: inout OutputBuffer) {
        output.append(common.lines(date: !seen.contains(.date), server: !seen.contains(.server)))
        if isBare || status == 304 {
            framing = .none
        } else if isHEAD {
            framing = .none
            // An application that skips the body of a HEAD says 0, which need not be true of GET.
            if !seen.contains(.contentLength), let bodyCount, bodyCount > 0 { append(length: bodyCount, to: &output) }
        } else if seen.contains(.contentLength) {
            framing = .length(remaining: length)
        } else if let bodyCount {
            framing = .length(remaining: UInt64(bodyCount))
            append(length: bodyCount, to: &output)
        } else if minorVersion >= 1 {
            framing = .chunked
            output.append("Transfer-Encoding: chunked\r\n")
        } else {
            framing = .untilClose
            keepAlive = false
        }
        if !keepAlive {
            output.append("Connection: close\r\n\r\n")
        } else if minorVersion == 0 {
            output.append("Connection: keep-alive\r\n\r\n")
        } else {
            output.append("\r\n")
        }
    }

    @inline(__always)
    private func append(length: Int, to output: inout OutputBuffer) {
        output.append("Content-Length: ")
        output.append(decimal: UInt64(length))
        output.append("\r\n")
    }
}
