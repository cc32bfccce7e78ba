"""Requests that are no HTTP, or not wanted: each with its status, and the connection closed behind it."""

import random

import pytest

from harness.server import Server
from harness.wire import Truncated

CRLF = b"\r\n"


def head(*lines, end=b"\r\n\r\n"):
    return CRLF.join(lines) + end


GET = b"GET / HTTP/1.1"
POST = b"POST /inputs/read HTTP/1.1"
HOST = b"Host: x"
CHUNKED = b"Transfer-Encoding: chunked"

BAD = {
    # the request line
    "no version": head(b"GET /", HOST),
    "http 0.9": b"GET /\r\n",
    "two spaces": head(b"GET  / HTTP/1.1", HOST),
    "tab for space": head(b"GET\t/ HTTP/1.1", HOST),
    "space at the end": head(b"GET / HTTP/1.1 ", HOST),
    "space in front": head(b" GET / HTTP/1.1", HOST),
    "two empty lines in front": b"\r\n\r\n" + head(GET, HOST),
    "space in the target": head(b"GET /a b HTTP/1.1", HOST),
    "control in the target": head(b"GET /a\x01b HTTP/1.1", HOST),
    "del in the target": head(b"GET /a\x7fb HTTP/1.1", HOST),
    "nul in the target": head(b"GET /a\0b HTTP/1.1", HOST),
    "escaped nul": head(b"GET /a%00b HTTP/1.1", HOST),
    "fragment": head(b"GET /a#frag HTTP/1.1", HOST),
    "no slash": head(b"GET a HTTP/1.1", HOST),
    "asterisk for get": head(b"GET * HTTP/1.1", HOST),
    "authority for get": head(b"GET x:80 HTTP/1.1", HOST),
    "method with colon": head(b"GE:T / HTTP/1.1", HOST),
    "method with bytes": head(b"G\xc9T / HTTP/1.1", HOST),
    "no method": head(b"/ HTTP/1.1", HOST),
    "lower case http": head(b"GET / http/1.1", HOST),
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 60 + b"\r\n\r\n",
    "lf only": b"GET / HTTP/1.1\nHost: x\n\n",
    "one lf": b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
    "lf at the end": b"GET / HTTP/1.1\r\nHost: x\r\n\n",
    "bare cr in the line": head(b"GET /\r HTTP/1.1", HOST),
    # fields
    "bare cr in a value": head(GET, HOST, b"X: a\rb"),
    "cr cr lf": b"GET / HTTP/1.1\r\r\nHost: x\r\n\r\n",
    "nul in a value": head(GET, HOST, b"X: a\0b"),
    "bell in a value": head(GET, HOST, b"X: a\x07b"),
    "del in a value": head(GET, HOST, b"X: a\x7fb"),
    "space before the colon": head(GET, HOST, b"X : a"),
    "tab before the colon": head(GET, HOST, b"X\t: a"),
    "folded": head(GET, HOST, b"X: a", b" b"),
    "folded with a tab": head(GET, HOST, b"X: a", b"\tb"),
    "space before the first field": head(GET, b" " + HOST),
    "empty name": head(GET, HOST, b": a"),
    "no colon": head(GET, HOST, b"X"),
    "name with bytes": head(GET, HOST, b"X\xe9: a"),
    "name with brackets": head(GET, HOST, b"X(Y): a"),
    "name with nul": head(GET, HOST, b"X\0: a"),
    # Host
    "no host": head(GET),
    "two hosts": head(GET, HOST, b"Host: y"),
    "two equal hosts": head(GET, HOST, HOST),
    "host with a bad port": head(GET, b"Host: foo:abc"),
    "host with a large port": head(GET, b"Host: foo:65536"),
    "host with a path": head(GET, b"Host: foo/bar"),
    "host with a user": head(GET, b"Host: me@foo"),
    "host with a space": head(GET, b"Host: foo bar"),
    "two hosts in one": head(GET, b"Host: foo, bar"),
    "unclosed literal": head(GET, b"Host: [::1"),
    "two hosts on 1.0": head(b"GET / HTTP/1.0", HOST, b"Host: y"),
    # Content-Length
    "length and chunked": head(POST, HOST, b"Content-Length: 5", CHUNKED) + b"0\r\n\r\n",
    "chunked and length": head(POST, HOST, CHUNKED, b"Content-Length: 5") + b"0\r\n\r\n",
    "two lengths": head(POST, HOST, b"Content-Length: 5", b"Content-Length: 6") + b"hello!",
    "length list": head(POST, HOST, b"Content-Length: 5, 5") + b"hello",
    "length plus": head(POST, HOST, b"Content-Length: +5") + b"hello",
    "length minus": head(POST, HOST, b"Content-Length: -5") + b"hello",
    "length hex": head(POST, HOST, b"Content-Length: 0x5") + b"hello",
    "length underscore": head(POST, HOST, b"Content-Length: 1_0") + b"hello",
    "length space": head(POST, HOST, b"Content-Length: 5 5") + b"hello",
    "length empty": head(POST, HOST, b"Content-Length:"),
    "length arabic": head(POST, HOST, "Content-Length: \u0665".encode()) + b"hello",
    "length overflow": head(POST, HOST, b"Content-Length: 18446744073709551621") + b"hello",
    "length overflow 64": head(POST, HOST, b"Content-Length: 99999999999999999999999999") + b"hello",
    # Transfer-Encoding
    "chunked on 1.0": head(b"POST / HTTP/1.0", HOST, CHUNKED) + b"0\r\n\r\n",
    "identity": head(POST, HOST, b"Transfer-Encoding: identity"),
    "gzip": head(POST, HOST, b"Transfer-Encoding: gzip"),
    "gzip, chunked": head(POST, HOST, b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",
    "chunked, gzip": head(POST, HOST, b"Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n",
    "chunked twice": head(POST, HOST, CHUNKED, CHUNKED) + b"0\r\n\r\n",
    "xchunked": head(POST, HOST, b"Transfer-Encoding: xchunked") + b"0\r\n\r\n",
    "chunked with a vertical tab": head(POST, HOST, b"Transfer-Encoding: \x0bchunked") + b"0\r\n\r\n",
    "empty coding": head(POST, HOST, b"Transfer-Encoding:") + b"0\r\n\r\n",
}

CHUNKS = {
    "plus": b"+5\r\nhello\r\n0\r\n\r\n",
    "minus": b"-5\r\nhello\r\n0\r\n\r\n",
    "hex prefix": b"0x5\r\nhello\r\n0\r\n\r\n",
    "underscore": b"0_5\r\nhello\r\n0\r\n\r\n",
    "space before": b" 5\r\nhello\r\n0\r\n\r\n",
    "space after": b"5 \r\nhello\r\n0\r\n\r\n",
    "empty": b"\r\nhello\r\n0\r\n\r\n",
    "no hex": b"g\r\nhello\r\n0\r\n\r\n",
    "17 digits": b"00000000000000005\r\nhello\r\n0\r\n\r\n",
    "overflow": b"ffffffffffffffff\r\nhello\r\n0\r\n\r\n",
    "lf only": b"5\nhello\r\n0\r\n\r\n",
    "no line end behind the data": b"5\r\nhelloX\r\n0\r\n\r\n",
    "lf behind the data": b"5\r\nhello\n0\r\n\r\n",
    "longer than said": b"5\r\nhello!\r\n0\r\n\r\n",
    "bare cr in an extension": b"5;a\rb\r\nhello\r\n0\r\n\r\n",
    "control in an extension": b"5;a=\x01\r\nhello\r\n0\r\n\r\n",
    "trailer Content-Length": b"0\r\nContent-Length: 5\r\n\r\n",
    "trailer Transfer-Encoding": b"0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "trailer Host": b"0\r\nHost: evil\r\n\r\n",
    "trailer without colon": b"0\r\nX\r\n\r\n",
    "trailer folded": b"0\r\nX: a\r\n b\r\n\r\n",
    "trailer with lf": b"0\r\nX: a\n\r\n",
}


def refused(server, data, statuses, target="/"):
    """One answer with such a status, `Connection: close`, a close, and nothing of a further request."""
    with server.connect() as client:
        client.send_leniently(data + b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        client.half_close()
        response = client.response()
        assert response.status in statuses, response
        assert response.version == "HTTP/1.1"
        assert response.get("Connection").lower() == "close"
        assert response.framing == "length"  # even this answer has a length
        assert client.ends()
    return response


@pytest.mark.parametrize("name", BAD)
def test_bad_request(server, name):
    """400 for what is malformed; a coding we do not know may be 501 (RFC 9112 6.1), a version 505."""
    allowed = (400, 501) if BAD[name].lower().count(b"transfer-encoding") else (400,)
    if name == "lower case http":
        allowed = (400, 505)
    refused(server, BAD[name], allowed)


@pytest.mark.parametrize("name", CHUNKS)
def test_bad_chunks(server, name):
    refused(server, head(POST, HOST, CHUNKED) + CHUNKS[name], (400, 413) if name == "overflow" else (400,))


@pytest.mark.parametrize("version", [b"HTTP/2.0", b"HTTP/1.2", b"HTTP/0.9", b"HTTP/3.0", b"HTTP/1.10", b"HTTP/11.1", b"HTTP/1", b"HTTP/1.x",
                                     b"HTTP/01.1", b"HTTPS/1.1"])
def test_unknown_version(server, version):
    refused(server, head(b"GET / " + version, HOST), (400, 505))


def test_unknown_version_of_the_right_form_is_505(server):
    refused(server, head(b"GET / HTTP/2.0", HOST), (505,))


def test_unknown_expectation_is_417(server):
    refused(server, head(GET, HOST, b"Expect: 200-ok"), (417,))


def test_unknown_coding_is_501(server):
    refused(server, head(POST, HOST, b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n", (501, 400))


# --- limits

def test_request_line_too_long(server):
    refused(server, head(b"GET /" + b"a" * 9000 + b" HTTP/1.1", HOST), (414,))


def test_request_line_without_end(server):
    """The limit counts before the line is complete: nobody waits for its end."""
    with server.connect() as client:
        client.send_leniently(b"GET /" + b"a" * 100_000)
        assert client.response().status == 414
        assert client.ends()


def test_field_too_large(server):
    refused(server, head(GET, HOST, b"X: " + b"a" * 9000), (431,))


def test_field_without_end(server):
    with server.connect() as client:
        client.send_leniently(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 100_000)
        assert client.response().status == 431
        assert client.ends()


def test_too_many_fields(server):
    refused(server, head(GET, HOST, *[b"X-%d: 1" % n for n in range(200)]), (431,))


def test_header_flood(server):
    """swift-nio's CVE-2026-28980: a flood of small fields costs its sender, not us."""
    with server.connect() as client:
        client.send_leniently(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:b\r\n" * 500_000)
        assert client.response().status == 431
    assert server.get("/framing/hello").status == 200


def test_long_chunk_extension(server):
    refused(server, head(POST, HOST, CHUNKED) + b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n", (400, 413, 431))


def test_too_many_trailers(server):
    refused(server, head(POST, HOST, CHUNKED) + b"0\r\n" + b"X: 1\r\n" * 5000 + b"\r\n", (400, 413, 431))


@pytest.fixture(scope="module")
def small():
    with Server("everything", "--limit-request-line", "200", "--limit-request-fields", "5", "--limit-request-field-size", "150",
                "--max-body-size", "1000") as server:
        yield server


@pytest.mark.parametrize("data, status", [
    (head(b"GET /framing/hello?" + b"a" * 169 + b" HTTP/1.1", HOST), 200),
    (head(b"GET /framing/hello?" + b"a" * 182 + b" HTTP/1.1", HOST), 414),
    (head(b"GET /framing/hello HTTP/1.1", HOST, *[b"X-%d: 1" % n for n in range(4)]), 200),
    (head(b"GET /framing/hello HTTP/1.1", HOST, *[b"X-%d: 1" % n for n in range(5)]), 431),
    (head(b"GET /framing/hello HTTP/1.1", HOST, b"X: " + b"a" * 140), 200),
    (head(b"GET /framing/hello HTTP/1.1", HOST, b"X: " + b"a" * 160), 431),
    (head(b"POST /inputs/read HTTP/1.1", HOST, b"Content-Length: 1000") + b"a" * 1000, 200),
    (head(b"POST /inputs/read HTTP/1.1", HOST, b"Content-Length: 1001") + b"a" * 1001, 413),
    (head(b"POST /inputs/read HTTP/1.1", HOST, CHUNKED) + b"3e8\r\n" + b"a" * 1000 + b"\r\n0\r\n\r\n", 200),
    (head(b"POST /inputs/read HTTP/1.1", HOST, CHUNKED) + b"3e8\r\n" + b"a" * 1000 + b"\r\n1\r\na\r\n0\r\n\r\n", 413),
    (head(b"POST /inputs/read HTTP/1.1", HOST, CHUNKED) + b"ffffff\r\n" + b"a" * 1000, 413),
    (head(b"POST /inputs/read HTTP/1.1", HOST, b"Expect: 100-continue", b"Content-Length: 1001"), 413),
])
def test_limits_are_options(small, data, status):
    with small.connect() as client:
        response = client.send_leniently(data).response()
        assert response.status == status
        if status != 200:
            assert response.get("Connection").lower() == "close" and client.ends()


def test_large_body_refused_before_it_is_sent(small):
    """413 comes as soon as the head says too much, and the sender can read it though it is still sending."""
    with small.connect() as client:
        client.send(head(b"POST /inputs/read HTTP/1.1", HOST, b"Content-Length: 5000000"))
        for _ in range(20):
            client.send_leniently(b"x" * 10_000)
        assert client.response().status == 413


# --- what is odd, but right

@pytest.mark.parametrize("data", [
    b"\r\n" + head(b"GET /framing/hello HTTP/1.1", HOST),
    head(b"GET /framing/hello HTTP/1.1", b"hOsT:x"),
    head(b"GET /framing/hello HTTP/1.1", b"Host:"),
    head(b"GET /framing/hello HTTP/1.1", HOST, b"X-Long: " + b"a" * 8000),
    head(b"GET /framing/hello HTTP/1.1", HOST, b"!#$%&'*+-.^`|~1aZ: odd"),
    head(b"GET /framing/hello HTTP/1.0"),
    head(b"GET /framing/hello?a=[1]&b={2}|^ HTTP/1.1", HOST),
    head(b"GET /framing/hello HTTP/1.1", HOST, b"Content-Length: 0000"),
    head(b"POST /framing/hello HTTP/1.1", HOST, b"Transfer-Encoding: Chunked") + b"5;ext=\"q v\";x\r\nhello\r\n00\r\nX-Trailer: 1\r\n\r\n",
    head(b"POST /framing/hello HTTP/1.1", HOST, b"tRANSFER-eNCODING:\tchunked \t") + b"A\r\n0123456789\r\n0000000000000000\r\n\r\n",
])
def test_odd_but_right(server, data):
    assert server.exchange(data).status == 200


@pytest.mark.parametrize("name", ["lf only", "two lengths", "length and chunked", "no host"])
def test_nothing_of_it_reaches_the_app(server, name):
    before = server.count("sleep.began")
    refused(server, BAD[name].replace(b" / ", b" /slow/sleep?0 ").replace(b"/inputs/read", b"/slow/sleep?0"), (400,))
    assert server.count("sleep.began") == before


def test_garbage_does_not_stop_the_server(server):
    chance = random.Random(20)
    for _ in range(100):
        with server.connect() as client:
            client.send_leniently(bytes(chance.randrange(256) for _ in range(chance.randrange(1, 300))))
            client.half_close()
            try:
                client.response()
            except (Truncated, AssertionError):
                pass
    assert server.get("/framing/hello").status == 200


def test_head_in_every_split(server):
    """The same answer wherever the network cuts the request."""
    data = b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    with server.connect() as client:
        for cut in range(1, len(data)):
            client.send(data[:cut])
            client.send(data[cut:])
            assert client.response().body == b"hello"
