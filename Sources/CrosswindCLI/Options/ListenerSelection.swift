import CrosswindServer

/// Decides where to listen from `--bind` and its other spellings, their variables, and `$PORT`.
///
/// The command line goes before variables as a whole, these before `GUNICORN_CMD_ARGS`, and that before files: `--bind :80` is not joined by an address
/// from `CROSSWIND_BIND`. Only host and port complete each other, so that `CROSSWIND_HOST=::` and `--port 80` do what is meant.
struct ListenerSelection {
    private let sources: OptionSources
    private let environment: [String: String]
    private let passed: PassedSockets

    init(_ sources: OptionSources, environment: [String: String], passed: PassedSockets) {
        self.sources = sources
        self.passed = passed
        self.environment = environment
    }

    /// What one source says.
    private struct Layer {
        var bind: OptionSources.Found?
        var host: OptionSources.Found?
        var port: OptionSources.Found?
        var uds: OptionSources.Found?
        var fd: OptionSources.Found?

        init(
            bind: OptionSources.Found?, host: OptionSources.Found?, port: OptionSources.Found?,
            uds: OptionSources.Found?, fd: OptionSources.Found?
        ) {
            (self.bind, self.host, self.port, self.uds, self.fd) = (bind, host, port, uds, fd)
        }

        init(_ find: (OptionSpec) -> OptionSources.Found?) {
            self.init(
                bind: find(OptionTable.bind), host: find(OptionTable.host), port: find(OptionTable.port),
                uds: find(OptionTable.uds), fd: find(OptionTable.fd))
        }

        /// The first texts of each spelling that is used.
        var spellings: [OptionSources.Found] {
            [bind, host ?? port, uds, fd].compactMap(\.self)
        }
    }

    /// The addresses, at least one.
    func addresses(_ given: OptionArguments.Listening) throws(UsageError) -> [BindAddress] {
        func typed(_ spec: OptionSpec, _ text: String?) -> OptionSources.Found? {
            _ = sources.find(spec, text)
            return text.map { OptionSources.Found(text: $0, source: "--\(spec.name)") }
        }
        let line = Layer(
            bind: typed(OptionTable.bind, given.bind.isEmpty ? nil : given.bind.joined(separator: ",")),
            host: typed(OptionTable.host, given.host), port: typed(OptionTable.port, given.port),
            uds: typed(OptionTable.uds, given.uds), fd: typed(OptionTable.fd, given.fd))
        let variables = Layer { sources.variable($0) }
        let arguments = Layer { sources.argument($0) }
        let files = sources.files.map { file in Layer { file.found[$0.name] } }
        let given = [line, variables, arguments]
        let host = (given + files).lazy.compactMap(\.host).first
        let port = (given + files).lazy.compactMap(\.port).first
        let nearPort = given.lazy.compactMap(\.port).first ?? sharedPort ?? port
        for layer in given {
            if let found = try addresses(layer, host: host, port: layer.port ?? nearPort) {
                return found
            }
        }
        if !passed.sockets.isEmpty {
            note(OptionSources.Found(text: "", source: "LISTEN_FDS"))
            return passed.sockets.map { .descriptor($0.descriptor) }
        }
        if let shared = sharedPort {
            note(shared)
            let host = try host.map { found throws(UsageError) in try read(found, BindAddress.host) }
            return [.tcp(host: host ?? "0.0.0.0", port: try read(shared, BindAddress.port))]
        }
        for layer in files {
            if let found = try addresses(layer, host: host, port: port) { return found }
        }
        return [.tcp(host: "127.0.0.1", port: BindAddress.defaultPort)]
    }

    /// What `layer` says; nil when it leaves that to others. Where it has a host or a port only, the other half comes
    /// from the sources below it.
    private func addresses(
        _ layer: Layer, host: OptionSources.Found?, port: OptionSources.Found?
    ) throws(UsageError) -> [BindAddress]? {
        let spellings = layer.spellings
        if spellings.count > 1 {
            throw UsageError(
                "\(spellings[0].source) and \(spellings[1].source) both say where to listen; repeat --bind for several addresses"
            )
        }
        guard let only = spellings.first else { return nil }
        note(only)
        if layer.host != nil || layer.port != nil { return [try tcp(host: host, port: port)] }
        return try explicit(only, layer)
    }

    /// `--print-config` shows the outcome as `bind`.
    private func note(_ found: OptionSources.Found) {
        if sources.record.listener == nil { sources.record.listener = found.source }
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
            if let name = String(item.trimmingSpaces).after("fd://"), name.contains(where: { !$0.isNumber }) {
                let numbers = passed.named(name)
                guard !numbers.isEmpty else {
                    throw UsageError(
                        "fd://\(String(name).printable): no socket of that name was passed; \(passed.names)"
                    ).about(found.source)
                }
                addresses += numbers.map { .descriptor($0) }
                continue
            }
            let address = OptionSources.Found(text: String(item.trimmingSpaces), source: found.source)
            addresses.append(try read(address) { text throws(UsageError) in try BindAddress.parse(String(text)) })
        }
        return addresses
    }

    private func tcp(
        host: OptionSources.Found?, port: OptionSources.Found?
    ) throws(UsageError) -> BindAddress {
        let name = try host.map { found throws(UsageError) in try read(found, BindAddress.host) }
        let number = try port.map { found throws(UsageError) in try read(found, BindAddress.port) }
        // A port alone stays on this machine, as with uvicorn; only the platform's $PORT opens it to the network.
        return .tcp(host: name ?? "127.0.0.1", port: number ?? BindAddress.defaultPort)
    }

    private func read<T>(
        _ found: OptionSources.Found, _ reader: (Substring) throws(UsageError) -> T
    ) throws(UsageError) -> T {
        try OptionSources.about(found) { () throws(UsageError) in try reader(found.text[...]) }
    }
}
