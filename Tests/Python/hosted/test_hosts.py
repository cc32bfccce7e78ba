"""What must hold in every WSGI server: the document's example (Tornado 3, "WSGIApplication"), and all that an application may
do, with the same files for each. Each server of hosts.py that is here is asked."""

from __future__ import annotations

import json
import os

import pytest

from harness.server import Background
from hosted.hosts import Host

# --- the example


def test_hello(hello: Host) -> None:
    response = hello.get("/")
    assert (response.status, response.body) == (200, b"Hello, world")
    assert response.get("Content-Type") == "text/html; charset=UTF-8"
    assert response.get("Content-Length") == ("12" if not hello.kind.lacks("length") else None)


def test_hello_has_no_head(hello: Host) -> None:
    with hello.connect() as client:
        response = client.request("/", "HEAD").response("HEAD")
    # MainHandler has no head(): 405, as in Tornado.
    assert (response.status, response.body) == (405, b"")


def test_not_found(hello: Host) -> None:
    response = hello.get("/nowhere?a=b")
    assert response.status == 404 and b"404: Not Found" in response.body


def test_etag(hello: Host) -> None:
    tag = hello.get("/").get("Etag")
    response = hello.get("/", "If-None-Match: %s" % tag)
    assert (response.status, response.body) == (304, b"")


# --- everything else


def test_request(host: Host) -> None:
    seen = host.json("/a%20b/caf%C3%A9?x=1&x=%20", "X-One: 1", "Cookie: a=1; b=\"2 3\"", "Accept: text/html")
    assert (seen["method"], seen["path"], seen["query"]) == ("GET", "/a%20b/caf%C3%A9", "x=1&x=%20")
    assert seen["arguments"] == {"x": ["1", " "]} and seen["cookies"] == {"a": "1", "b": "2 3"}
    headers = {name.lower(): value for name, value in seen["headers"]}
    assert headers["x-one"] == "1" and headers["accept"] == "text/html" and headers["host"] == "localhost"
    assert seen["host"] == "localhost" and seen["protocol"] == "http" and seen["remoteIP"] == "127.0.0.1"


def test_methods(host: Host) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        with host.connect() as client:
            assert json.loads(client.request("/x", method, "Content-Length: 0").response().body)["method"] == method


def test_head(host: Host) -> None:
    with host.connect() as client:
        response = client.request("/hello", "HEAD").response("HEAD")
    assert response.status == 200 and response.body == b"" and response.get("Content-Length") in ("12", None)


@pytest.mark.parametrize("status", [201, 204, 304, 404, 503])
def test_status(host: Host, status: int) -> None:
    if status == 204 and host.kind.frames_204:
        with pytest.raises(AssertionError, match="a 204 with a body's framing"):
            host.get("/status/204")
        return
    response = host.get("/status/%d" % status)
    assert response.status == status and response.body == (b"" if status in (204, 304) else b"body")


def test_cookies(host: Host) -> None:
    assert host.get("/cookies").all("Set-Cookie") == ["one=1; Path=/", 'two="a b\\073c"; Path=/']


@pytest.mark.parametrize("count", [1, 1000, 600_000, 3_000_000])
def test_bodies(host: Host, count: int) -> None:
    data = bytes(index % 251 for index in range(count))
    total = 0
    for byte in data:
        total = (total * 31 + byte) % 2 ** 64
    with host.connect() as client:
        response = client.post("/body", data)
    kind = "file" if count > 512 * 1024 else "memory"
    assert response.body == b"%d %s %d" % (count, kind.encode(), total)


def test_form(host: Host) -> None:
    with host.connect() as client:
        response = client.post("/x", b"a=1&a=%C3%A9", "Content-Type: application/x-www-form-urlencoded")
    assert json.loads(response.body)["bodyArguments"] == {"a": ["1", "\xc3\xa9"]}


def test_large(host: Host) -> None:
    assert host.get("/large/5000000").body == b"x" * 5_000_000


def test_file(host: Host) -> None:
    path = os.path.join(os.environ["PROBE_FILES"], "host.bin")
    content = bytes(range(256)) * 10_000
    with open(path, "wb") as file:
        file.write(content)
    assert host.get("/files/host.bin").body == content
    for asked, part in [("10-19", content[10:20]), ("-7", content[-7:]), ("2559990-", content[-10:])]:
        response = host.get("/files/host.bin", "Range: bytes=" + asked)
        assert (response.status, response.body) == (206, part)
    with host.connect() as client:
        response = client.request("/files/host.bin", "HEAD").response("HEAD")
    assert response.status == 200 and response.body == b""


def test_errors(host: Host) -> None:
    response = host.get("/throws")
    assert response.status == 500 and b"500: Internal Server Error" in response.body
    host.logged("Planned")
    assert host.get("/hello").body == b"Hello, world"


def test_asynchronous_code_is_refused(host: Host) -> None:
    assert host.get("/flush").status == host.get("/sleep").status == 500
    assert host.get("/yield").body == b"yielded"
    host.logged("waitsForSuspension")


def test_many_at_once(host: Host) -> None:
    def ask(number: int) -> None:
        for index in range(20):
            path = "/item/%d-%d" % (number, index)
            assert host.get(path).body == path.encode()
    for one in [Background(ask, number) for number in range(8)]:
        one.result()


def test_fallback(host: Host) -> None:
    pytest.importorskip("flask")
    assert host.get("/python/hello").body == b"Hello from Flask"


def test_streaming(streaming: Host) -> None:
    response = streaming.get("/sleep")
    if streaming.kind.lacks("greenlets"):
        assert response.status == 500
        streaming.logged("gevent or eventlet")
    else:
        assert response.body == b"slept"
    response = streaming.get("/flush")
    if streaming.kind.lacks("write"):
        assert response.status == 500 and b"piece" not in response.body
        return
    assert response.body == b"piece 1\npiece 2\npiece 3\nthe end\n"
    try:
        whole = streaming.get("/flush-then-fail")
    except AssertionError:
        return  # cut, as it should be
    # A server without chunks ends a response by closing.
    assert whole.framing == "close" or whole.status == 500 or streaming.kind.lacks("cut")


def test_the_page_says_what_is_known_of_hosts() -> None:
    """docs/wsgi-hosts.md is what `make hosts` writes: read and written again it is the same, limits as hosts.py has them."""
    from hosted import page
    from hosted.hosts import HOSTS
    from hosted.matrix import PAGE
    matrix = page.Matrix({kind.name: kind for kind in HOSTS})
    matrix.read(PAGE.read_text())
    assert matrix.markdown() == PAGE.read_text()
