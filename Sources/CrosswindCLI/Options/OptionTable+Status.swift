extension OptionTable {
    static let metricsBind = OptionSpec(
        name: "metrics-bind", kind: .text, placeholder: "ADDR", example: "127.0.0.1:9090",
        help: """
            Where Prometheus finds `/metrics`, the numbers of all workers together: an address as for `--bind`. Whoever can \
            connect can read, so not one that strangers reach.
            """,
        peers: "granian `--metrics`, `--metrics-address`, `--metrics-port`")

    static let statusBind = OptionSpec(
        name: "status-bind", kind: .text, placeholder: "ADDR",
        help: """
            Where people find a page with the requests that run, their Python stacks, workers, errors and charts, and \
            `/status.json` and `/metrics` beside it: an address as for `--bind`, or that of `--metrics-bind`. It shows what \
            clients ask for: use a loopback address or a UNIX socket.
            """,
        peers: "uWSGI `--stats`; Apache's mod_status")

    static let serverTiming = OptionSpec(
        name: "server-timing", kind: .flag,
        help: """
            Send `Server-Timing` with what the application answers: milliseconds it waited for a thread (`queue`) and for the \
            GIL (`gil`) and was in the application until the first of its body (`app`). Browsers' tools show it; so does \
            everybody else, hence only where that may be known.
            """)
}
