/// Decides where to listen from `--bind` and its other spellings, their variables, and `$PORT`.
///
/// The command line goes before variables as a whole: `--bind :80` is not joined by an address from `CROSSWIND_BIND`.
/// Only host and port complete each other, so that `CROSSWIND_HOST=::` and `--port 80` do what is meant.
struct ListenerSelection {
    private let sources: OptionSources
    private let environment: [String: String]

    init(_ sources: OptionSources, environment: [String: String]) {
        self.sources = sources
        self.environment = environment
    }

    /// What one source says.
    private struct Layer {
        var bind: OptionSources.Found?
        var host: OptionSources.Found?
        var port: OptionSources.Found?
        var uds: OptionSources.Found?
        var fd: OptionSources.Found?

        /// The first texts of each spelling that is used.
        var spellings: [OptionSources.Found] {
            [bind, host ?? port, uds, fd].compactMap(\.self)
        }
    }

    /// The addresses, at least one.
    func addresses(_ given: OptionArguments.Listening) throws(UsageError) -> [BindAddress] {
        func typed(_ spec: OptionSpec, _ text: String?) -> OptionSources.Found? {
            text.map { OptionSources.Found(text: $0, source: "--\(spec.name)") }
        }
        let line = Layer(
            bind: typed(OptionTable.bind, given.bind.isEmpty ? nil : given.bind.joined(separator: ",")),
            host: typed(OptionTable.host, given.host), port: typed(OptionTable.port, given.port),
            uds: typed(OptionTable.uds, given.uds), fd: typed(OptionTable.fd, given.fd))
        let variables = Layer(
            bind: sources.variable(OptionTable.bind), host: sources.variable(OptionTable.host),
            port: sources.variable(OptionTable.port), uds: sources.variable(OptionTable.uds),
            fd: sources.variable(OptionTable.fd))
        for layer in [line, variables] {
            let spellings = layer.spellings
            if spellings.count > 1 {
                throw UsageError(
                    "\(spellings[0].source) and \(spellings[1].source) both say where to listen; repeat --bind for several addresses"
                )
            }
            if layer.host != nil || layer.port != nil {
                return [try tcp(host: layer.host ?? variables.host, port: layer.port ?? variables.port)]
            }
            if let only = spellings.first { return try explicit(only, layer) }
        }
        guard let shared = sharedPort else { return [.tcp(host: "127.0.0.1", port: BindAddress.defaultPort)] }
        return [.tcp(host: "0.0.0.0", port: try read(shared, BindAddress.port))]
    }

    /// `$PORT`, as platforms from Heroku to Cloud Run set it.
    private var sharedPort: OptionSources.Found? {
        guard let text = environment["PORT"], !text.isEmpty else { return nil }
        return OptionSources.Found(text: text, source: "PORT")
    }

    private func explicit(_ found: OptionSources.Found, _ layer: Layer) throws(UsageError) -> [BindAddress] {
        if layer.uds != nil { return [try read(found, BindAddress.unix)] }
        if layer.fd != nil { return [try read(found, BindAddress.descriptor)] }
        var addresses: [BindAddress] = []
        for item in found.text.split(separator: ",", omittingEmptySubsequences: false) {
            let address = OptionSources.Found(text: String(item.trimmingSpaces), source: found.source)
            addresses.append(try read(address) { text throws(UsageError) in try BindAddress.parse(String(text)) })
        }
        return addresses
    }

    private func tcp(
        host: OptionSources.Found?, port: OptionSources.Found?
    ) throws(UsageError) -> BindAddress {
        let name = try host.map { found throws(UsageError) in try read(found, BindAddress.host) }
        let number = try (port ?? sharedPort).map { found throws(UsageError) in try read(found, BindAddress.port) }
        // A port alone stays on this machine, as with uvicorn; only the platform's $PORT opens it to the network.
        return .tcp(host: name ?? "127.0.0.1", port: number ?? BindAddress.defaultPort)
    }

    private func read<T>(
        _ found: OptionSources.Found, _ reader: (Substring) throws(UsageError) -> T
    ) throws(UsageError) -> T {
        try OptionSources.about(found) { () throws(UsageError) in try reader(found.text[...]) }
    }
}
