"""What HTTP leaves to the server, seen from an application in it: each server of hosts.py that is here is asked."""

from __future__ import annotations

import json

import pytest

from harness.server import Background
from hosted.hosts import Host


def test_chunked_request(host: Host) -> None:
    """RFC 9112, 7.1: with `wsgi.input_terminated`, or with the length that the server counted."""
    if host.kind.lacks("chunked_request"):
        pytest.skip(host.kind.lacks("chunked_request"))
    with host.connect() as client:
        client.request("/body", "POST", "Transfer-Encoding: chunked", body=b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
        response = client.response()
    total = 0
    for byte in b"abcdefg":
        total = total * 31 + byte
    assert (response.status, response.body) == (200, b"7 memory %d" % total)


def test_http10(host: Host) -> None:
    """Whole, and without a coding that HTTP/1.0 does not know."""
    with host.connect() as client:
        response = client.request("/hello", version="HTTP/1.0").response()
        assert response.status == 200 and response.body == b"Hello, world" and response.framing != "chunked"
    with host.connect() as client:
        response = client.request("/large/3000000", version="HTTP/1.0").response()
        assert response.body == b"x" * 3_000_000 and response.framing != "chunked"


def test_paths(host: Host) -> None:
    """What was escaped on the wire is the same bytes again, whatever the server made of it."""
    for target in ("/caf%C3%A9", "/%E2%82%AC", "/a%20b", "/%25", "/x;y=z", "/~user", "/%FF"):
        seen = host.json(target + "?q=%E2%82%AC")
        path = target.replace(";", "%3B").replace("=", "%3D")
        assert (seen["path"], seen["query"]) == (path, "q=%E2%82%AC")
        assert seen["arguments"] == {"q": ["\xe2\x82\xac"]}


def test_response_header_bytes(host: Host) -> None:
    if host.kind.lacks("header_bytes"):
        pytest.skip(host.kind.lacks("header_bytes"))
    response = host.get("/header?name=X-Word&value=caf%C3%A9")
    assert response.status == 200 and response.get("X-Word") == "caf\xc3\xa9"


def test_redirect(host: Host) -> None:
    """RFC 9110, 15.4.2: the server leaves Location as it is, or makes it absolute."""
    response = host.get("/old/page")
    assert response.status == 301 and (response.get("Location") or "").endswith("/new/page?from=old")


def test_mount(mounted: Host) -> None:
    """PEP 3333's SCRIPT_NAME: routes see what is below the mount, `path` is the whole one."""
    assert mounted.get("/swift/hello").body == b"Hello, world"
    seen = mounted.json("/swift/where/caf%C3%A9?x=1")
    assert (seen["path"], seen["uri"]) == ("/swift/where/caf%C3%A9", "/swift/where/caf%C3%A9?x=1")
    own = mounted.json("/elsewhere")
    assert own == {"SCRIPT_NAME": "", "PATH_INFO": "/elsewhere"}


def test_threads(host: Host) -> None:
    """Requests that compute in Swift at the same time, among them ones with bodies."""
    def busy(number: int) -> bytes:
        with host.connect() as client:
            return client.get("/busy/200000").body

    def post(number: int) -> bytes:
        with host.connect() as client:
            seen = json.loads(client.post("/x", b"n=%d" % number, "Content-Type: application/x-www-form-urlencoded").body)
        return str(seen["bodyArguments"]["n"][0]).encode()
    works = [Background(busy, number) for number in range(4)], [Background(post, number) for number in range(4)]
    assert len({work.result() for work in works[0]}) == 1
    assert [work.result() for work in works[1]] == [b"0", b"1", b"2", b"3"]
