extension ForeignOptions {
    /// What gunicorn, uWSGI, granian, peregrine, waitress, uvicorn and mod_wsgi-express take and we don't, by remedy: the rows
    /// of docs/coming-from.md that say "refused". A test compares the two.
    static let ofServers: [(remedy: String, names: [String])] = [
        (
            "there is one kind of worker, with --threads threads",
            [
                "-k", "--worker-class", "--gevent", "--asyncio", "--ugreen",
            ]
        ),
        ("leave it out; --reload always uses inotify", ["--reload-engine"]),
        ("leave it out; python -X importtime and py-spy show what runs", ["--spew"]),
        ("leave it out; sendfile is used where it can be", ["--no-sendfile"]),
        ("leave it out; workers share their listening sockets", ["--reuse-port"]),
        ("leave it out and let systemd or your supervisor start crosswind", ["-D", "--daemon", "-d", "--daemonize"]),
        ("leave it out; workers have no heartbeat files", ["--worker-tmp-dir"]),
        ("use --umask; -m names a module in other servers", ["-m"]),
        ("leave it out; the user's groups come with --user", ["--initgroups"]),
        (
            "there is no syslog; systemd's journal takes standard error",
            [
                "--disable-redirect-access-to-syslog", "--log-syslog-to", "--log-syslog",
                "--log-syslog-prefix", "--log-syslog-facility",
            ]
        ),
        (
            "leave it out; standard output and error stay what they are",
            [
                "--capture-output", "-R", "--enable-stdio-inheritance",
            ]
        ),
        ("the server's log is its own; --log-level, --log-format", ["--logger-class"]),
        (
            "use logconfig or logconfig_dict in a gunicorn.conf.py; it is applied to the application's loggers",
            [
                "--log-config", "--log-config-json",
            ]
        ),
        (
            "metrics are Prometheus's; use --metrics-bind",
            [
                "--statsd-host", "--statsd-prefix", "--dogstatsd-tags", "--enable-backlog-metric",
            ]
        ),
        (
            "name the application as MODULE:CALLABLE; paste files are not read",
            [
                "--paste", "--paster", "--paste-global",
            ]
        ),
        ("only HTTP is spoken; for nginx use proxy_pass instead of uwsgi_pass", ["--protocol", "--uwsgi-allow-from"]),
        (
            "TLS is a proxy's; see docs/deploy.md",
            [
                "--keyfile", "--certfile", "--ssl-version", "--cert-reqs", "--ca-certs",
                "--suppress-ragged-eofs", "--do-handshake-on-connect", "--ciphers", "--https",
                "--https-socket", "--ssl-socket", "--ssl-certificate", "--ssl-keyfile",
                "--ssl-keyfile-password", "--ssl-protocol-min", "--ssl-ca", "--ssl-crl",
                "--ssl-client-verify", "--no-ssl-client-verify", "--tls-cert", "--tls-key",
                "--tls-ciphers", "--ktls", "--acme-domain", "--acme-email", "--acme-cache",
                "--acme-staging", "--acme-directory", "--acme-ca-bundle", "--redirect-http",
                "--hsts", "--ssl-certfile", "--ssl-cert-reqs", "--ssl-ca-certs", "--ssl-ciphers",
            ]
        ),
        (
            "HTTP/1.1 is spoken; HTTP/2 is a proxy's",
            [
                "--http-protocols", "--http2-cleartext", "--http2-max-concurrent-streams",
                "--http2-initial-window-size", "--http2-max-frame-size",
                "--http2-max-header-list-size", "--http2-adaptive-window",
                "--http2-initial-connection-window-size", "--http2-initial-stream-window-size",
                "--http2-keep-alive-interval", "--http2-keep-alive-timeout",
                "--http2-max-headers-size", "--http2-max-send-buffer-size",
                "--no-http2-adaptive-window", "--no-http2", "--http2-only", "--http3",
                "--quic-port", "--http2",
            ]
        ),
        (
            "HTTP is read strictly; see docs/http-differences.md",
            [
                "--permit-obsolete-folding", "--strip-header-spaces",
                "--permit-unconventional-http-method", "--permit-unconventional-http-version",
                "--casefold-http-method", "--header-map", "--forwarder-headers",
            ]
        ),
        (
            "crosswind serves WSGI",
            [
                "--asgi-loop", "--asgi-lifespan", "--asgi-disconnect-grace-period",
                "--websocket-max-message-size", "--ws", "--no-ws", "--no-uvloop", "--no-lifespan",
                "--lifespan-scope", "--no-websockets", "--ws-max-message", "--ws-ping-interval",
                "--ws-ping-timeout", "--ws-max-queue", "--ws-max-queue-bytes", "--ws-compress",
            ]
        ),
        ("leave it out; there is one parser", ["--http-parser"]),
        (
            "there are no dirty workers; let a task queue run such work",
            [
                "--dirty-app", "--dirty-workers", "--dirty-timeout", "--dirty-threads",
                "--dirty-graceful-timeout",
            ]
        ),
        (
            "there is no control socket; signals do, and --status-bind shows",
            [
                "--control-socket", "--control-socket-mode", "--no-control-socket",
            ]
        ),
        (
            "only HTTP is spoken: use --bind, and in nginx proxy_pass instead of uwsgi_pass",
            [
                "-s", "--socket", "--uwsgi-socket", "--fastcgi-socket", "--scgi-socket",
            ]
        ),
        ("use --bind; a proxy process of its own there", ["--http"]),
        ("leave it out; threads are there always", ["--enable-threads"]),
        ("leave it out; --workers brings a supervisor", ["-M", "--master"]),
        ("name the application: crosswind MODULE:CALLABLE", ["--module", "--wsgi", "--callable"]),
        ("name the file: crosswind path/to/file.py", ["--wsgi-file", "--file"]),
        ("write the options into crosswind.toml; see docs/configuration.md", ["--ini", "--xml", "--yaml", "--json"]),
        ("leave it out; mounts and --root-path set SCRIPT_NAME", ["--manage-script-name"]),
        ("use --venv", ["-H", "--home"]),
        ("leave it out; the log has the request and its Python stack", ["--harakiri-verbose"]),
        ("use --max-worker-rss; megabytes there: 200 is 200M", ["--evil-reload-on-rss"]),
        ("use --limit-request-line; and --limit-request-field-size", ["--buffer-size"]),
        ("leave it out; bodies are received first, above --spool-threshold in files", ["--post-buffering"]),
        (
            "use --keep-alive, --header-timeout, --body-timeout and --write-timeout",
            [
                "--http-timeout", "--socket-timeout", "--so-send-timeout",
            ]
        ),
        ("use --static", ["--check-static"]),
        ("leave it out; files are sent by sendfile", ["--offload-threads"]),
        ("use --uds-mode", ["-C", "--chmod-socket"]),
        ("use --log-file", ["--logto", "--logto2"]),
        ("leave it out; SIGUSR1 opens log files anew", ["--log-reopen"]),
        ("use --no-access-log; off unless standard output is a terminal", ["-L", "--disable-logging"]),
        ("use --access-log-format; gunicorn's atoms", ["--logformat"]),
        ("use --status-bind", ["--stats", "--stats-http"]),
        ("leave it out; sockets are removed at the end", ["--vacuum"]),
        ("leave it out; SIGTERM always ends the server", ["--die-on-term"]),
        ("leave it out; an application that can't be imported ends the start", ["--need-app"]),
        ("leave it out; there is one interpreter", ["--single-interpreter"]),
        ("leave it out; each worker imports the application itself unless --preload", ["--lazy", "--lazy-apps"]),
        ("leave it out; workers share one queue without waking each other", ["--thunder-lock"]),
        ("leave it out; threads come and go as requests block", ["--cheaper", "--cheaper-initial", "--cheaper-step"]),
        ("let systemd start one crosswind a site", ["--emperor"]),
        ("let a task queue run such work", ["--spooler", "--mule", "--cron"]),
        (
            "leave it out; a client that goes away is no error",
            [
                "--ignore-sigpipe", "--ignore-write-errors", "--disable-write-exception",
            ]
        ),
        ("leave it out; unknown options are errors always", ["--strict"]),
        ("leave it out; crosswind serves WSGI", ["--interface"]),
        ("leave it out; threads that have nothing to do cost nothing", ["--blocking-threads-idle-timeout"]),
        (
            "leave it out; there is nothing to tune here",
            [
                "--runtime-blocking-threads", "--runtime-mode", "--loop", "--task-impl",
                "--http1-buffer-size", "--http1-pipeline-flush", "--no-http1-pipeline-flush",
                "--rss-sample-interval", "--rss-samples", "--recv-bytes", "--send-bytes",
                "--outbuf-overflow", "--outbuf-high-watermark", "--cleanup-interval",
                "--asyncore-loop-timeout", "--asyncore-use-poll", "--channel-request-lookahead",
            ]
        ),
        ("use --header-timeout; milliseconds there: 30000 is 30s", ["--http1-header-read-timeout"]),
        ("leave it out", ["--http1-keep-alive"]),
        ("use --keep-alive 0", ["--no-http1-keep-alive"]),
        ("use --log-level", ["--log", "--no-log", "--log-socket-errors", "--no-log-socket-errors"]),
        (
            "leave it out; a worker that dies is replaced at once, later and later when its successors die young",
            [
                "--respawn-failed-workers", "--no-respawn-failed-workers", "--respawn-interval",
            ]
        ),
        ("use --static; as /PREFIX=DIR", ["--static-path-route", "--static-path-mount", "--static-path-dir-to-file"]),
        (
            "use --metrics-bind",
            [
                "--metrics", "--no-metrics", "--metrics-address", "--metrics-port",
                "--metrics-scrape-interval", "--metrics-host",
            ]
        ),
        ("use --reload-exclude", ["--reload-ignore-dirs", "--reload-ignore-paths"]),
        ("leave it out; --reload waits until changes pause for 0.1 s", ["--reload-tick", "--reload-delay"]),
        (
            "leave it out; --reload always goes on",
            [
                "--reload-ignore-worker-failure", "--no-reload-ignore-worker-failure",
            ]
        ),
        ("leave it out; a free-threaded Python is seen as such", ["--free-threaded"]),
        ("X-Forwarded-Proto of a trusted proxy says it", ["--scheme", "--url-scheme"]),
        (
            "use --limit-request-field-size; and --limit-request-line",
            [
                "--max-header-size", "--max-request-header-size",
            ]
        ),
        ("use --header-timeout, --body-timeout and --write-timeout; milliseconds there", ["--request-timeout"]),
        ("leave it out; --venv says it", ["--no-auto-venv"]),
        ("use --python", ["--python-home"]),
        ("leave it out; --static sends precompressed siblings", ["--compress-static"]),
        (
            "that is a proxy's",
            [
                "--rate-limit", "--rate-limit-burst", "--cache-size", "--cache-max-object",
                "--cache-ttl-max", "--compress", "--compress-min-size",
            ]
        ),
        ("let the proxy set it", ["--request-start-header", "--request-id"]),
        ("leave it out; W3C headers reach the application", ["--trace-context"]),
        ("use --bind with the addresses that are meant", ["--ipv4", "--no-ipv4", "--ipv6", "--no-ipv6"]),
        ("use --no-server-header, or set Server in the application", ["--ident"]),
        ("use --header-timeout, --body-timeout and --write-timeout", ["--channel-timeout"]),
        ("leave it out; clients never see a traceback", ["--expose-tracebacks", "--no-expose-tracebacks"]),
        ("use --forwarded-allow-ips", ["--trusted-proxy", "--trust-proxy"]),
        ("leave it out; hops are skipped while --forwarded-allow-ips trusts them", ["--trusted-proxy-count"]),
        ("use --forwarded-headers", ["--trusted-proxy-headers", "--trust-proxy-header"]),
        (
            "leave it out; headers of others than --forwarded-allow-ips never count",
            [
                "--clear-untrusted-proxy-headers", "--log-untrusted-proxy-headers",
            ]
        ),
        (
            "leave it out; crosswind serves WSGI with an HTTP of its own",
            [
                "--ws-max-size", "--ws-per-message-deflate", "--lifespan",
                "--h11-max-incomplete-event-size", "--reset-contextvars", "--no-reset-contextvars",
            ]
        ),
        ("leave it out; a terminal gets colours, a file none", ["--use-colors", "--no-use-colors"]),
        ("use --forwarded-headers; x-forwarded, the default", ["--proxy-headers"]),
        ("use --forwarded-headers; none", ["--no-proxy-headers"]),
        ("set it in the application or the proxy", ["--header"]),
        ("leave it out; responses have a Date (RFC 9110, 6.6.1)", ["--date-header", "--no-date-header"]),
        ("use --max-connections", ["--max-clients"]),
        ("use --static; as /PREFIX=DIR instead of two words", ["--url-alias"]),
        ("use --debug", ["--enable-debugger", "--debug-mode", "--enable-profiler", "--enable-coverage"]),
        ("leave it out; the log is on standard error", ["--log-to-terminal"]),
        ("there is no Apache", ["--server-root", "--server-name", "--modules-directory", "--include-file"]),
    ]

    /// Names of theirs for options of ours, beside those in the table's rows, without dashes.
    static let aliases: [String: String] = [
        "backlog": "backlog",
        "health-check-path": "health-path",
        "keep-alive-timeout": "keep-alive",
        "limit-post": "max-body-size",
        "limit-request-body": "max-body-size",
        "listen-backlog": "backlog",
        "max-body": "max-body-size",
        "max-requests-delta": "max-requests-jitter",
        "maximum-requests": "max-requests",
        "mount-point": "root-path",
        "pp": "pythonpath",
        "python-path": "pythonpath",
        "pythonpath": "pythonpath",
        "reload-on-changes": "reload",
        "restart-interval": "max-worker-age",
        "shutdown-timeout": "graceful-timeout",
        "static-dir": "static",
        "static-path-expires": "static-expires",
        "unix": "uds",
        "workers-kill-timeout": "graceful-timeout",
        "working-dir": "chdir",
        "working-directory": "chdir",
        "wsgi-threads": "threads",
    ]
}
