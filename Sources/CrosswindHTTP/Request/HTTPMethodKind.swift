/// The method of a request as a number to switch on (RFC 9110 §9, RFC 5789 for PATCH). Methods are case-sensitive:
/// `get` is `other`. The bytes as sent stay in `RequestHead.method`.
public enum HTTPMethodKind: UInt8, Sendable {
    /// `GET`, RFC 9110 §9.3.1.
    case get
    /// `HEAD`, RFC 9110 §9.3.2.
    case head
    /// `POST`, RFC 9110 §9.3.3.
    case post
    /// `PUT`, RFC 9110 §9.3.4.
    case put
    /// `DELETE`, RFC 9110 §9.3.5.
    case delete
    /// `PATCH`, RFC 5789.
    case patch
    /// `OPTIONS`, RFC 9110 §9.3.7.
    case options
    /// `CONNECT`, RFC 9110 §9.3.6.
    case connect
    /// `TRACE`, RFC 9110 §9.3.8.
    case trace
    /// Any other token.
    case other

    /// Recognises the token in `range`; its bytes have been validated.
    init(_ input: Octets, _ range: Range<Int>) {
        self = .other
        let start = range.lowerBound
        func exact(_ name: StaticString) -> Bool {
            for at in 0..<name.utf8CodeUnitCount where input[start + at] != (name.utf8Start + at).pointee {
                return false
            }
            return true
        }
        switch range.count {
        case 3: if exact("GET") { self = .get } else if exact("PUT") { self = .put }
        case 4: if exact("POST") { self = .post } else if exact("HEAD") { self = .head }
        case 5: if exact("PATCH") { self = .patch } else if exact("TRACE") { self = .trace }
        case 6: if exact("DELETE") { self = .delete }
        case 7: if exact("OPTIONS") { self = .options } else if exact("CONNECT") { self = .connect }
        default: break
        }
    }
}
