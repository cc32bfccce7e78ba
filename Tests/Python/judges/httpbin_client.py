"""A pytest plugin: what httpbin's own tests take for Flask's test client asks the server under test, over a connection each."""

from __future__ import annotations

import http.client
from typing import Any, Iterable, Iterator

import httpbin
import pytest
from werkzeug.test import Client

from harness.server import Server
from harness.wire import HANG


def forward(server: Server) -> Any:
    """A WSGI application that sends what it is asked to the server, as a gateway would, and gives back the answer as it came."""
    def application(environ: "dict[str, Any]", start_response: Any) -> "Iterable[bytes]":
        connection = http.client.HTTPConnection(*server.address, timeout=HANG)
        connection.putrequest(environ["REQUEST_METHOD"], environ["REQUEST_URI"], skip_host=True, skip_accept_encoding=True)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        for key, value in environ.items():
            if key.startswith("HTTP_") or key == "CONTENT_TYPE" or (key == "CONTENT_LENGTH" and body):
                connection.putheader(key.replace("HTTP_", "", 1).replace("_", "-").title(), str(value).encode("latin-1"))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        start_response("%d %s" % (answer.status, answer.reason), [(k, v) for k, v in answer.getheaders() if k != "Transfer-Encoding"])
        return [content]
    return application


@pytest.fixture(scope="session", autouse=True)
def _served() -> "Iterator[None]":
    with Server("httpbin:app") as server:
        httpbin.app.test_client = lambda *_, **__: Client(forward(server))
        yield
