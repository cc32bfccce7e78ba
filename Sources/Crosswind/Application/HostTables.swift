/// The routes of an application by host. Immutable; a class, so that a look at it under the lock is one retain.
final class HostTables: Sendable {
    private let byHost: [(pattern: PathPattern, table: RouteTable)]
    private let everywhere: RouteTable
    let named: [String: PathPattern]
    let streamsAny: Bool

    /// Whether some callback that routes lead to would refuse a request.
    var isBusy: Bool {
        everywhere.callbacks.contains(where: \.isBusy)
            || byHost.contains { $0.table.callbacks.contains(where: \.isBusy) }
    }

    convenience init(_ everywhere: RouteTable) { self.init([], everywhere, everywhere.named) }

    private init(
        _ byHost: [(pattern: PathPattern, table: RouteTable)], _ everywhere: RouteTable, _ named: [String: PathPattern]
    ) {
        self.byHost = byHost
        self.everywhere = everywhere
        self.named = named
        streamsAny = everywhere.streamsAny || byHost.contains { $0.table.streamsAny }
    }

    func adding(_ pattern: PathPattern, _ table: RouteTable) throws(RouteError) -> HostTables {
        var names = named
        for (name, pattern) in table.named {
            guard names.updateValue(pattern, forKey: name) == nil else { throw .duplicateName(name) }
        }
        return HostTables(byHost + [(pattern, table)], everywhere, names)
    }

    /// The first route that matches: of the request's host, then of every host, then of the default host, unless a
    /// proxy in front says that the host is not the client's (Tornado's `DefaultHostMatches`).
    func find(
        _ path: UnsafeRawBufferPointer, host: @autoclosure () -> String, defaultHost: @autoclosure () -> String?
    ) -> RouteMatch? {
        guard !byHost.isEmpty else { return everywhere.find(path) }
        return find(path, on: host()) ?? everywhere.find(path)
            ?? defaultHost().flatMap { find(path, on: $0.lowercased()) }
    }

    private func find(_ path: UnsafeRawBufferPointer, on host: String) -> RouteMatch? {
        var host = host
        return host.withUTF8 { host in
            let bytes = UnsafeRawBufferPointer(host)
            for (pattern, table) in byHost where pattern.match(bytes) != nil {
                if let match = table.find(path) { return match }
            }
            return nil
        }
    }
}
