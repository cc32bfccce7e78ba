"""wsgi.input: every way of reading, bodies in memory, in a file and as they come."""

import hashlib
import json

import pytest

from harness.server import Server
from harness.wire import until

LINES = b"first\nsecond\r\n\nno end"
BIG = b"".join(b"%06d line of a body that is too large for memory\n" % n for n in range(40_000))  # 2 MB: spooled
BODIES = {"lines": LINES, "empty": b"", "big": BIG, "binary": bytes(range(256)) * 300, "one": b"x", "newlines": b"\n" * 1000}


@pytest.fixture(scope="module", params=["buffered", "streamed"])
def reading(request):
    """The same of a server that buffers bodies before it calls the app, and of one that does not."""
    options = ["--stream-request-body"] if request.param == "streamed" else []
    with Server("everything", *options) as server:
        yield server


def chunked(body, size=7000):
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + b"0\r\n\r\n"


@pytest.fixture(params=["length", "chunked"])
def post(request, reading):
    def send(target, body):
        with reading.connect() as client:
            if request.param == "chunked":
                response = client.post(target, chunked(body), "Transfer-Encoding: chunked")
            else:
                response = client.request(target, "POST", "Content-Length: %d" % len(body), body=body).response()
            assert response.status == 200, response
            value = json.loads(response.body)
            assert client.lives()
        return value
    return send


def whole(about, body):
    assert about["bytes"] == len(body)
    assert about["sha"] == hashlib.sha256(body).hexdigest()
    assert about["types"] in ([], ["bytes"])


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("app", ["read", "read_minus_one", "read_none", "read_length", "read_more", "read_n?1000", "read_n?65537",
                                 "readline", "readline_n?4", "readlines", "iterate", "read_zero"])
def test_every_way_gives_the_whole_body(post, app, body):
    about = post("/inputs/" + app, body)
    whole(about, body)
    if app in ("readline", "readlines", "iterate"):
        assert about["pieces"] == len(body.splitlines() if body != BODIES["binary"] else body.split(b"\n"))
    if "read_n?" in app and body:  # never short before the end
        size = int(app.partition("?")[2])
        assert about["pieces"] == -(-len(body) // size)
    if "readline_n" in app:
        assert about["longest"] <= 4


def test_readlines_hint(post):
    about = post("/inputs/readlines_hint?10", LINES)
    assert about["first"]["pieces"] == 2 and about["first"]["bytes"] == len(b"first\nsecond\r\n")
    assert about["rest"]["pieces"] == 2


def test_one_position_for_all(post):
    about = post("/inputs/mixed", b"abcdef\nghi\njkl\nmno\nrest")
    assert about == {"pieces": ["abc", "def\n", "gh", "i\n", "jkl\n"], "rest": len("mno\nrest")}


@pytest.mark.parametrize("body", [LINES, b"", BIG], ids=["lines", "empty", "big"])
def test_end_stays_the_end(post, body):
    value = post("/inputs/past_end", body)
    assert value["whole"] == len(body)
    assert value["after"] == ["b''", "b''", "b''", "[]", "[]", "b''", "b''"]


def test_it_has_the_methods(post):
    assert all(post("/inputs/methods", b"x").values())


def test_bad_arguments(post):
    value = post("/inputs/bad_arguments", b"0123456789")
    assert value["str"] == "TypeError" and value["two"] == "TypeError"
    assert value["huge"] in ("OverflowError", "ValueError", "b'0123456789'")
    assert value["rest"] in (0, 10)


@pytest.mark.parametrize("app", ["unread", "some"])
@pytest.mark.parametrize("body", [b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n", BIG], ids=["request", "big"])
def test_what_is_left_is_not_the_next_request(reading, app, body):
    with reading.connect() as client:
        response = client.post("/inputs/" + app, body)
        assert response.status == 200
        if response.get("Connection") == "close":
            assert client.ends()
        else:
            assert client.lives()


def test_without_a_body(reading):
    """A GET's input is empty, and does not wait for anything."""
    with reading.connect() as client:
        for app in ("read", "readline", "readlines", "iterate", "read_more"):
            whole(json.loads(client.get("/inputs/" + app).body), b"")
        assert client.lives()


def test_validated(reading):
    with reading.connect() as client:
        assert client.post("/inputs/validated", LINES).body == LINES


def test_echo_of_a_large_body(reading):
    with reading.connect() as client:
        assert client.post("/inputs/echo", BIG).body == BIG
        assert client.post("/inputs/echo", chunked(BIG, 100_000), "Transfer-Encoding: chunked").body == BIG
        assert client.lives()


def test_body_in_many_small_packets(reading):
    body = b"0123456789" * 20
    with reading.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
        for n in range(0, len(body), 7):
            client.send(body[n:n + 7])
        assert client.response().body == body


def test_stream_kept_beyond_its_request(server):
    """It may still give its own request's body, but nothing of another's."""
    with server.connect() as client:
        assert client.post("/inputs/keep", b"first body").status == 200
        response = client.post("/inputs/keep", b"second body")
        assert response.status == 200 and b"second" not in response.body


def test_slow_upload_holds_no_thread(start):
    """Bodies are complete before the app is called: with one thread, a stalled upload holds up nobody."""
    server = start("everything", threads=1)
    with server.connect() as slow:
        slow.send(b"POST /inputs/read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        for _ in range(5):
            assert server.get("/framing/hello").status == 200
        slow.send(b"67890")
        assert slow.response().status == 200


def test_streamed_body_arrives_as_it_comes(start):
    server = start("everything", "--stream-request-body")
    with server.connect() as client:
        client.send(b"POST /inputs/echo_stream HTTP/1.1\r\nHost: x\r\nContent-Length: 131072\r\n\r\n" + b"a" * 65536)
        response = client.head()
        got = b""
        while len(got) < 65536:
            got += client.chunk(response)
        client.send(b"b" * 65536)
        while client.chunk(response):
            pass
        assert response.body == b"a" * 65536 + b"b" * 65536


def test_answer_without_the_body_that_waits_for_continue(start):
    """Nobody can tell whether the body comes after all, so the connection ends here, and the answer says so."""
    server = start("everything", "--stream-request-body")
    with server.connect() as client:
        response = client.request("/framing/hello", "POST", "Content-Length: 5", "Expect: 100-continue").response()
        assert response.status == 200 and response.get("Connection") == "close"
        assert client.ends()


def test_spool_leaves_nothing_behind(start, tmp_path):
    """Large bodies wait in an anonymous file: nothing to see while it runs, nothing left after."""
    server = start("everything", env={"TMPDIR": str(tmp_path)})

    def upload():
        with server.connect() as client:
            client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(BIG))
            client.send(BIG[:1_500_000])
            server.get("/framing/hello")
            assert list(tmp_path.iterdir()) == []
            client.send(BIG[1_500_000:])
            assert client.response().body == BIG
    upload()
    before = server.descriptors()
    for _ in range(3):
        upload()
    until(lambda: server.descriptors() <= before, "closed descriptors", 10)
    assert list(tmp_path.iterdir()) == []
