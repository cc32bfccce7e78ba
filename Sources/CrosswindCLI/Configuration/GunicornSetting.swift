/// What becomes of a setting of gunicorn's in a `gunicorn.conf.py`. Settings of its every version up to 27 are here; a test
/// asks the gunicorn that is installed for what it knows.
enum GunicornSetting: Sendable {
    /// It is an option of ours.
    case option(String)
    /// We have nothing like it; set to something that matters it gives a warning with this reason.
    case ignored(String)
    /// To go on without it would be unsafe or serve nobody; set to something that matters it is an error with this remedy.
    case refused(String)
    /// It is read by what runs the hooks.
    case understood

    static let all: [String: GunicornSetting] = [
        "wsgi_app": .option("app"), "bind": .option("bind"), "backlog": .option("backlog"),
        "workers": .option("workers"), "worker_class": .understood, "threads": .option("threads"),
        "worker_connections": .option("max-connections"), "max_requests": .option("max-requests"),
        "max_requests_jitter": .option("max-requests-jitter"), "timeout": .option("timeout"),
        "graceful_timeout": .option("graceful-timeout"), "keepalive": .option("keep-alive"),
        "limit_request_line": .option("limit-request-line"), "limit_request_fields": .option("limit-request-fields"),
        "limit_request_field_size": .option("limit-request-field-size"), "reload": .option("reload"),
        "reload_extra_files": .option("reload-extra-file"), "preload_app": .option("preload"),
        "chdir": .option("chdir"), "pythonpath": .option("pythonpath"), "raw_env": .option("env"),
        "pidfile": .option("pid"), "user": .option("user"), "group": .option("group"), "umask": .option("umask"),
        "forwarded_allow_ips": .option("forwarded-allow-ips"), "accesslog": .option("access-log"),
        "access_log_format": .option("access-log-format"), "loglevel": .option("log-level"),
        "proc_name": .option("name"), "root_path": .option("root-path"), "proxy_protocol": .option("proxy-protocol"),

        "config": .ignored("a configuration file can't name another"),
        "reload_engine": .ignored("--reload always uses inotify"),
        "spew": .ignored("there is no tracing of lines; see `python -X importtime` and py-spy"),
        "check_config": .ignored("use --check"), "print_config": .ignored("use --print-config"),
        "sendfile": .ignored("sendfile is used where it can be"),
        "reuse_port": .ignored("workers share their listening sockets"),
        "worker_tmp_dir": .ignored("workers have no heartbeat files"),
        "initgroups": .ignored("the user's groups come with --user"),
        "tmp_upload_dir": .ignored("set TMPDIR for bodies that go to files"),
        "secure_scheme_headers": .ignored("X-Forwarded-Proto tells https; see --forwarded-headers"),
        "forwarder_headers": .ignored("names with underscores are dropped; use --root-path for SCRIPT_NAME"),
        "disable_redirect_access_to_syslog": .ignored("there is no syslog"),
        "capture_output": .ignored("standard output and error stay what they are"),
        "enable_stdio_inheritance": .ignored("standard output and error stay what they are"),
        "logger_class": .ignored("the server's log is its own; logconfig_dict is applied to the application's loggers"),
        "syslog_addr": .ignored(syslog), "syslog": .ignored(syslog), "syslog_prefix": .ignored(syslog),
        "syslog_facility": .ignored(syslog), "statsd_host": .ignored(statsd), "dogstatsd_tags": .ignored(statsd),
        "statsd_prefix": .ignored(statsd), "enable_backlog_metric": .ignored(statsd),
        "default_proc_name": .ignored("use proc_name"), "pre_exec": .ignored("SIGUSR2 does not start a new server"),
        "permit_obsolete_folding": .ignored(strict), "strip_header_spaces": .ignored(strict),
        "permit_unconventional_http_method": .ignored("methods of any case are accepted as RFC 9110 has them"),
        "permit_unconventional_http_version": .ignored(strict), "casefold_http_method": .ignored(strict),
        "header_map": .ignored("names with underscores are dropped"),
        "http_parser": .ignored("there is one parser"), "asgi_loop": .ignored(asgi), "asgi_lifespan": .ignored(asgi),
        "asgi_disconnect_grace_period": .ignored(asgi), "websocket_max_message_size": .ignored(asgi),
        "http2_max_concurrent_streams": .ignored(http2), "http2_initial_window_size": .ignored(http2),
        "http2_max_frame_size": .ignored(http2), "http2_max_header_list_size": .ignored(http2),
        "http_protocols": .ignored(http2), "http2_cleartext": .ignored(http2),
        "dirty_workers": .ignored(dirty), "dirty_timeout": .ignored(dirty), "dirty_threads": .ignored(dirty),
        "dirty_graceful_timeout": .ignored(dirty), "on_dirty_starting": .ignored(dirty),
        "dirty_post_fork": .ignored(dirty), "dirty_worker_init": .ignored(dirty), "dirty_worker_exit": .ignored(dirty),
        "control_socket": .ignored(control), "control_socket_mode": .ignored(control),
        "control_socket_disable": .ignored(control), "uwsgi_allow_ips": .ignored("there is no uwsgi protocol"),
        "suppress_ragged_eofs": .ignored(tlsDetail), "do_handshake_on_connect": .ignored(tlsDetail),
        "ssl_version": .ignored(tlsDetail), "cert_reqs": .ignored(tlsDetail), "ciphers": .ignored(tlsDetail),

        "daemon": .refused("leave it out and let systemd or your supervisor start crosswind"),
        "paste": .refused("name the application as MODULE:CALLABLE; paste files are not read"),
        "raw_paste_global_conf": .refused("name the application as MODULE:CALLABLE; paste files are not read"),
        "proxy_allow_ips": .option("proxy-allow-from"),
        "protocol": .refused("only HTTP is spoken; for nginx use proxy_pass instead of uwsgi_pass"),
        "keyfile": .refused(tls), "certfile": .refused(tls), "ca_certs": .refused(tls), "ssl_context": .refused(tls),
        "dirty_apps": .refused(dirty),

        "logconfig": .understood, "logconfig_dict": .understood, "logconfig_json": .understood,
        "errorlog": .option("log-file"),
        "on_starting": .understood, "on_reload": .understood, "when_ready": .understood, "pre_fork": .understood,
        "post_fork": .understood, "post_worker_init": .understood, "worker_int": .understood,
        "worker_abort": .understood, "pre_request": .understood, "post_request": .understood,
        "child_exit": .understood, "worker_exit": .understood, "nworkers_changed": .understood,
        "on_exit": .understood,
    ]

    private static let syslog = "there is no syslog; systemd's journal takes standard error"
    private static let statsd = "metrics are Prometheus's"
    private static let strict = "HTTP is read strictly, see docs/http-differences.md"
    private static let asgi = "crosswind serves WSGI"
    private static let http2 = "HTTP/1.1 is spoken; HTTP/2 is a proxy's"
    private static let dirty = "there are no dirty workers; let a task queue run such work"
    private static let control = "there is no control socket; signals do"
    private static let tls = "TLS is a proxy's; see docs/deploy.md"
    private static let tlsDetail = tls

    /// Values that ask for nothing: gunicorn's defaults, where they are not empty, off or zero.
    static let harmless: [String: [String]] = [
        "secure_scheme_headers": [], "protocol": ["http"], "http_protocols": ["h1"], "http2_cleartext": ["off"],
        "reload_engine": ["auto", "poll", "inotify"], "header_map": ["drop"], "http_parser": ["auto"],
        "syslog_addr": ["udp://localhost:514"], "syslog_facility": ["user"], "sendfile": ["on"],
        "logger_class": ["gunicorn.glogging.Logger"], "asgi_loop": ["auto"], "asgi_lifespan": ["auto"],
        "forwarder_headers": ["SCRIPT_NAME,PATH_INFO"], "default_proc_name": ["gunicorn"],
        "suppress_ragged_eofs": ["on"], "control_socket_disable": ["on"], "proxy_protocol": ["off"],
        "initgroups": [], "enable_stdio_inheritance": ["on"], "capture_output": [],
    ]
}
