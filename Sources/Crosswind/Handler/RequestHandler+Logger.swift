public import Logging

extension RequestHandler {
    /// What identifies the request, in its log lines and towards others: the value of ``Settings/requestIDField`` if the
    /// client or a proxy sent one that may stand in a log (1 to 128 visible ASCII characters), else 32 random hexadecimal
    /// digits. Made when it is first asked for.
    ///
    /// Whoever can reach the server can choose it: it tells requests apart, not senders.
    public final var requestID: String {
        if let known = memo.requestID { return known }
        let id = settings.requestIDField.flatMap { request.headers[$0] }.flatMap(Self.usableID) ?? Self.randomID()
        memo.requestID = id
        return id
    }

    /// ``Settings/logger`` with what says which request a line is about: `request.id`, `http.request.method`, `url.path` and
    /// `client.address`.
    ///
    ///     logger.info("order placed", metadata: ["order": "\(order.id)"])
    ///
    /// Made when it is first asked for and then kept, so that a handler may add metadata for what it logs later. It may be
    /// captured by work off the loop.
    public final var logger: Logger {
        get {
            if let made = memo.logger { return made }
            var logger = settings.logger
            logger[metadataKey: "request.id"] = .string(requestID)
            logger[metadataKey: "http.request.method"] = .string(request.method)
            logger[metadataKey: "url.path"] = .string(request.path)
            logger[metadataKey: "client.address"] = .string(request.remoteIP)
            memo.logger = logger
            return logger
        }
        set { memo.logger = newValue }
    }

    private static func usableID(_ text: String) -> String? {
        let bytes = text.utf8
        return (1...128).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
    }

    private static func randomID() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next() as UInt32, radix: 16)
            return String(repeating: "0", count: 8 - digits.utf8.count) + digits
        }.joined()
    }
}
