import Crosswind
import CrosswindHTTP

/// What must not be in a head that goes to a WSGI server (PEP 3333, "The start_response() Callable"); names and values by
/// themselves were checked when they were set.
enum HeadRules {
    /// `bodyCount` is the body's length when it is known; what Content-Length says must be that.
    static func check(_ head: ResponseHead, bodyCount: Int?) throws(HTTPFieldError) {
        guard 100...999 ~= head.status else { throw .invalidStatus }
        if let reason = head.reason, reason.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
            throw .invalidReason
        }
        var hasLength = false
        for field in head.fields {
            // Names are as `HTTPFields` writes them; few have the length of one that matters.
            switch field.name.utf8.count {
            case 2, 7, 10, 17, 18, 19: if forbidden.contains(field.name) { throw .hopByHop }
            case 8: if field.name == "Trailers" { throw .hopByHop }
            case 14 where field.name == "Content-Length":
                guard !hasLength else { throw .repeatedContentLength }
                guard !field.value.isEmpty, field.value.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                    throw .invalidContentLength
                }
                if let bodyCount, !head.forbidsBody, Int(field.value) != bodyCount { throw .invalidContentLength }
                hasLength = true
            default: break
            }
        }
    }

    private static let forbidden: Set<String> = [
        "Te", "Trailer", "Upgrade", "Connection", "Keep-Alive", "Transfer-Encoding", "Proxy-Authenticate",
        "Proxy-Authorization",
    ]
}
