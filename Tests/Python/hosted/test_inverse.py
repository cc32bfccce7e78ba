"""`WSGIContainer.environ(request)` and `HTTPRequest(environ)` are inverses: over gunicorn's corpus, on the wire.

Crosswind receives each request, makes an environ of it, calls a Swift application with that, and the application says what
it sees: what was sent.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any, Iterator
from urllib.parse import quote, unquote_to_bytes, urlsplit

import pytest

from harness.wire import Client
from hosted.calls import PROBE
from hosted.hosts import HOSTS, Host
from test_corpus import GOOD, raw_bytes, stricter, with_host

# The one whose body looks like a request can't be given a Host without changing the body.
CASES = [case for case in GOOD if not stricter(case, with_host(raw_bytes(case))) and case["name"] != "valid/020"]
pytestmark = pytest.mark.skipif(not GOOD, reason="no corpus here")


@pytest.fixture(scope="module")
def circle() -> "Iterator[Host]":
    kind = next(host for host in HOSTS if host.name == "crosswind")
    with Host(kind, "hosted_probe:application", PROBE, env={"PROBE_FILES": os.environ["PROBE_FILES"]}) as host:
        host.expect_trouble = True
        yield host


def title(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


def sent_headers(headers: "list[list[str]]", body: bytes) -> "dict[str, str]":
    """What CGI's variables can carry of them."""
    joined: "dict[str, str]" = {}
    for name, value in headers:
        name = title(name)
        # An underscore can't be told from a hyphen, Proxy would be taken for a setting, and the coding is off.
        if "_" in name or name in ("Proxy", "Transfer-Encoding", "Host", "Content-Length"):
            continue
        joined[name] = joined[name] + ("; " if name == "Cookie" else ",") + value if name in joined else value
    if body:
        joined["Content-Length"] = str(len(body))
    return joined


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_inverse(circle: Host, case: Any) -> None:
    raw = with_host(raw_bytes(case))
    with Client(circle.address) as client:
        client.send(raw)
        for expected in case["expect"]:
            if expected["method"] == "HEAD":
                assert client.response("HEAD").status == 200
                continue
            answer = client.response()
            assert answer.status == 200, answer
            seen = json.loads(answer.body)
            target = urlsplit(expected["uri"]["raw"])
            body = expected["body"].encode("latin-1")
            assert seen["method"] == expected["method"]
            # Decoded once into environ, quoted again out of it (RAW_URI keeps what that loses).
            path = quote(unquote_to_bytes(expected["uri"]["raw"].split("?")[0] if not target.netloc else target.path))
            if expected["uri"]["raw"] == "*":
                path = ""  # about the server, not about a path of it
            assert seen["path"] == path and seen["query"] == target.query
            assert seen["uri"] == path + ("?" + target.query if target.query else "")
            assert seen["version"] == "HTTP/%d.%d" % tuple(expected["version"])
            assert seen["body"].encode("latin-1") == body
            headers = {name: value for name, value in seen["headers"] if name != "Host"}
            wanted = sent_headers(expected["headers"], body)
            if headers.get("Content-Length") == "0":
                wanted["Content-Length"] = "0"
            assert headers == wanted
            host = re.search(rb"(?im)^host:[ \t]*([^\r\n]*)", raw)
            if expected["version"] == [1, 1] and host:
                assert seen["host"] == (target.netloc or host[1].decode().strip())
            assert (seen["protocol"], seen["remoteIP"]) == ("http", "127.0.0.1")


def test_most_of_the_corpus_is_asked() -> None:
    assert len(CASES) > 33
