public import NIOCore

/// A connection to the server under test whose every byte the test decides on: pipelined requests, half requests, what
/// isn't HTTP. See ``TestClient/connect(_:)``.
///
///     try await client.connect { connection in
///         await connection.send("GET /a HTTP/1.1\r\nHost: test\r\n\r\nGET /b HTTP/1.1\r\nHost: test\r\n\r\n")
///         #expect(await connection.response().text == "a")
///         #expect(await connection.response().text == "b")
///     }
///
/// Nothing is read from the socket but what a call asks for. One reader at a time.
public actor TestConnection {
    private let socket: TestSocket
    private let patience: Duration
    /// What has come and was not asked for yet.
    private var received = ByteBuffer()
    private var framing = ResponseHeadParser.Framing.none
    /// Of the body's current chunk, or of the body when its length is known.
    private var left = 0

    init(_ socket: TestSocket, patience: Duration) {
        self.socket = socket
        self.patience = patience
    }

    /// Sends `text` as it is. What can't be sent because the server has closed is no error: read what it said.
    public func send(_ text: String) async { await socket.send(ByteBuffer(string: text)) }

    /// Sends `bytes` as they are.
    public func send(_ bytes: ByteBuffer) async { await socket.send(bytes) }

    /// Sends nothing more, and goes on reading.
    public func endSending() async { await socket.endSending() }

    /// Ends the connection as a client does that crashes: by a reset.
    public func reset() async { await socket.reset() }

    /// Closes the connection.
    public func close() async { await socket.close() }

    /// The next response, whole. One whose body ends early is ``TestResponse/isTruncated``; when none comes, because the
    /// connection has ended or what came isn't HTTP, its status is 0 and ``TestResponse/failure`` says why.
    ///
    /// - Parameters:
    ///   - toHEAD: it answers a HEAD request, so that it has no body whatever its head says.
    ///   - interim: gives a 1xx response back, too, instead of waiting for what follows it.
    public func response(toHEAD: Bool = false, interim: Bool = false) async -> TestResponse {
        var response = await head(toHEAD: toHEAD, interim: interim)
        do throws(TestError) {
            while let piece = try await piece() { response.body.writeImmutableBuffer(piece) }
        } catch {
            response.isTruncated = true
            response.keepsConnection = false
            if error != .closed && error != .reset { response.failure = error }
        }
        return response
    }

    /// The head of the next response; its body is read by ``piece()``. When none comes its status is 0.
    public func head(toHEAD: Bool = false, interim: Bool = false) async -> TestResponse {
        framing = .none
        do throws(TestError) {
            while true {
                let bytes = try await until("\r\n\r\n")
                let (response, framing) = try ResponseHeadParser.parse(String(buffer: bytes), toHEAD: toHEAD)
                if response.status < 200, response.status != 101, !interim { continue }
                self.framing = framing
                if case .length(let count) = framing { left = count }
                return response
            }
        } catch {
            return TestResponse(error)
        }
    }

    /// More of the body of the response whose head was read, as it comes: a chunk where the body is chunked. Nil at its
    /// end.
    ///
    /// - Throws: ``TestError/closed`` or ``TestError/reset`` when it ends early.
    public func piece() async throws(TestError) -> ByteBuffer? {
        switch framing {
        case .none: return nil
        case .length:
            guard left > 0 else { return nil }
            let piece = try await some(atMost: left)
            left -= piece.readableBytes
            return piece
        case .untilClose:
            if received.readableBytes == 0, try await !more() { return nil }
            return try await some(atMost: .max)
        case .chunked: return try await chunk()
        }
    }

    private func chunk() async throws(TestError) -> ByteBuffer? {
        // A line end is one character, so it is cut off as bytes.
        let line = String(decoding: try await until("\r\n").readableBytesView.dropLast(2), as: UTF8.self)
        guard let size = Int(line.prefix { $0 != ";" }, radix: 16), size >= 0 else { throw .notHTTP("chunk \(line)") }
        if size == 0 {
            // The trailer section, which ends with an empty line.
            while try await until("\r\n").readableBytes > 2 {}
            framing = .none
            return nil
        }
        var chunk = ByteBuffer()
        while chunk.readableBytes < size {
            chunk.writeImmutableBuffer(try await some(atMost: size - chunk.readableBytes))
        }
        guard String(buffer: try await until("\r\n")) == "\r\n" else { throw .notHTTP("a chunk without an end") }
        return chunk
    }

    /// Everything up to the end of the connection, whatever it is. How it ended is ``ending``.
    public func rest() async -> ByteBuffer {
        do { while try await more() {} } catch {}
        defer { received.clear() }
        return received
    }

    /// How the connection ended, as far as was read: ``TestError/closed`` in order, ``TestError/reset``, or not at all
    /// within the client's patience, ``TestError/timedOut``. Nil before.
    public private(set) var ending: TestError?

    /// Everything up to and including `mark`.
    public func until(_ mark: String) async throws(TestError) -> ByteBuffer {
        var searched = 0
        while true {
            if let end = find(mark, from: searched), let bytes = received.readSlice(length: end) { return bytes }
            searched = max(0, received.readableBytes - mark.utf8.count)
            guard try await more() else { throw .closed }
        }
    }

    private func find(_ mark: String, from: Int) -> Int? {
        let mark = Array(mark.utf8)
        let bytes = received.readableBytesView.dropFirst(from)
        guard let first = mark.first else { return 0 }
        var at = bytes.startIndex
        while let next = bytes[at...].firstIndex(of: first) {
            if bytes[next...].starts(with: mark) {
                return next - received.readableBytesView.startIndex + mark.count
            }
            at = next + 1
        }
        return nil
    }

    private func some(atMost most: Int) async throws(TestError) -> ByteBuffer {
        if received.readableBytes == 0, try await !more() { throw .closed }
        return received.readSlice(length: min(most, received.readableBytes)) ?? ByteBuffer()
    }

    /// False when the server has closed its side.
    private func more() async throws(TestError) -> Bool {
        let bytes: ByteBuffer?
        do throws(TestError) {
            bytes = try await socket.receive(patience)
        } catch {
            ending = error
            throw error
        }
        guard let bytes else {
            ending = .closed
            return false
        }
        if received.readableBytes == 0 { received = bytes } else { received.writeImmutableBuffer(bytes) }
        return true
    }
}
