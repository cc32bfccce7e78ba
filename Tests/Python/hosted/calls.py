"""Calls a WSGI application as a server would, without one."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any, Optional

from harness.server import ROOT

#: Where `make hosted-probe` puts Tests/hosted-probe.
PROBE = Path(os.environ.get("CROSSWIND_HOSTED_PROBE", ROOT / ".build-wheel" / "hosted"))


def probe() -> Any:
    """The module of Tests/hosted-probe, in this process."""
    assert (PROBE / "hosted_probe.py").exists(), "%s is empty: make hosted-probe" % PROBE
    if str(PROBE) not in sys.path:
        sys.path.insert(0, str(PROBE))
    import hosted_probe
    return hosted_probe


def environ(path: str = "/", method: str = "GET", body: bytes = b"", **more: Any) -> "dict[str, Any]":
    """What a server would make of the request. `__` in a keyword is a dot (`wsgi__input`); None leaves a key out."""
    path, _, query = path.partition("?")
    made = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.7", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }
    if body:
        made["CONTENT_LENGTH"] = str(len(body))
    made.update({key.replace("__", "."): value for key, value in more.items()})
    return {key: value for key, value in made.items() if value is not None}


class Answer:
    """What came of a call."""

    def __init__(self, application: Any, given: "dict[str, Any]") -> None:
        self.heads: "list[tuple[str, list[tuple[str, str]]]]" = []
        self.written: "list[bytes]" = []
        self.environ = given
        iterable = application(given, self.start_response)
        try:
            self.blocks = [bytes(block) for block in iterable]
        finally:
            if hasattr(iterable, "close"):
                iterable.close()
        assert len(self.heads) == 1
        self.iterable = iterable
        self.line, self.headers = self.heads[0]
        self.status = int(self.line[:3])
        self.body = b"".join(self.written + self.blocks)

    def start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        assert type(status) is str and type(headers) is list
        for pair in headers:
            assert type(pair) is tuple and [type(part) for part in pair] == [str, str]
        self.heads.append((status, headers))
        return self.written.append

    def get(self, name: str) -> "Optional[str]":
        found = self.all(name)
        return found[0] if found else None

    def all(self, name: str) -> "list[str]":
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def json(self) -> Any:
        assert self.status == 200, (self.line, self.body, self.log)
        return json.loads(self.body)

    @property
    def log(self) -> str:
        return self.environ["wsgi.errors"].getvalue() if "wsgi.errors" in self.environ else ""


def call(path: str = "/", method: str = "GET", body: bytes = b"", application: Any = None, **more: Any) -> Answer:
    return Answer(application or probe().application, environ(path, method, body, **more))


def describe(path: str = "/", method: str = "GET", body: bytes = b"", **more: Any) -> Any:
    """What the application sees of a request."""
    return call(path, method, body, **more).json
