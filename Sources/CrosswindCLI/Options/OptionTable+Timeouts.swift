extension OptionTable {
    /// Timeouts that guard a resource can't be turned off: without one, a silent client holds a connection for ever.
    private static let guarding: ClosedRange<Duration> = .milliseconds(1) ... .seconds(86_400)

    static let keepAlive = OptionSpec(
        name: "keep-alive", aliases: ["timeout-keep-alive"], kind: .duration(.zero ... .seconds(86_400)),
        placeholder: "TIME", initial: "5s",
        help: "How long an idle connection waits for its next request; 0 closes after each response.",
        peers: "gunicorn `--keep-alive` (2 s); uvicorn `--timeout-keep-alive` (5 s)")

    static let headerTimeout = OptionSpec(
        name: "header-timeout", kind: .duration(guarding), placeholder: "TIME", initial: "10s",
        help: "How long a request's head may take from its first byte (from the connection's start for the first).",
        peers: "granian `--http1-header-read-timeout` (milliseconds there, 30 s)")

    static let bodyTimeout = OptionSpec(
        name: "body-timeout", kind: .duration(guarding), placeholder: "TIME", initial: "30s",
        help: "How long a request's body may stall; a slow body that moves is not cut.",
        peers: "new")

    static let writeTimeout = OptionSpec(
        name: "write-timeout", kind: .duration(guarding), placeholder: "TIME", initial: "30s",
        help: "How long a client may take nothing of a response that waits for it.",
        peers: "new")

    static let workerTimeout = OptionSpec(
        name: "worker-timeout", aliases: ["timeout-worker-healthcheck"], kind: .duration(.zero ... .seconds(86_400)),
        placeholder: "TIME", initial: "30s",
        help: """
            With --workers: how long a worker's event loops may give no sign of life before it is aborted and replaced, \
            as when it is stopped; 0 for ever.
            """,
        peers: """
            gunicorn `--timeout`, which is also about requests of its sync workers; uvicorn \
            `--timeout-worker-healthcheck` (5 s)
            """)

    static let timeout = OptionSpec(
        name: "timeout", short: "t", aliases: ["harakiri"], kind: .duration(.zero ... .seconds(86_400)),
        placeholder: "TIME", initial: "0",
        help: """
            How long the application may do nothing about a request: not return, give no piece of its body, write nothing. \
            Then its Python stack is logged, the client gets 504 (or, in the middle of a response, a cut connection), and the \
            worker is replaced. 0 for as long as it likes.
            """,
        peers: """
            gunicorn `--timeout` (30 s; there for a worker, which its threads never trip, and which kills its other requests \
            too); uWSGI `harakiri`
            """)

    static let drainDelay = OptionSpec(
        name: "drain-delay", kind: .duration(.zero ... .seconds(86_400)), placeholder: "TIME", initial: "0",
        help: """
            How long to serve on after SIGTERM or SIGINT, with 503 at `--ready-path` and `Connection: close` on every answer, \
            before no more is accepted: time for load balancers to notice.
            """,
        peers: "new")

    static let gracefulTimeout = OptionSpec(
        name: "graceful-timeout", aliases: ["timeout-graceful-shutdown"], kind: .duration(.zero ... .seconds(86_400)),
        placeholder: "TIME", initial: "30s",
        help: "How long running requests may finish after SIGTERM or SIGINT before they are cut; 0 cuts at once.",
        peers: "gunicorn `--graceful-timeout`; uvicorn `--timeout-graceful-shutdown`")
}
