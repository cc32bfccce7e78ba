import CrosswindHTTP
public import CrosswindServer

extension Route {
    /// Hands `prefix` and everything below it over to another request callback, which is told of the prefix: a
    /// `WSGIContainer` makes it `SCRIPT_NAME`, with the rest as `PATH_INFO`; another ``Application`` matches its routes with
    /// the rest.
    ///
    ///     .mount("/shop", flask)          // /shop, /shop/, /shop/cart; not /shopping
    ///     .fallback("/.*", django)
    ///
    /// As with ``fallback(_:_:name:)``, nothing of this application touches such requests.
    ///
    /// - Parameters:
    ///   - prefix: With or without a slash at its end; `/` for everything. Characters that URLs don't hold may be
    ///     percent-encoded or not: `/caf%C3%A9` is `/café`.
    ///   - callback: Answers what is below the prefix.
    ///   - name: For ``Application/reverseURL(_:_:)``.
    public static func mount(_ prefix: String, _ callback: any RequestCallback, name: String? = nil) -> Route {
        var bytes = Escape.urlUnescapeToBytes(prefix, plus: false)[...]
        while bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
        let literal = Literal(bytes)
        return Route(
            pattern: literal.pattern + "(?:/.*)?", name: name, target: .callback(callback, literal.byteCount))
    }

    /// `text`, percent-encoded or not, as a pattern that matches nothing else.
    static func literal(_ text: String) -> String { Literal(Escape.urlUnescapeToBytes(text, plus: false)[...]).pattern }

    /// Bytes as they stand in requests: what RFC 3986 allows in a path as it is, the rest percent-encoded.
    private struct Literal {
        private(set) var pattern = ""
        /// Of the paths' beginning.
        private(set) var byteCount = 0

        init(_ bytes: ArraySlice<UInt8>) {
            for byte in bytes {
                if Self.isPlain(byte) {
                    byteCount += 1
                    let isWord = byte == 0x2F || byte == 0x5F || byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
                    pattern += isWord ? "" : "\\"
                    pattern.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    byteCount += 3
                    pattern += "%" + Self.digit(byte >> 4) + Self.digit(byte & 15)
                }
            }
        }

        /// RFC 3986's `pchar`, and the slash.
        private static func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "/-._~!$&'()*+,;=:@".utf8.contains(byte)
            }
        }

        /// Either case: `%c3` is `%C3` (RFC 3986 §2.1).
        private static func digit(_ value: UInt8) -> String {
            let digit = String(value, radix: 16)
            return value < 10 ? digit : "[\(digit)\(digit.uppercased())]"
        }
    }
}
