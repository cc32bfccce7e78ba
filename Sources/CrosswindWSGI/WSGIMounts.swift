import CrosswindHTTP
public import CrosswindServer

/// Several WSGI applications side by side: each below a prefix of paths, which becomes its `SCRIPT_NAME`, and one for all
/// that is left.
///
///     HTTPServer(WSGIMounts([("/shop", shop), ("/shop/admin", admin)], otherwise: site))
///
/// A prefix covers itself and what is below it (`/shop`, `/shop/`, `/shop/cart`, not `/shopping`), as it stands in requests;
/// of several that cover a path the longest counts. They all run on the same threads.
public final class WSGIMounts: RequestCallback {
    private struct Mount: Sendable {
        let prefix: [UInt8]
        let container: WSGIContainer
        /// What metrics call it: by its prefix, since which routes it has is the application's secret.
        let label: RouteLabel
    }

    private let mounts: [Mount]
    private let rest: WSGIContainer

    /// Applications below prefixes, each `/` and a path without a slash at its end, and `rest` for the other paths.
    public init(_ mounts: [(prefix: String, container: WSGIContainer)], otherwise rest: WSGIContainer) {
        self.mounts = mounts.map {
            Mount(prefix: Array($0.prefix.utf8), container: $0.container, label: RouteLabel($0.prefix))
        }
        .sorted { $0.prefix.count > $1.prefix.count }
        self.rest = rest
    }

    /// Pipelined requests are answered by one worker in one go, whichever application each is for.
    public var takesRuns: Bool { true }

    /// Whether as many requests wait for a thread as may; all applications share them.
    public var isBusy: Bool { rest.isBusy }

    /// Whether the application's body is handed on as it comes.
    public func streamsBody(of exchange: HTTPExchange) -> Bool {
        (find(exchange)?.container ?? rest).streamsBody(of: exchange)
    }

    /// On the connection's event loop: sends the request to the Python threads.
    public func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            if let mount = find(one) {
                one.mountedLength = mount.prefix.count
                one.route = mount.label
                mount.container.claim(one)
            } else {
                one.mountedLength = 0
                rest.claim(one)
            }
            each = one.nextInRun
        }
        rest.submit(exchange)
    }

    private func find(_ exchange: HTTPExchange) -> Mount? {
        let path = exchange.head.slice(exchange.head.path)
        return mounts.first { mount in
            path.starts(with: mount.prefix)
                && (path.count == mount.prefix.count || path[mount.prefix.count] == UInt8(ascii: "/"))
        }
    }
}
