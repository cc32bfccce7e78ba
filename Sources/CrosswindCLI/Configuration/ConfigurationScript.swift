/// The part of reading configuration files that is simpler in Python, which has a TOML parser.
enum ConfigurationScript {
    static let fileName = "<crosswind configuration>"

    static let source = #"""
        import re


        class Unreadable(Exception):
            """The text is one line for the user, without the file's name."""


        OURS = re.compile(r"""^\s*\[\s*tool\s*\.\s*["']?crosswind["']?\s*[\].]|^\s*tool\s*\.\s*crosswind\b""", re.M)


        def toml(path, is_project):
            """[(key, value, line or 0), ...], or None for a pyproject.toml without our table."""
            try:
                with open(path, "rb") as file:
                    data = file.read()
                text = data.decode("utf-8")
            except OSError as error:
                raise Unreadable("can't be read: " + (error.strerror or str(error)))
            except UnicodeDecodeError as error:
                raise Unreadable("is not UTF-8 (at byte %d); TOML has to be" % error.start)
            mentions_us = not is_project or OURS.search(text)
            try:
                import tomllib
            except ImportError:
                try:
                    import tomli as tomllib
                except ImportError:
                    if not mentions_us:
                        return None
                    raise Unreadable("can't be read by this Python, which is older than 3.11: "
                                     "install the package tomli, or use CROSSWIND_... variables")
            try:
                document = tomllib.loads(text)
            except tomllib.TOMLDecodeError as error:
                if not mentions_us:
                    return None
                raise Unreadable("is no valid TOML: %s" % error)
            table = ()
            if is_project:
                document = document.get("tool", {})
                document = document.get("crosswind") if isinstance(document, dict) else None
                if document is None:
                    return None
                if not isinstance(document, dict):
                    raise Unreadable("tool.crosswind is no table; write [tool.crosswind]")
                table = ("tool", "crosswind")
            return [(key, value, line_of(text, table, key)) for key, value in document.items()]


        HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?")


        def names(dotted):
            return tuple(part.strip().strip("\"'") for part in dotted.split("."))


        def line_of(text, table, key):
            """Where ``key`` of ``table`` is set, counted from 1; 0 where that can't be seen, as in inline tables."""
            current = ()
            for number, line in enumerate(text.splitlines(), 1):
                header = HEADER.match(line)
                if header:
                    current = names(header[1])
                    found = current[:len(table) + 1] == (*table, key)
                else:
                    found = names(line.partition("=")[0])[:1] == (key,) and current == table
                if found:
                    return number
            return 0
        """#
}
