extension OptionTable {
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
