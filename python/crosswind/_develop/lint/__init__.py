"""``--lint``: checks of PEP 3333 around an application, that change nothing of what it answers.

Each finding has a number (docs/errors.md), and is told once for each place in the code. Only requests that the server
chooses (``--lint=1%``) come here; the others call the application as ever.
"""

from __future__ import annotations

from typing import Any, Callable

from crosswind._develop.lint.body import checked
from crosswind._develop.lint.exchange import Exchange
from crosswind._develop.lint.findings import Findings, origin
from crosswind._develop.lint.request import Errors, Input, check_environ, length_of


def lint(application: "Callable[..., Any]", report: "Callable[[str], Any]") -> "Callable[..., Any]":
    """``application``, watched; ``report`` takes a line for each finding, from any thread."""
    place = origin(application, "the application")
    findings = Findings(report, place)

    def watched(environ: "dict[str, Any]", start_response: "Callable[..., Any]") -> Any:
        whole_path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        exchange = Exchange(
            findings, place, environ.get("REQUEST_METHOD"), environ.get("wsgi.file_wrapper"), start_response)
        environ["wsgi.input"] = Input(environ["wsgi.input"], length_of(environ), findings)
        environ["wsgi.errors"] = Errors(environ["wsgi.errors"], findings)
        result = application(environ, exchange.start_response)
        check_environ(environ, whole_path, findings, place)
        return checked(result, exchange)

    return watched
