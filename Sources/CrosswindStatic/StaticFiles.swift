import CrosswindHTTP
public import CrosswindServer

/// Answers requests for files of some directories and hands everything else on: the command's `--static`.
///
///     HTTPServer(StaticFiles([mount], before: container), configuration: settings)
///
/// What is no regular file of a directory goes to the next callback, the request for a directory and any method but GET and
/// HEAD among it; so a directory may lie at `/`. Never served: names that begin with a dot (but `.well-known`), and what
/// leads out of the directory, by `..` or by a link.
///
/// Small files are kept in memory, with the fields of their head, and looked at again after a second: a file that is
/// replaced is served in its new state by then. Others go from the disk to the socket (`sendfile`). All of it happens on
/// the event loop, whose thread opens files, which takes microseconds where the kernel has looked before.
public final class StaticFiles: RequestCallback {
    private let mounts: [StaticMount]
    private let next: any RequestCallback
    private let cache: StaticCache
    /// What metrics call the files of each mount: by its prefix, as there may be any number of files.
    private let labels: [RouteLabel]

    /// Files of `mounts`, the first that has one, and `next` for the rest.
    public init(_ mounts: [StaticMount], before next: any RequestCallback) {
        self.mounts = mounts
        self.next = next
        cache = StaticCache(memory: 32 << 20)
        labels = mounts.map { RouteLabel($0.prefix) }
    }

    /// Whether the next callback is: files need nobody.
    public var isBusy: Bool { next.isBusy }

    /// Bodies are for the next callback.
    public func streamsBody(of exchange: HTTPExchange) -> Bool { next.streamsBody(of: exchange) }

    /// On the connection's event loop.
    public func handle(_ exchange: HTTPExchange) {
        let head = exchange.head
        guard head.methodKind == .get || head.methodKind == .head else { return next.handle(exchange) }
        let path = head.slice(head.path)
        for (index, mount) in mounts.enumerated() {
            guard let count = mount.prefixCount(of: path) else { continue }
            let rest = UnsafeRawBufferPointer(rebasing: path[count...])
            if let file = cache.find(mount: index, rest) as? StaticEntry ?? look(index, rest) {
                let before = exchange.route
                exchange.route = labels[index]
                if StaticAnswer(exchange, file, mount).send() { return }
                // Gone or replaced since it was looked at.
                cache.forget(mount: index, rest)
                if let again = look(index, rest), StaticAnswer(exchange, again, mount).send() { return }
                exchange.route = before
            }
        }
        next.handle(exchange)
    }

    /// Looks for a file on the disk.
    private func look(_ index: Int, _ rest: UnsafeRawBufferPointer) -> StaticEntry? {
        guard let entry = StaticEntry(mounts[index], rest) else { return nil }
        cache.keep(entry, mount: index, rest)
        return entry
    }
}
