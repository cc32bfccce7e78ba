extension OptionTable {
    static let reload = OptionSpec(
        name: "reload", aliases: ["py-autoreload"], kind: .flag,
        help: """
            For development: replace the workers when a file of the application changes. While it cannot be imported, \
            every request is answered with the traceback.
            """,
        peers: "gunicorn, uvicorn, granian `--reload`; by inotify, not by polling")

    static let reloadDir = OptionSpec(
        name: "reload-dir", aliases: ["reload-paths"], kind: .list, placeholder: "DIR",
        defaultNote: "the working directory, --pythonpath, and wherever else the application's modules come from",
        help: "A directory to watch with all below it, instead of the default; repeatable, or several with commas.",
        peers: "uvicorn `--reload-dir`; granian `--reload-paths`")

    static let reloadInclude = OptionSpec(
        name: "reload-include", kind: .list, placeholder: "PATTERN", defaultNote: "*.py",
        help: """
            Files whose changes count, beside `*.py`: a shell's pattern for the name, or with a `/` in it for the path \
            from the watched directory, as in `*.html`.
            """,
        peers: "uvicorn `--reload-include`")

    static let reloadExclude = OptionSpec(
        name: "reload-exclude", aliases: ["reload-ignore-patterns"], kind: .list, placeholder: "PATTERN",
        help: """
            Files whose changes don't count, and directories that are not looked into; `.*`, `__pycache__`, \
            `node_modules` and virtual environments never are.
            """,
        peers: "uvicorn `--reload-exclude`; granian `--reload-ignore-patterns`")

    static let reloadExtraFile = OptionSpec(
        name: "reload-extra-file", aliases: ["reload-extra-files", "touch-reload"], kind: .list, placeholder: "FILE",
        help: "A file whose changes count whatever its name, such as `config.yaml`; it need not be there yet.",
        peers: "gunicorn `--reload-extra-file`; uWSGI `--touch-reload`")

    static let debug = OptionSpec(
        name: "debug", kind: .flag,
        help: """
            For development: when the application cannot be imported, serve a page with the traceback instead of ending \
            with code 4; --reload implies it. It shows source code to whoever asks.
            """,
        peers: "new")

    static let lint = OptionSpec(
        name: "lint", kind: .text, placeholder: "SHARE", defaultNote: "off", example: "1%",
        help: """
            Check the application against PEP 3333, and log each finding once with its number: `--lint` all requests, \
            `--lint=1%` or `--lint=0.01` a share of them, chosen at random. Responses stay as they are.
            """,
        peers: "what `wsgiref.validate` does, without ending the request")
}
