import CrosswindHTTP

/// What the parser says of `bytes`, whole.
func parseProxyHeader(
    _ bytes: [UInt8], versions: ProxyHeader.Versions = .either
) throws(ProxyHeaderError) -> (header: ProxyHeader, length: Int)? {
    let result: Result<(header: ProxyHeader, length: Int)?, ProxyHeaderError> = bytes.withUnsafeBytes { view in
        do throws(ProxyHeaderError) {
            return .success(try ProxyHeader.parse(view, versions: versions))
        } catch {
            return .failure(error)
        }
    }
    return try result.get()
}

/// A version 2 header of these parts, with its length right.
func proxyHeader2(_ command: UInt8, _ family: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = [UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    return Array("\r\n\r\n\0\r\nQUIT\n".utf8) + [command, family] + length + payload
}

/// A triple of a version 2 header.
func triple(_ type: UInt8, _ value: [UInt8]) -> [UInt8] {
    [type, UInt8(value.count >> 8), UInt8(value.count & 255)] + value
}

/// 192.0.2.1:4711 to 198.51.100.1:443, as version 2 has it.
let sampleIPv4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 1, 0x12, 0x67, 0x01, 0xBB]
/// The same as a header says it.
let sampleClient = ProxyHeader.Client.network(
    ProxyHeader.Endpoint(IPAddress(ipv4: 0xC000_0201), port: 4711),
    to: ProxyHeader.Endpoint(IPAddress(ipv4: 0xC633_6401), port: 443))
