"""The page that says why the application could not be imported (``--reload``, ``--debug``).

A WSGI application that answers everything with 500: HTML for browsers, text for the rest. Only for development, since it
shows source lines and paths; in production the command ends with code 4.
"""

from __future__ import annotations

import html
import linecache
import os
import sys
import traceback
from types import TracebackType
from typing import Any, Callable, Iterable, Iterator, Optional

from crosswind._develop.sources import others

#: Lines shown before and after the one that failed.
AROUND = 5
#: Frames shown of one exception, and exceptions of one chain: a recursion has a thousand.
MOST_FRAMES = 60
MOST_CAUSES = 10

STYLE = """
body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1d1d1f;background:#fff}
header{background:#8c1c13;color:#fff;padding:1.2rem 2rem}header h1{margin:0;font-size:1.35rem}
header p{margin:.4rem 0 0;white-space:pre-wrap;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
main{padding:1rem 2rem;max-width:75rem}h2{font-size:1.05rem;margin:1.6rem 0 .5rem}
.where{margin:1rem 0 .2rem;font-size:.9rem;overflow-wrap:anywhere}.theirs{color:#6e6e73;margin:.2rem 0}
pre{margin:0;padding:.6rem 0;background:#f5f5f7;overflow-x:auto;font:13px/1.5 ui-monospace,monospace}
pre span{display:block;padding:0 .8rem}pre .hit{background:#fbdcd9}pre i{color:#8a8a8f;font-style:normal;user-select:none}
details{margin:1rem 0}summary{cursor:pointer}footer{color:#6e6e73;margin-top:2rem;font-size:.9rem}
@media(prefers-color-scheme:dark){body{color:#f5f5f7;background:#1d1d1f}pre{background:#2c2c2e}pre .hit{background:#5c1f1a}}
"""


class DebugPage:
    """Answers every request with how ``failure`` came about; ``reference`` is what the command line named."""

    def __init__(self, failure: BaseException, reference: str) -> None:
        self.text = "".join(traceback.format_exception(type(failure), failure, failure.__traceback__))
        self.html = "".join(page(failure, reference, self.text)).encode("utf-8", "backslashreplace")
        self.plain = (self.text + "\ncrosswind: can't load %s; with --reload it is tried again at the next change\n" % reference).encode(
            "utf-8", "backslashreplace")

    def __call__(self, environ: "dict[str, Any]", start_response: "Callable[..., Any]") -> "list[bytes]":
        wants = wants_html(environ.get("HTTP_ACCEPT", ""))
        body = self.html if wants else self.plain
        start_response("500 Internal Server Error", [
            ("Content-Type", "text/%s; charset=utf-8" % ("html" if wants else "plain")),
            ("Content-Length", str(len(body))), ("Cache-Control", "no-store"), ("Vary", "Accept"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("X-Content-Type-Options", "nosniff")])
        return [body]


def wants_html(accept: str) -> bool:
    """Whether HTML was asked for by name, as browsers do: ``*/*`` (curl) gets text."""
    for part in accept.split(","):
        kind, *parameters = [piece.strip().lower() for piece in part.split(";")]
        if kind in ("text/html", "application/xhtml+xml"):
            return not any(piece.replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000") for piece in parameters)
    return False


def page(failure: BaseException, reference: str, text: str) -> "Iterator[str]":
    title = "%s: %s" % (type(failure).__name__, failure)
    yield "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    yield "<title>%s</title><style>%s</style>" % (html.escape(title[:200]), STYLE)
    yield "<header><h1>%s can&rsquo;t be imported</h1><p>%s</p></header><main>" % (
        html.escape(reference), html.escape(title[:4000]))
    for each, link in chain(failure):
        if link:
            yield "<h2>%s: %s</h2>" % (link, html.escape(("%s: %s" % (type(each).__name__, each))[:1000]))
        yield from frames(each)
    yield "<details><summary>Traceback as text</summary><pre>%s</pre></details>" % html.escape(text)
    yield "<details><summary>sys.path</summary><pre>%s</pre></details>" % "".join(
        "<span>%s</span>" % html.escape(str(entry) or ".") for entry in sys.path)
    yield "<footer>Python %s &middot; %s &middot; %s</footer></main></html>\n" % tuple(
        html.escape(each) for each in (sys.version.split()[0], sys.executable or "embedded", os.getcwd()))


def chain(failure: BaseException) -> "Iterable[tuple[BaseException, str]]":
    """The exception, then what caused it, as far as Python would show it."""
    found: "list[tuple[BaseException, str]]" = []
    seen: "set[int]" = set()
    each: Optional[BaseException] = failure
    link = ""
    while each is not None and id(each) not in seen and len(found) < MOST_CAUSES:
        seen.add(id(each))
        found.append((each, link))
        if each.__cause__ is not None:
            each, link = each.__cause__, "Caused by"
        else:
            each, link = (None if each.__suppress_context__ else each.__context__), "While handling"
    return found


def frames(failure: BaseException) -> "Iterator[str]":
    """The frames, the innermost last. Those of the user's own code with source, others by a line."""
    foreign = others()
    steps = list(walk(failure.__traceback__))
    if len(steps) > MOST_FRAMES:
        yield "<p class=theirs>%d frames left out</p>" % (len(steps) - MOST_FRAMES)
        steps = steps[-MOST_FRAMES:]
    for name, line, function in steps:
        if name.startswith("<") or "importlib" in name or name == __file__:
            continue
        if (os.path.realpath(name)).startswith(foreign):
            yield "<p class=theirs>%s, line %d, in %s</p>" % (html.escape(name), line, html.escape(function))
            continue
        yield "<p class=where><b>%s</b>, line %d, in %s</p>" % (html.escape(name), line, html.escape(function))
        yield source(name, line)
    if isinstance(failure, SyntaxError) and failure.filename and failure.lineno:
        yield "<p class=where><b>%s</b>, line %d</p>" % (html.escape(str(failure.filename)), failure.lineno)
        yield source(str(failure.filename), failure.lineno, failure.offset)


def walk(step: "Optional[TracebackType]") -> "Iterator[tuple[str, int, str]]":
    while step is not None:
        code = step.tb_frame.f_code
        yield code.co_filename, step.tb_lineno or 0, code.co_name
        step = step.tb_next


def source(name: str, line: int, offset: Optional[int] = None) -> str:
    """The lines around one, with a mark under the column where a syntax error is."""
    linecache.checkcache(name)
    rows = []
    for number in range(max(1, line - AROUND), line + AROUND + 1):
        text = linecache.getline(name, number)
        if not text:
            continue
        row = "<i>%5d</i> %s" % (number, html.escape(text.rstrip("\n")[:500]))
        rows.append("<span%s>%s</span>" % (" class=hit" if number == line else "", row))
        if number == line and offset and 0 < offset <= 500:
            rows.append("<span class=hit>%s</span>" % (" " * (offset + 5) + "^"))
    return "<pre>%s</pre>" % "".join(rows) if rows else ""
