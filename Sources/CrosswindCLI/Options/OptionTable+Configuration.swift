extension OptionTable {
    static let config = OptionSpec(
        name: "config", short: "c", kind: .list, placeholder: "FILE",
        defaultNote: "`crosswind.toml`, else `[tool.crosswind]` in `pyproject.toml`, else `gunicorn.conf.py`",
        isFileKey: false,
        help: """
            The configuration file: a TOML file with the options' names as keys (of a `pyproject.toml` the table \
            `[tool.crosswind]`), or a `.py` file with gunicorn's; `python:MODULE` is imported. Relative to where the command was started; repeatable, later ones go first; `off` reads none.
            """,
        peers: "gunicorn `--config`; `file:` in front is understood")

    static let env = OptionSpec(
        name: "env", short: "e", kind: .pairs, placeholder: "NAME=VALUE",
        help: "A variable for the application, whatever it was before; repeatable.",
        peers: "gunicorn `--env`; uWSGI `--env`")

    static let envFile = OptionSpec(
        name: "env-file", aliases: ["env-files"], kind: .list, placeholder: "FILE", example: ".env",
        help: """
            A file with a `NAME=VALUE` a line for the application; a variable that is set already stays. Repeatable, later ones \
            go first.
            """,
        peers: "uvicorn `--env-file`; granian `--env-files`")
}
