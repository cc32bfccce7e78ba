/// Options of other servers that we don't have: the error says what to do instead of "unknown option".
enum ForeignOptions {
    /// Names as typed ⇒ the remedy. None of them may be one of ours; a test sees to it.
    static let remedies: [String: String] = [
        "-w": oneProcess, "--workers": oneProcess, "--processes": oneProcess,
        "-k": workerClass, "--worker-class": workerClass,
        "-t": "leave it out; --header-timeout, --body-timeout and --write-timeout guard against slow clients",
        "--timeout": "leave it out; --header-timeout, --body-timeout and --write-timeout guard against slow clients",
        "-D": daemon, "--daemon": daemon, "--daemonize": daemon,
        "--interface": "leave it out; crosswind serves WSGI",
        "--wsgi": "name the application: crosswind MODULE:CALLABLE",
        "-m": "name the application: crosswind MODULE:CALLABLE",
        "--module": "name the application: crosswind MODULE:CALLABLE",
        "--wsgi-file": "name the file: crosswind path/to/file.py",
        "-c": "set the options on the command line or as CROSSWIND_… variables",
        "--config": "set the options on the command line or as CROSSWIND_… variables",
        "--log-file": "redirect standard error", "--error-logfile": "redirect standard error",
        "--proxy-headers": "use --forwarded-headers x-forwarded", "--no-proxy-headers": "use --forwarded-headers none",
        "--trusted-proxy": "use --forwarded-allow-ips", "--trusted-proxy-headers": "use --forwarded-headers",
        "-H": "use --venv DIR", "--home": "use --venv DIR",
        "--channel-timeout": "use --header-timeout, --body-timeout and --write-timeout",
        "--http1-header-read-timeout": "use --header-timeout, in seconds or as 30000ms",
        "-p": "use --port", "--master": "leave it out", "--http": "use --bind",
    ]

    private static let oneProcess = "leave it out; crosswind runs one process, with --threads Python threads"
    private static let workerClass = "leave it out; there is one kind of worker, with --threads threads"
    private static let daemon = "leave it out and let systemd or your supervisor start crosswind"
}
