/// Version 2: a signature, four bytes, addresses, then type-length-value triples (sections 2.2 and following).
enum ProxyHeaderBinary {
    private static let signature: StaticString = "\r\n\r\n\0\r\nQUIT\n"
    /// Signature, version and command, family, length.
    private static let fixed = 16

    static func parse(_ octets: Octets) throws(ProxyHeaderError) -> (header: ProxyHeader, length: Int)? {
        guard try octets.begins(with: signature), octets.count > 12 else { return nil }
        guard octets[12] == 0x20 || octets[12] == 0x21 else { throw .unsupported }
        guard octets.count > 13 else { return nil }
        // What the proxy says of itself is to be skipped, whatever it is.
        let isLocal = octets[12] == 0x20
        guard let addresses = isLocal ? 0 : addressLength(octets[13]) else { throw .unsupported }
        guard octets.count >= fixed else { return nil }
        let length = fixed + octets.number16(at: 14)
        guard length <= ProxyHeader.longest else { throw .tooLong }
        guard length >= fixed + addresses else { throw .malformed }
        guard octets.count >= length else { return nil }
        if isLocal { return (ProxyHeader(.proxy), length) }
        var header = ProxyHeader(client(octets))
        if octets[13] >> 4 != 0 {
            header.isSecure = try ProxyHeaderTriples(octets, from: fixed + addresses, to: length).isSecure
        }
        return (header, length)
    }

    /// Bytes of both addresses of a family and transport; nil when there is no such.
    private static func addressLength(_ family: UInt8) -> Int? {
        guard family & 0x0F <= 2 else { return nil }
        switch family >> 4 {
        case 0: return 0
        case 1: return 12
        case 2: return 36
        case 3: return 216
        default: return nil
        }
    }

    private static func client(_ octets: Octets) -> ProxyHeader.Client {
        switch octets[13] >> 4 {
        case 1:
            let source = IPAddress(ipv4: UInt32(octets.number16(at: 16)) << 16 | UInt32(octets.number16(at: 18)))
            let destination = IPAddress(ipv4: UInt32(octets.number16(at: 20)) << 16 | UInt32(octets.number16(at: 22)))
            return .network(octets.endpoint(source, portAt: 24), to: octets.endpoint(destination, portAt: 26))
        case 2:
            let source = IPAddress(high: octets.word(at: 16).byteSwapped, low: octets.word(at: 24).byteSwapped)
            let destination = IPAddress(high: octets.word(at: 32).byteSwapped, low: octets.word(at: 40).byteSwapped)
            return .network(octets.endpoint(source, portAt: 48), to: octets.endpoint(destination, portAt: 50))
        case 3: return .unix
        default: return .unknown
        }
    }
}

extension Octets {
    /// Two bytes, the higher one first.
    func number16(at: Int) -> Int { Int(self[at]) << 8 | Int(self[at + 1]) }

    fileprivate func endpoint(_ address: IPAddress, portAt: Int) -> ProxyHeader.Endpoint {
        ProxyHeader.Endpoint(address, port: UInt16(truncatingIfNeeded: number16(at: portAt)))
    }
}
