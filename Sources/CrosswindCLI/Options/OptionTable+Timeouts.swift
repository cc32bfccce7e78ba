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

    static let gracefulTimeout = OptionSpec(
        name: "graceful-timeout", aliases: ["timeout-graceful-shutdown"], kind: .duration(.zero ... .seconds(86_400)),
        placeholder: "TIME", initial: "30s",
        help: "How long running requests may finish after SIGTERM or SIGINT before they are cut; 0 cuts at once.",
        peers: "gunicorn `--graceful-timeout`; uvicorn `--timeout-graceful-shutdown`")
}
