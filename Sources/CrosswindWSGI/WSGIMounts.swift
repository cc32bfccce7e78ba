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
    private let mounts: [(prefix: [UInt8], container: WSGIContainer)]
    private let rest: WSGIContainer

    /// Applications below prefixes, each `/` and a path without a slash at its end, and `rest` for the other paths.
    public init(_ mounts: [(prefix: String, container: WSGIContainer)], otherwise rest: WSGIContainer) {
        self.mounts = mounts.map { (Array($0.prefix.utf8), $0.container) }
            .sorted { $0.prefix.count > $1.prefix.count }
        self.rest = rest
    }

    /// Pipelined requests are answered by one worker in one go, whichever application each is for.
    public var takesRuns: Bool { true }

    /// Whether as many requests wait for a thread as may; all applications share them.
    public var isBusy: Bool { rest.isBusy }

    /// Whether the application's body is handed on as it comes.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { find(exchange).container.streamsBody(of: exchange) }

    /// On the connection's event loop: sends the request to the Python threads.
    public func handle(_ exchange: HTTPExchange) {
        var each: HTTPExchange? = exchange
        while let one = each {
            let (container, length) = find(one)
            one.mountedLength = length
            container.claim(one)
            each = one.nextInRun
        }
        rest.submit(exchange)
    }

    private func find(_ exchange: HTTPExchange) -> (container: WSGIContainer, length: Int) {
        let path = exchange.head.slice(exchange.head.path)
        for (prefix, container) in mounts where path.starts(with: prefix) {
            if path.count == prefix.count || path[prefix.count] == UInt8(ascii: "/") {
                return (container, prefix.count)
            }
        }
        return (rest, 0)
    }
}
