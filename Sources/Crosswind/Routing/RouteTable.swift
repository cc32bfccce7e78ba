import CrosswindServer

/// The routes of one host, compiled.
struct RouteTable: Sendable {
    final class Entry: Sendable {
        let pattern: PathPattern
        let target: Route.Target
        let label: RouteLabel

        init(_ pattern: PathPattern, _ route: Route) {
            self.pattern = pattern
            target = route.target
            label = RouteLabel(route.name ?? route.pattern)
        }
    }

    private let entries: [Entry]
    private let index: RouteIndex
    let named: [String: PathPattern]
    let streamsAny: Bool
    /// Those that routes lead to.
    let callbacks: [any RequestCallback]

    init(_ routes: [Route]) throws(RouteError) {
        var entries: [Entry] = []
        var named: [String: PathPattern] = [:]
        var streamsAny = false
        for route in routes {
            let pattern = try PathPattern(route.pattern)
            entries.append(Entry(pattern, route))
            if let name = route.name {
                guard named.updateValue(pattern, forKey: name) == nil else { throw .duplicateName(name) }
            }
            switch route.target {
            case .handler(let maker): streamsAny = streamsAny || maker.streamsRequestBody
            case .callback: streamsAny = true
            }
        }
        self.entries = entries
        self.named = named
        callbacks = routes.compactMap { if case .callback(let callback, _) = $0.target { callback } else { nil } }
        self.streamsAny = streamsAny
        index = RouteIndex(entries.map(\.pattern.prefix))
    }

    /// The first route that matches, in the order of the table.
    func find(_ path: UnsafeRawBufferPointer) -> RouteMatch? {
        for number in index.candidates(path) {
            if let slots = entries[number].pattern.match(path) {
                return RouteMatch(entry: entries[number], slots: slots)
            }
        }
        return nil
    }
}

/// A route that a path matches.
package struct RouteMatch: Sendable {
    let entry: RouteTable.Entry
    /// Two a group: where it starts and ends in the path, -1 for one that took no part.
    let slots: [Int]
}
