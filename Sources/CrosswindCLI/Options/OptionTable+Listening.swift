extension OptionTable {
    static let bind = OptionSpec(
        name: "bind", short: "b", aliases: ["listen", "http-socket"], kind: .list, placeholder: "ADDR",
        defaultNote: "what systemd passes (`LISTEN_FDS`), else 127.0.0.1:8000, or 0.0.0.0:$PORT when PORT is set",
        example: "127.0.0.1:8000",
        help: """
            Where to listen, repeatable: `HOST:PORT`, `[::1]:PORT`, `:PORT` (all IPv4 addresses), `HOST` (port 8000), \
            `unix:PATH`, `fd://N`, `fd://NAME` for a socket that systemd passes by name.
            """,
        peers: "gunicorn `--bind`; waitress `--listen`; uWSGI `--http-socket`")

    static let host = OptionSpec(
        name: "host", kind: .text, placeholder: "HOST", defaultNote: "127.0.0.1", example: "127.0.0.1",
        help: "The address to listen on, together with `--port`; instead of `--bind`.",
        peers: "uvicorn, granian, waitress `--host`")

    static let port = OptionSpec(
        name: "port", kind: .integer(0...65_535), placeholder: "PORT", defaultNote: "$PORT, else 8000", example: "8000",
        help: "The port to listen on, together with `--host`; 0 takes any free one. Instead of `--bind`.",
        peers: "uvicorn, granian, waitress `--port`")

    static let uds = OptionSpec(
        name: "uds", aliases: ["unix-socket"], kind: .text, placeholder: "PATH", example: "/run/site.sock",
        help: "The same as `--bind unix:PATH`.",
        peers: "uvicorn, granian `--uds`; waitress `--unix-socket`")

    static let fd = OptionSpec(
        name: "fd", kind: .integer(0...Int(Int32.max)), placeholder: "N",
        help: "The same as `--bind fd://N`: a listening socket that a parent process opened.",
        peers: "uvicorn `--fd`")

    static let udsMode = OptionSpec(
        name: "uds-mode", aliases: ["uds-permissions", "unix-socket-perms"], kind: .text, placeholder: "MODE",
        defaultNote: "what the umask leaves", example: "660",
        help: "The permissions of UNIX sockets, in octal digits, as in `660`; with `--user` they are that user's.",
        peers: "granian `--uds-permissions`; waitress `--unix-socket-perms`")

    static let backlog = OptionSpec(
        name: "backlog", kind: .integer(1...65_535), placeholder: "N", initial: "2048",
        help: "Connections the kernel may hold that are not accepted yet; the kernel's `somaxconn` caps it.",
        peers: "gunicorn, uvicorn, granian, waitress `--backlog`")
}
