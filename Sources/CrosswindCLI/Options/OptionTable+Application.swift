extension OptionTable {
    static let app = OptionSpec(
        name: "app", kind: .text, placeholder: "MODULE[:CALLABLE]", example: "mysite.wsgi",
        help: """
            The application: `pkg.wsgi`, `pkg.wsgi:application`, `app:site.wsgi_app`, `app:create_app()`, \
            `app:create_app("prod")` or `path/to/app.py:app`. Without `:CALLABLE` `application` is tried, then `app`. \
            Without all of it: `FLASK_APP`, `DJANGO_SETTINGS_MODULE`, `manage.py`, `wsgi.py`, `app.py`.
            """,
        peers:
            "gunicorn, uvicorn, granian, waitress: the positional argument; literal arguments of a call as in gunicorn")

    static let factory = OptionSpec(
        name: "factory", aliases: ["call"], kind: .flag,
        help:
            "CALLABLE is a function without arguments that returns the application; default `create_app`, `make_app`.",
        peers: "uvicorn, granian `--factory`; waitress `--call`")

    static let mount = OptionSpec(
        name: "mount", kind: .list, placeholder: "/PREFIX=MODULE[:CALLABLE]", example: "/shop=shop.wsgi",
        help: """
            Another application for the paths below a prefix, which becomes its `SCRIPT_NAME`; repeatable. All of them run \
            in the same process, on the same threads.
            """,
        peers: "uWSGI `--mount` with `--manage-script-name`")

    static let chdir = OptionSpec(
        name: "chdir", kind: .text, placeholder: "DIR", defaultNote: "the working directory", example: "/srv/site",
        help: "Change to this directory before the application is imported.",
        peers: "gunicorn `--chdir`; uWSGI `--chdir`")

    static let pythonpath = OptionSpec(
        name: "pythonpath", aliases: ["app-dir"], kind: .list, placeholder: "DIR", defaultNote: "the working directory",
        example: "src",
        help: "A directory to put on `sys.path` before the working directory; repeatable, or several with commas.",
        peers: "gunicorn `--pythonpath`; uvicorn `--app-dir`")

    static let python = OptionSpec(
        name: "python", kind: .text, placeholder: "FILE",
        defaultNote: "$VIRTUAL_ENV, a `.venv` beside the application, `python3` on PATH", isFileKey: false,
        help: "The Python whose library is loaded; only for the `crosswind` that embeds Python, not for the wheel.",
        peers: "new")

    static let venv = OptionSpec(
        name: "venv", aliases: ["virtualenv"], kind: .text, placeholder: "DIR", defaultNote: "$VIRTUAL_ENV",
        isFileKey: false,
        help: "The virtual environment whose packages the application sees.",
        peers: "uWSGI `--venv`, `--virtualenv`")

    static let check = OptionSpec(
        name: "check", aliases: ["check-config"], kind: .flag,
        help: "Import the application, say whether that worked, and end without listening.",
        peers: "gunicorn `--check-config`")
}
