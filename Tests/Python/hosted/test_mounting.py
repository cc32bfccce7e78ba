"""Swift applications under Python's middleware and inside its sites, and Crosswind serving all of that: full circle."""

from __future__ import annotations

import json
import os
from typing import Any, Iterator

import pytest

from hosted.calls import PROBE, Answer, environ, probe
from hosted.hosts import HOSTS, Host


def mounts() -> Any:
    probe()
    import swift_mounts
    return swift_mounts


def ask(application: Any, path: str, method: str = "GET", body: bytes = b"", **more: Any) -> Answer:
    return Answer(application, environ(path, method, body, **more))


@pytest.mark.parametrize("name", ["application", "dispatched", "in_flask", "django"])
def test_mounted(name: str) -> None:
    """SCRIPT_NAME is right in all of them: the path is the whole one, routes see what is below the mount."""
    pytest.importorskip("django" if name == "django" else "flask")
    application = mounts().django_application() if name == "django" else getattr(mounts(), name)
    assert ask(application, "/swift/hello").body == b"Hello, world"
    seen = ask(application, "/swift/where/caf\xc3\xa9?x=1").json
    assert (seen["path"], seen["uri"]) == ("/swift/where/caf%C3%A9", "/swift/where/caf%C3%A9?x=1")
    seen = ask(application, "/swift/x", SCRIPT_NAME="/outer").json
    assert seen["path"] == "/outer/swift/x"
    assert ask(application, "/swift/body", "POST", b"abc").body.startswith(b"3 memory")
    assert ask(application, "/swift/status/404").status == 404
    assert ask(application, "/swift/cookies").all("Set-Cookie") == ["one=1; Path=/", 'two="a b\\073c"; Path=/'] or name == "django"
    assert ask(application, "/swift/large/3000000").body == b"x" * 3_000_000
    own = ask(application, "/own").body
    assert own == {"in_flask": b"Flask's own", "django": b"Django's own"}.get(name, own)
    assert b"Hello" not in own


def test_mounted_without_options() -> None:
    """As in Tornado: without the option routes see the mount, and match it."""
    pytest.importorskip("werkzeug")
    assert ask(mounts().dispatched, "/deep/er/hello").json["path"] == "/deep/er/hello"


def test_urls_of_what_is_mounted() -> None:
    """`reverseURL` and `staticURL` lead back: behind SCRIPT_NAME where routes don't see it, and behind what routes mount."""
    def urls(application: Any, path: str, script: str) -> "list[str]":
        return ask(application, path, SCRIPT_NAME=script).body.decode().split(" ")
    application = probe().unmounted
    assert urls(application, "/inner/urls", "") == ["/inner", "/inner/urls", "/inner/static/a.txt"]
    for script, quoted in [("/outer", "/outer"), ("/caf\xc3\xa9", "/caf%C3%A9"), ("/a/b", "/a/b")]:
        assert urls(application, "/urls", script) == [quoted, quoted + "/urls", ""]
        assert urls(application, "/inner/urls", script) == [quoted + "/inner", quoted + "/inner/urls", quoted + "/inner/static/a.txt"]
    # Where routes see SCRIPT_NAME it is part of what they match, as in Tornado.
    assert urls(probe().application, "/urls", "/inner") == ["/inner", "/inner/urls", "/inner/static/a.txt"]


def test_proxy_fix() -> None:
    pytest.importorskip("werkzeug")
    seen = ask(mounts().proxied, "/mounted/x", HTTP_X_FORWARDED_FOR="198.51.100.7", HTTP_X_FORWARDED_PROTO="https",
               HTTP_X_FORWARDED_HOST="example.com", HTTP_X_FORWARDED_PREFIX="/pre").json
    assert (seen["remoteIP"], seen["protocol"], seen["host"]) == ("198.51.100.7", "https", "example.com")
    assert seen["fullURL"] == "https://example.com/pre/mounted/x"


# --- what is mounted inside the Swift application


@pytest.mark.parametrize("name, script", [("application", ""), ("unmounted", "/outer")])
def test_mounted_inside(name: str, script: str) -> None:
    """Applications in Swift and Python below a prefix; SCRIPT_NAME of Python's is the whole of what is above it."""
    application = getattr(probe(), name)

    def get(path: str) -> Answer:
        return ask(application, path, SCRIPT_NAME=script)
    assert get("/inner/hello").body == b"Hello, world"
    assert get("/inner/where/a%").body.decode() == "%s/inner %s/inner/where/a%%25" % (script, script)
    assert get("/inner").body.decode() == "%s/inner %s/inner" % (script, script)
    assert get("/inner/nowhere").status == 404
    assert get("/below/x/\xc3\xa9").json == {"SCRIPT_NAME": script + "/below", "PATH_INFO": "/x/\xc3\xa9"}
    assert get("/below").json == {"SCRIPT_NAME": script + "/below", "PATH_INFO": ""}
    assert get("/inner/caf\xc3\xa9/y").json == {"SCRIPT_NAME": script + "/inner/caf\xc3\xa9", "PATH_INFO": "/y"}


def test_mounted_inside_of_the_whole_path() -> None:
    seen = ask(probe().application, "/x", SCRIPT_NAME="/below/more").json
    assert seen == {"SCRIPT_NAME": "/below", "PATH_INFO": "/more/x"}


# --- Crosswind, WSGIContainer, WSGIApplication, WSGIFallback, Flask


@pytest.fixture(scope="module")
def circle() -> "Iterator[Host]":
    pytest.importorskip("flask")
    kind = next(host for host in HOSTS if host.name == "crosswind")
    with Host(kind, "hosted_probe:application", PROBE, env={"PROBE_FILES": os.environ["PROBE_FILES"]}) as host:
        host.expect_trouble = True  # Flask's own traceback is one of the answers
        yield host


def test_full_circle(circle: Host) -> None:
    assert circle.get("/hello").body == b"Hello, world"
    assert circle.get("/python/hello").body == b"Hello from Flask"
    with circle.connect() as client:
        for _ in range(3):
            answer = client.post("/python/form", b"a=1&b=%C3%A9", "Content-Type: application/x-www-form-urlencoded")
            assert json.loads(answer.body) == {"a": "1", "b": "\xe9"}
            answer = client.post("/body", b"x" * 600_000)
            assert answer.body.startswith(b"600000 file ")
            assert client.get("/large/3000000").body == b"x" * 3_000_000
            assert client.request("/hello", "HEAD").response("HEAD").get("Content-Length") == "12"
            assert client.get("/status/204").status == 204
    assert circle.get("/python/raises").status == 500
    assert circle.get("/throws").status == 500
    circle.logged("Planned")
    assert circle.get("/python/hello").body == b"Hello from Flask"


def test_full_circle_chunked(circle: Host) -> None:
    """A request body without a length: the server ends the input, and says so."""
    answer = circle.exchange(b"POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "POST")
    assert answer.body.startswith(b"5 memory ")


def test_full_circle_file(circle: Host) -> None:
    with open(os.path.join(os.environ["PROBE_FILES"], "circle.bin"), "wb") as file:
        file.write(os.urandom(3_000_000))
    with open(file.name, "rb") as file:
        content = file.read()
    assert circle.get("/files/circle.bin").body == content
    answer = circle.get("/files/circle.bin", "Range: bytes=10-19")
    assert (answer.status, answer.body) == (206, content[10:20])
    answer = circle.get("/files/circle.bin", "Range: bytes=-5")
    assert (answer.status, answer.body) == (206, content[-5:])


def test_full_circle_seen(circle: Host) -> None:
    seen = circle.json("/a%20b/%2F?x=%20", "X-One: 1", "X-One: 2", "Cookie: a=1", "Cookie: b=2")
    assert (seen["path"], seen["uri"]) == ("/a%20b//", "/a%20b//?x=%20")
    assert dict(map(tuple, seen["headers"]))["X-One"] == "1,2" and seen["cookies"] == {"a": "1", "b": "2"}
    assert seen["host"] == "localhost" and seen["remoteIP"] == "127.0.0.1"
