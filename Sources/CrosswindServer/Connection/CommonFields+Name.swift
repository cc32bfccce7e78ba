package import CrosswindHTTP

extension CommonFields {
    /// With the `Server` that a configuration names, or none.
    package init(serverName: String?) {
        let name = serverName.map { Array($0.utf8) }
        if let name {
            let bytes = name.span.bytes
            self = bytes.withUnsafeBytes { CommonFields(server: $0) }
        } else {
            self.init(server: nil as UnsafeRawBufferPointer?)
        }
    }
}
