extension OptionTable {
    static let logLevel = OptionSpec(
        name: "log-level",
        kind: .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), placeholder: "LEVEL",
        initial: "info",
        help: "The least severe messages the server's log shows; `warn` and `fatal` are understood.",
        peers: "gunicorn, uvicorn, granian `--log-level`")

    static let logFormat = OptionSpec(
        name: "log-format", kind: .choice(["text", "json"]), placeholder: "text|json", initial: "text",
        help: "How the server's log on standard error looks; with `json` each line is an object.",
        peers: "new")

    static let logFile = OptionSpec(
        name: "log-file", aliases: ["error-logfile", "error-log"], kind: .text, placeholder: "-|FILE", initial: "-",
        help: "Where the server's log goes: `-` for standard error, or a file, which SIGUSR1 opens anew.",
        peers: "gunicorn `--error-logfile`, `--log-file`; what the application prints stays on standard error")

    static let accessLog = OptionSpec(
        name: "access-log", aliases: ["access-logfile"], kind: .text, placeholder: "-|FILE|off",
        defaultNote: "`-` when standard output is a terminal, else off", example: "/var/log/site/access.log",
        help: """
            Log every request: `--access-log` or `--access-log=-` to standard output, `--access-log=FILE` to a file, \
            `--access-log=off` or `--no-access-log` not at all.
            """,
        peers: """
            gunicorn `--access-logfile FILE`, granian `--access-log`, uvicorn `--no-access-log`; a file needs the `=` \
            since what follows a bare `--access-log` is the application
            """)

    static let accessLogFormat = OptionSpec(
        name: "access-log-format", aliases: ["access-logformat", "access-log-fmt"], kind: .text, placeholder: "FORMAT",
        initial: "combined",
        help: """
            `common`, `combined`, `json`, or atoms as in gunicorn: `%(h)s %(t)s "%(r)s" %(s)s %(b)s %(D)s %(queue)s`.
            """,
        peers: "gunicorn `--access-logformat`; granian `--access-log-fmt`")
}
