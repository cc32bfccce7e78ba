package import CrosswindHTTP

extension CommonFields {
    /// With the `Server` that a configuration names, or none.
    package init(serverName: String?) {
        guard var name = serverName else {
            self.init(server: nil as UnsafeRawBufferPointer?)
            return
        }
        self = name.withUTF8 { CommonFields(server: UnsafeRawBufferPointer($0)) }
    }
}
