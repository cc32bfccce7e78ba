extension ForwardedResolver {
    /// Reads `Forwarded` (RFC 7239): scheme and host come from the client's own element, so they are as trustworthy as
    /// its address.
    func resolveForwarded(
        _ fields: borrowing some ForwardedFields & ~Copyable & ~Escapable
    ) -> ForwardedClient? {
        var client = ForwardedClient()
        var hops = 0
        walk(fields, .forwarded) { text in
            guard hops < Self.mostHops, let text, let element = ForwardedElement(text) else { return false }
            hops += 1
            client.scheme = element.proto.flatMap { ForwardedClient.Scheme($0) }
            client.host = element.host.flatMap { ForwardedNode.host($0) }
            // Without a usable `for` the client stays who the hop before said, but this element is a trusted proxy's.
            guard let node = element.node.flatMap({ ForwardedNode($0) }) else { return false }
            (client.address, client.port) = (node.address, node.port)
            return proxies.trustsHop(node.address)
        }
        return hops == 0 ? nil : client
    }
}

/// One element of `Forwarded`: `for="[2001:db8::1]:4711";proto=https;host=example.org`.
struct ForwardedElement {
    /// The value of `for`, out of its quotes.
    private(set) var node: UnsafeRawBufferPointer?
    /// The value of `proto`.
    private(set) var proto: UnsafeRawBufferPointer?
    /// The value of `host`.
    private(set) var host: UnsafeRawBufferPointer?

    /// Reads an element; nil when it is malformed or says one thing twice. Blanks around `;` are accepted since real
    /// proxies write them, and other parameters (`by`, extensions) are skipped.
    init?(_ text: UnsafeRawBufferPointer) {
        var rest = text
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            let name = UnsafeRawBufferPointer(rebasing: rest[..<equals]).trimmed()
            guard !name.isEmpty, name.allSatisfy(Self.isTokenByte) else { return nil }
            rest = UnsafeRawBufferPointer(rebasing: rest[(equals + 1)...])
            guard let value = Self.takeValue(&rest) else { return nil }
            if name.equalsIgnoringCase("for") {
                guard node == nil else { return nil }
                node = value
            } else if name.equalsIgnoringCase("proto") {
                guard proto == nil else { return nil }
                proto = value
            } else if name.equalsIgnoringCase("host") {
                guard host == nil else { return nil }
                host = value
            }
        }
    }

    /// Takes a token or a quoted string and the `;` behind it.
    private static func takeValue(_ rest: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let value: UnsafeRawBufferPointer
        var end: Int
        if rest.first == UInt8(ascii: "\"") {
            // No address, scheme or host needs an escape; one that has it is made to be misread.
            end = 1
            while end < rest.count, rest[end] != UInt8(ascii: "\"") {
                guard rest[end] != UInt8(ascii: "\\") else { return nil }
                end += 1
            }
            guard end < rest.count else { return nil }
            value = UnsafeRawBufferPointer(rebasing: rest[1..<end])
            end += 1
        } else {
            end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.count
            value = UnsafeRawBufferPointer(rebasing: rest[..<end]).trimmed()
            guard !value.isEmpty, value.allSatisfy({ isTokenByte($0) || $0 == 58 || $0 == 91 || $0 == 93 }) else {
                return nil
            }
        }
        let behind = UnsafeRawBufferPointer(rebasing: rest[end...]).trimmed()
        if behind.isEmpty {
            rest = behind
            return value
        }
        guard behind[0] == UInt8(ascii: ";") else { return nil }
        rest = UnsafeRawBufferPointer(rebasing: behind[1...]).trimmed()
        return value
    }

    /// RFC 9110 §5.6.2.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        case 33, 35, 36, 37, 38, 39, 42, 43, 45, 46, 94, 95, 96, 124, 126: true
        default: false
        }
    }
}
