extension OptionTable {
    static let rootPath = OptionSpec(
        name: "root-path", aliases: ["url-prefix", "url-path-prefix"], kind: .text, placeholder: "PATH", initial: "",
        help: "The prefix the application is mounted at behind a proxy (`SCRIPT_NAME`), as in `/shop`.",
        peers: "uvicorn `--root-path`; waitress `--url-prefix`; granian `--url-path-prefix`")

    static let forwardedAllowIPs = OptionSpec(
        name: "forwarded-allow-ips", kind: .list, placeholder: "LIST", initial: "127.0.0.1,::1,unix",
        defaultNote: "$FORWARDED_ALLOW_IPS, else 127.0.0.1,::1,unix", sharedVariable: "FORWARDED_ALLOW_IPS",
        emptyCounts: true,
        help: """
            Proxies whose forwarding headers count: addresses, networks (`10.0.0.0/8`), `unix` for whoever connects \
            over a UNIX socket, `*` for whoever connects at all. Empty for nobody.
            """,
        peers: """
            gunicorn, uvicorn `--forwarded-allow-ips`; gunicorn trusts UNIX sockets always. With `*` we believe the \
            last hop only, uvicorn the first, which the client can forge
            """)

    static let forwardedHeaders = OptionSpec(
        name: "forwarded-headers", kind: .list, placeholder: "NAMES", initial: "x-forwarded",
        help: """
            Which headers of a trusted proxy count: `none`, `forwarded` (RFC 7239), or of `x-forwarded-for`, \
            `x-forwarded-proto`, `x-forwarded-host`, `x-forwarded-port` any, with commas; `x-forwarded` is the first \
            two. Host and port only by name, since many proxies pass on what the client sent.
            """,
        peers: "waitress `--trusted-proxy-headers`; gunicorn and uvicorn read the first two")

    static let serverHeader = OptionSpec(
        name: "server-header", kind: .flag, initial: "on",
        help: "Send `Server: crosswind` with responses that have no `Server` of their own.",
        peers: "uvicorn `--no-server-header`")
}
