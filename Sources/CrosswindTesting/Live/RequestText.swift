import CrosswindHTTP
import NIOCore

/// A request as it travels (RFC 9112 §3, §6). Written as the test says it: a target or a method that no server accepts is
/// the test's to send.
enum RequestText {
    static func of(_ request: TestRequest, host: String) throws(TestError) -> ByteBuffer {
        var fields = request.headers
        do throws(HTTPFieldError) {
            try fields.setDefault("Host", request.host ?? host)
            switch request.body {
            case .whole(let body):
                if body.readableBytes > 0 || ["POST", "PUT", "PATCH"].contains(request.method) {
                    try fields.setDefault("Content-Length", String(body.readableBytes))
                }
            case .pieces: try fields.setDefault("Transfer-Encoding", "chunked")
            }
        } catch {
            throw .invalidRequest("\(error.reason)")
        }
        var text = ByteBuffer(string: "\(request.method) \(request.uri) HTTP/1.1\r\n")
        for field in fields { text.writeString("\(field.name): \(field.value)\r\n") }
        text.writeString("\r\n")
        switch request.body {
        case .whole(let body): text.writeImmutableBuffer(body)
        case .pieces(let pieces):
            for piece in pieces where piece.readableBytes > 0 {
                text.writeString("\(String(piece.readableBytes, radix: 16))\r\n")
                text.writeImmutableBuffer(piece)
                text.writeString("\r\n")
            }
            text.writeString("0\r\n\r\n")
        }
        return text
    }
}
