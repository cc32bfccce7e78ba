extension OptionTable {
    static let healthPath = OptionSpec(
        name: "health-path", kind: .text, placeholder: "PATH", defaultNote: "none", example: "/healthz",
        help: """
            Answer `GET` and `HEAD` of this path without the application, as in `/healthz`: 200 while the process is alive. \
            Off by default, since the path is taken from the application.
            """,
        peers: "new")

    static let readyPath = OptionSpec(
        name: "ready-path", kind: .text, placeholder: "PATH", defaultNote: "none", example: "/readyz",
        help: """
            The same for a path, as in `/readyz`, that tells load balancers whether requests are welcome: 200, or 503 while \
            the server stops (see `--drain-delay`) or `--queue-depth` requests wait.
            """,
        peers: "new")

    static let logHealth = OptionSpec(
        name: "log-health", kind: .flag,
        help: "Have the requests for `--health-path` and `--ready-path` in the access log too.",
        peers: "new")

    static let user = OptionSpec(
        name: "user", short: "u", aliases: ["uid"], kind: .text, placeholder: "NAME|ID", defaultNote: "who starts it",
        example: "www-data",
        help: """
            Become this user, with its groups, when addresses are bound and logs opened, and before the application is \
            imported; a supervisor stays who it is.
            """,
        peers: "gunicorn `--user` (which keeps root's group unless `--group` is given); uWSGI `--uid`")

    static let group = OptionSpec(
        name: "group", short: "g", aliases: ["gid"], kind: .text, placeholder: "NAME|ID", defaultNote: "the user's",
        example: "www-data",
        help: "Become this group, at the same time.",
        peers: "gunicorn `--group`; uWSGI `--gid`")

    static let umask = OptionSpec(
        name: "umask", kind: .text, placeholder: "MODE", defaultNote: "as inherited", example: "027",
        help: "The permissions that new files are made without, in octal digits, as in `027`.",
        peers: "gunicorn `--umask` (decimal there unless it begins with a zero); uWSGI `--umask`")

    static let pid = OptionSpec(
        name: "pid", short: "p", aliases: ["pidfile", "pid-file"], kind: .text, placeholder: "FILE",
        defaultNote: "none", example: "/run/mysite.pid",
        help: """
            Keep the process id (the supervisor's, when there is one) in this file, which is locked while the server runs and \
            removed at its end.
            """,
        peers: "gunicorn `--pid`; uWSGI `--pidfile`; granian `--pid-file`")

    static let processName = OptionSpec(
        name: "name", short: "n", aliases: ["proc-name", "process-name", "procname"], kind: .text, placeholder: "NAME",
        defaultNote: "the application", example: "mysite",
        help: "What `ps` and `top` show of the processes, in brackets: `crosswind: worker 1 [NAME]`.",
        peers: "gunicorn `--name` (with setproctitle installed); granian `--process-name`")
}
