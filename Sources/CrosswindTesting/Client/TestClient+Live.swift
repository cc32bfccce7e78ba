public import CrosswindHTTP
public import NIOCore

/// What there is only with a server, ``TestMode/live``.
extension TestClient {
    /// One request on a connection of its own, whose response `read` reads as it comes. When `read` is over the
    /// connection is closed: a client that leaves early.
    ///
    ///     try await client.stream("GET", "/events") { events in
    ///         #expect(events.status == 200)
    ///         let first = try await events.next()
    ///         #expect(first == ByteBuffer(string: "first"))
    ///     }
    ///
    /// - Throws: what `read` throws, and ``TestError`` when there is no server. When no head of a response comes its status
    ///   is 0.
    @discardableResult
    public func stream<R>(
        _ method: String, _ uri: String, headers: HTTPFields = HTTPFields(), body: ByteBuffer = ByteBuffer(),
        _ read: (TestStream) async throws -> R
    ) async throws -> R {
        let request = withCookies(
            TestRequest(
                method: method, uri: uri, headers: headers, body: .whole(body), host: nil, remoteIP: ""))
        let text = try RequestText.of(request, host: host)
        return try await connect { connection in
            // The server may not take all of a long body before some of its answer was read.
            async let sent: Void = connection.send(text)
            var head = await connection.head(toHEAD: method == "HEAD")
            head.uri = uri
            take(head.headers, of: request)
            let result: Result<R, any Error>
            do { result = .success(try await read(TestStream(connection, head))) } catch { result = .failure(error) }
            // What is left of the body is sent to nobody.
            await connection.close()
            await sent
            return try result.get()
        }
    }

    /// A connection of its own, whose every byte `body` decides on. It is closed when `body` is over.
    ///
    /// - Throws: what `body` throws, and ``TestError`` in process, where there are no connections.
    @discardableResult
    public func connect<R>(_ body: (TestConnection) async throws -> R) async throws -> R {
        guard let live = transport as? LiveTransport else { throw TestError.needsLive("a connection") }
        let connection = try await live.connect(patience)
        let result: Result<R, any Error>
        do { result = .success(try await body(connection)) } catch { result = .failure(error) }
        await connection.close()
        return try result.get()
    }
}
