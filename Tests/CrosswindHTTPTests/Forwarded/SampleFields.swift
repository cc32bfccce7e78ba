import CrosswindHTTP

/// Header fields as a test writes them.
final class SampleFields: ForwardedFields {
    private let fields: [(name: UnsafeMutableRawBufferPointer, value: UnsafeMutableRawBufferPointer)]

    init(_ fields: [(String, String)]) {
        func keep(_ text: String) -> UnsafeMutableRawBufferPointer {
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: text.utf8.count, alignment: 1)
            copy.copyBytes(from: text.utf8)
            return copy
        }
        self.fields = fields.map { (keep($0.0), keep($0.1)) }
    }

    deinit {
        for (name, value) in fields {
            name.deallocate()
            value.deallocate()
        }
    }

    var fieldCount: Int { fields.count }
    func forwardedField(at index: Int) -> ForwardedField? {
        ForwardedField(name: UnsafeRawBufferPointer(fields[index].name))
    }
    func fieldValue(at index: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(fields[index].value) }
}

/// What a resolver made of fields, as text: easy to compare.
struct Outcome: Equatable, CustomStringConvertible {
    var address: String?
    var port: UInt16?
    var scheme: ForwardedClient.Scheme?
    var host: String?
    var hostPort: UInt16?

    var description: String {
        "\(address ?? "-") \(port.map(String.init) ?? "-") \(scheme.map { "\($0)" } ?? "-") \(host ?? "-") \(hostPort.map(String.init) ?? "-")"
    }
}

/// Resolves `fields` with the proxies of `trusted`; nil when nothing was said.
func resolve(
    _ fields: [(String, String)], trusted: [String] = ["127.0.0.1", "10.0.0.0/8"],
    headers: ForwardedHeaders = .xForwarded
) throws -> Outcome? {
    let sample = SampleFields(fields)
    let resolver = ForwardedResolver(proxies: try TrustedProxies(trusted), headers: headers)
    return resolver.resolve(sample).map { client in
        Outcome(
            address: client.address.map { "\($0)" }, port: client.port, scheme: client.scheme,
            host: client.host.map { String(decoding: $0, as: UTF8.self) }, hostPort: client.hostPort)
    }
}
