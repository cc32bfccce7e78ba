extension OptionTable {
    static let workers = OptionSpec(
        name: "workers", short: "w", aliases: ["processes"], kind: .automatic(1...256), placeholder: "N",
        defaultNote: "none: one process, without a supervisor", sharedVariable: "WEB_CONCURRENCY",
        help: """
            Processes that serve, under a supervisor that replaces those that die and, on SIGHUP, all of them one by one; \
            `auto` is one for each processor. Where successors die young too, the next come later and later, up to 30 s \
            while others serve, within a second when none does.
            """,
        peers: "gunicorn, uvicorn, granian `--workers`; uWSGI `--processes`")

    static let preload = OptionSpec(
        name: "preload", aliases: ["preload-app"], kind: .flag,
        help: """
            Import the application once, before workers are forked, so that they share its memory. SIGHUP imports it anew. \
            Without `--workers` it means `--workers 1`.
            """,
        peers: "gunicorn `--preload`, whose SIGHUP keeps the old code; uWSGI without `lazy-apps`")

    static let maxRequests = OptionSpec(
        name: "max-requests", aliases: ["limit-max-requests"], kind: .integer(0...Int(Int32.max)), placeholder: "N",
        initial: "0",
        help: """
            Replace a worker after about so many requests, its successor first; 0 for never. Without `--workers` it means \
            `--workers 1`.
            """,
        peers: "gunicorn `--max-requests`; uvicorn `--limit-max-requests`; uWSGI `max-requests`")

    static let maxRequestsJitter = OptionSpec(
        name: "max-requests-jitter", aliases: ["limit-max-requests-jitter"], kind: .integer(0...Int(Int32.max)),
        placeholder: "N", initial: "0",
        help: "Add up to so many to `--max-requests`, by chance for each worker, so that not all go at once.",
        peers: "gunicorn `--max-requests-jitter`")

    static let maxWorkerAge = OptionSpec(
        name: "max-worker-age", aliases: ["workers-lifetime", "max-worker-lifetime"],
        kind: .duration(.zero ... .seconds(31_536_000)), placeholder: "TIME", initial: "0",
        help: """
            Replace a worker when it is so old, or up to a tenth older by chance, its successor first; 0 for never. Without \
            `--workers` it means `--workers 1`.
            """,
        peers: "granian `--workers-lifetime`; uWSGI `max-worker-lifetime`")

    static let maxWorkerRSS = OptionSpec(
        name: "max-worker-rss", aliases: ["workers-max-rss", "reload-on-rss"],
        kind: .size(0...(1 << 50)), placeholder: "SIZE", initial: "0",
        help: """
            Replace a worker that has more memory resident than this, shared pages counted, its successor first, but not in its \
            first ten seconds; 0 for never. \
            Without `--workers` it means `--workers 1`.
            """,
        peers: "granian `--workers-max-rss` and uWSGI `reload-on-rss` (MiB there)")

    static let threads = OptionSpec(
        name: "threads", aliases: ["blocking-threads"], kind: .integer(1...256), placeholder: "N", initial: "8",
        help: """
            Python threads. A further one wakes only when a request blocks, so that fast applications lose nothing by \
            many.
            """,
        peers: "gunicorn, waitress `--threads`; granian `--blocking-threads`")

    static let loops = OptionSpec(
        name: "loops", aliases: ["runtime-threads"], kind: .integer(1...64), placeholder: "N", initial: "1",
        help: "Threads that read and write sockets; one suffices for some ten thousand requests a second.",
        peers: "granian `--runtime-threads`")

    static let maxConnections = OptionSpec(
        name: "max-connections", aliases: ["connection-limit", "worker-connections"], kind: .automatic(1...10_000_000),
        placeholder: "N", initial: "auto", defaultNote: "half of what the descriptor limit leaves",
        help: "Connections held at once; past it new ones wait in the kernel's backlog.",
        peers: "waitress `--connection-limit` (100); gunicorn `--worker-connections` (1000)")

    static let queueDepth = OptionSpec(
        name: "queue-depth", aliases: ["backpressure", "limit-concurrency"], kind: .integer(1...1_000_000),
        placeholder: "N", initial: "1024",
        help: "Requests that may wait for a Python thread; past it clients get 503 with `Retry-After`.",
        peers: """
            granian `--backpressure`, uvicorn `--limit-concurrency`: those also count running requests, ours only \
            waiting ones
            """)
}
