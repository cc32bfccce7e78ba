public import CrosswindHTTP
import FoundationEssentials
public import NIOCore

/// The requests of most tests.
extension TestClient {
    /// GET.
    public func get(_ uri: String, headers: HTTPFields = HTTPFields()) async -> TestResponse {
        await request("GET", uri, headers: headers)
    }

    /// HEAD.
    public func head(_ uri: String, headers: HTTPFields = HTTPFields()) async -> TestResponse {
        await request("HEAD", uri, headers: headers)
    }

    /// DELETE.
    public func delete(_ uri: String, headers: HTTPFields = HTTPFields()) async -> TestResponse {
        await request("DELETE", uri, headers: headers)
    }

    /// OPTIONS.
    public func options(_ uri: String, headers: HTTPFields = HTTPFields()) async -> TestResponse {
        await request("OPTIONS", uri, headers: headers)
    }

    /// POST of bytes.
    public func post(
        _ uri: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer()
    ) async -> TestResponse {
        await request("POST", uri, headers: headers, body: body)
    }

    /// PUT of bytes.
    public func put(
        _ uri: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer()
    ) async -> TestResponse {
        await request("PUT", uri, headers: headers, body: body)
    }

    /// PATCH of bytes.
    public func patch(
        _ uri: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer()
    ) async -> TestResponse {
        await request("PATCH", uri, headers: headers, body: body)
    }

    /// POST of a form, `application/x-www-form-urlencoded`.
    public func post(
        _ uri: String, form: [(String, String)], headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        await request("POST", uri, form: form, headers: headers)
    }

    /// POST of a value as JSON.
    public func post(
        _ uri: String, json value: some Encodable, headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        await request("POST", uri, json: value, headers: headers)
    }

    /// POST of a form with files.
    public func post(
        _ uri: String, multipart parts: [TestFormPart], headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        await request("POST", uri, multipart: parts, headers: headers)
    }

    /// A form, `application/x-www-form-urlencoded`, with any method.
    public func request(
        _ method: String, _ uri: String, form: [(String, String)], headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        let text = form.map { "\(Escape.urlEscape($0.0))=\(Escape.urlEscape($0.1))" }.joined(separator: "&")
        return await request(
            method, uri, headers, "application/x-www-form-urlencoded", ByteBuffer(string: text))
    }

    /// A value as JSON with any method.
    public func request(
        _ method: String, _ uri: String, json value: some Encodable, headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        let data: Data
        do { data = try JSONEncoder().encode(value) } catch { return TestResponse(.invalidRequest("\(error)")) }
        return await request(method, uri, headers, "application/json", ByteBuffer(bytes: data))
    }

    /// A form with files with any method.
    public func request(
        _ method: String, _ uri: String, multipart parts: [TestFormPart], headers: HTTPFields = HTTPFields()
    ) async -> TestResponse {
        let (body, contentType) = TestFormPart.encode(parts)
        return await request(method, uri, headers, contentType, body)
    }

    private func request(
        _ method: String, _ uri: String, _ headers: HTTPFields, _ contentType: String, _ body: ByteBuffer
    ) async -> TestResponse {
        var headers = headers
        // The test may have another opinion of what it sends.
        try? headers.setDefault("Content-Type", contentType)
        return await request(method, uri, headers: headers, body: body)
    }
}
