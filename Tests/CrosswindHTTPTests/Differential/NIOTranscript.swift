import NIOCore
import NIOEmbedded
import NIOHTTP1

/// What NIOHTTP1 (llhttp) makes of the same bytes.
struct NIOTranscript {
    struct Message: Equatable {
        var method = ""
        var target = ""
        var minorVersion = 0
        var fields: [[String]] = []
        var body: [UInt8] = []
    }

    /// Complete messages only.
    var messages: [Message] = []
    var error: String?

    init(_ bytes: [UInt8]) {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(HTTPRequestDecoder()))
        do { try channel.writeInbound(ByteBuffer(bytes: bytes)) } catch { self.error = "\(error)" }
        var current = Message()
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .head(let head):
                current = Message()
                current.method = head.method.rawValue
                current.target = head.uri
                current.minorVersion = head.version.minor
                current.fields = head.headers.map { [$0.name, $0.value] }
            case .body(let buffer): current.body += Array(buffer.readableBytesView)
            case .end: messages.append(current)
            }
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
