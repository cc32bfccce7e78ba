import CrosswindHTTP
public import NIOCore

/// A field or a file of a multipart form (RFC 7578).
///
///     await client.post("/upload", multipart: [
///         .field("title", "Holidays"),
///         .file("photo", filename: "beach.jpg", content: ByteBuffer(bytes: jpeg), contentType: "image/jpeg"),
///     ])
public struct TestFormPart: Sendable {
    let name: String
    let filename: String?
    let contentType: String?
    let content: ByteBuffer

    /// A field.
    public static func field(_ name: String, _ value: String) -> TestFormPart {
        TestFormPart(name: name, filename: nil, contentType: nil, content: ByteBuffer(string: value))
    }

    /// A file; `contentType` nil leaves the part without one.
    public static func file(
        _ name: String, filename: String, content: ByteBuffer, contentType: String? = "application/octet-stream"
    ) -> TestFormPart {
        TestFormPart(name: name, filename: filename, contentType: contentType, content: content)
    }

    /// A body of `parts` and what Content-Type says of it.
    static func encode(_ parts: [TestFormPart]) -> (body: ByteBuffer, contentType: String) {
        let boundary = boundary(parts)
        var body = ByteBuffer()
        for part in parts {
            body.writeString("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(escape(part.name))\"")
            if let filename = part.filename { body.writeString("; filename=\"\(escape(filename))\"") }
            if let type = part.contentType { body.writeString("\r\nContent-Type: \(type)") }
            body.writeString("\r\n\r\n")
            body.writeImmutableBuffer(part.content)
            body.writeString("\r\n")
        }
        body.writeString("--\(boundary)--\r\n")
        return (body, "multipart/form-data; boundary=\(boundary)")
    }

    /// One that stands in none of the parts.
    private static func boundary(_ parts: [TestFormPart]) -> String {
        var number = 0
        while true {
            let boundary = "crosswind-test-\(number)"
            if !parts.contains(where: { String(buffer: $0.content).contains(boundary) }) { return boundary }
            number += 1
        }
    }

    /// As browsers do (WHATWG HTML, "multipart/form-data encoding algorithm").
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "%22"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
