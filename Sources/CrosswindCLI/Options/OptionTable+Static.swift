extension OptionTable {
    static let staticFiles = OptionSpec(
        name: "static", aliases: ["static-map"], kind: .list, placeholder: "/PREFIX=DIR",
        example: "/static=staticfiles",
        help: """
            Serve the files of a directory below a prefix without the application, as in `/static=staticfiles`; \
            repeatable. What is no file there goes to the application.
            """,
        peers: "uWSGI `--static-map`; granian `--static-path-route`, `--static-path-mount`")

    static let staticExpires = OptionSpec(
        name: "static-expires", kind: .duration(.zero ... .seconds(315_360_000)), placeholder: "TIME",
        defaultNote: "nothing is said",
        help: "For how long clients may keep such a file without asking again (`Cache-Control: max-age`).",
        peers: "uWSGI `--static-expires`; granian `--static-path-expires` (86400)")
}
