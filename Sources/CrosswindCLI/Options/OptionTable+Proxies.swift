extension OptionTable {
    static let rootPath = OptionSpec(
        name: "root-path", aliases: ["url-prefix", "url-path-prefix"], kind: .text, placeholder: "PATH", initial: "",
        example: "/shop",
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

    static let proxyProtocol = OptionSpec(
        name: "proxy-protocol", kind: .choice(["off", "on", "v1", "v2"]), placeholder: "off|on|v1|v2", initial: "off",
        help: """
            Every connection begins with a PROXY protocol header that says who the client is; one without is closed. \
            `--proxy-protocol` alone is `on`: both versions.
            """,
        peers: "gunicorn `--proxy-protocol` (`auto` is understood); HAProxy's `send-proxy` and `send-proxy-v2`")

    static let proxyAllowFrom = OptionSpec(
        name: "proxy-allow-from", aliases: ["proxy-allow-ips"], kind: .list, placeholder: "LIST",
        defaultNote: "what --forwarded-allow-ips says", example: "10.0.0.0/8",
        help: """
            Proxies that may send such a header, written as for --forwarded-allow-ips; connections from others are \
            closed while --proxy-protocol is on.
            """,
        peers: "gunicorn `--proxy-allow-from`")

    static let serverHeader = OptionSpec(
        name: "server-header", kind: .flag, initial: "on",
        help: "Send `Server: crosswind` with responses that have no `Server` of their own.",
        peers: "uvicorn `--no-server-header`")
}
