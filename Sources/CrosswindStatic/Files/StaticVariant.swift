import CrosswindHTTP
import NIOCore

/// One state of a file, or of a compressed sibling: what its answers are made of.
struct StaticVariant: Sendable {
    /// Above so many bytes a file isn't kept in memory: `sendfile` costs less than the copy from then on.
    static let mostKept = 64 * 1024

    /// Nil for the file itself.
    let coding: ContentCoding?
    /// Where it is, without links.
    let location: String
    let identity: FileIdentity
    let modified: HTTPDate
    /// The entity tag, quotes included: size and time of the last change, as nginx and Apache make them.
    let tag: String
    /// Lines of a head, checked and ready to be sent: what describes the answer, and what the content.
    var caching: [UInt8] = []
    var content: [UInt8] = []
    /// All of it; nil for a long file.
    let bytes: ByteBuffer?

    var size: Int { identity.size }
    /// Bytes that it keeps in memory, roughly.
    var weight: Int { 512 + (bytes?.readableBytes ?? 0) }

    init?(_ file: StaticFile, _ coding: ContentCoding?) {
        self.coding = coding
        location = file.path
        identity = file.identity
        modified = file.modified
        let suffix = coding.map { "-\($0.name)" } ?? ""
        tag =
            "\"\(String(file.identity.modified, radix: 16))-\(String(file.size, radix: 16))\(suffix)\""
        if file.size <= Self.mostKept {
            guard let bytes = file.read() else { return nil }
            self.bytes = bytes
        } else {
            bytes = nil
        }
    }

    /// The lines of a head for a file called `name`. `varies`: whether there are compressed siblings.
    mutating func writeLines(type: String, varies: Bool, maxAge: Int?) {
        var date = OutputBuffer(capacity: 64)
        modified.write(into: &date)
        var lines = "ETag: \(tag)\r\nLast-Modified: \(String(decoding: date.bytes, as: UTF8.self))\r\n"
        if varies { lines += "Vary: Accept-Encoding\r\n" }
        if let maxAge { lines += "Cache-Control: max-age=\(maxAge)\r\n" }
        caching = Array(lines.utf8)
        lines = "Content-Type: \(type)\r\nAccept-Ranges: bytes\r\n"
        if let coding { lines += "Content-Encoding: \(coding.name)\r\n" }
        content = Array(lines.utf8)
    }
}
