"""gunicorn's corpus of requests against the live server: the good ones answered, the bad ones refused and cut.

The corpus is gunicorn's judgement under gunicorn's settings. Where ours differs, the table below says so and why; the
codec's own tests hold the same corpus to the last detail, this one only to what a client sees.
"""

import base64
import json
import re

import pytest

from harness.server import ROOT
from harness.wire import Truncated

#: We refuse what gunicorn takes, with the reason.
STRICTER = {
    "fragment": "a fragment never belongs on the wire (RFC 9112 3.2)",
    "coding": "Transfer-Encoding other than exactly `chunked` is refused, not guessed at",
    "userinfo": "user and password in a target are an error (RFC 9110 4.2.4)",
    "short": "the client ends before its body does",
    "target": "raw bytes and quotes have no place in a target (RFC 3986)",
    "connect": "CONNECT asks for a tunnel, which no WSGI app can give",
}

#: We take what gunicorn refuses, with the reason.
LOOSER = {
    "invalid/003c": "any token is a method (RFC 9110 9.1); gunicorn refuses what has no upper-case letter",
    "invalid/006": "a request line may have 8,190 bytes here, 4,094 in gunicorn",
    "invalid/008": "a field of 8,189 bytes is within our 8,190; gunicorn counts the line's end too",
    "invalid/017": "the same",
}


def corpus():
    """The file, in the repository or beside it."""
    for place in [*sorted(ROOT.glob("Tests/**/gunicorn_requests.json")), ROOT.parent / "shared/corpus/gunicorn_requests.json"]:
        if place.is_file():
            return json.loads(place.read_text())
    return []


CASES = corpus()
pytestmark = pytest.mark.skipif(not CASES, reason="no corpus here")


def raw_bytes(case) -> bytes:
    """The request; a few cases spell control bytes as `\\xHH` and `\\t`, as gunicorn's own files do."""
    raw = base64.b64decode(case["raw_base64"]).replace(b"\\t", b"\t")
    return re.sub(rb"\\x([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), raw)


def with_host(raw: bytes) -> bytes:
    """Adds the Host that 1.1 requires, and that most of the corpus leaves out, to each head that has none."""
    def add(match):
        named = re.search(rb"(?im)^host:", match[2])
        return match[0] if named else match[1] + b"Host: localhost\r\n" + match[2] + b"\r\n"
    return re.sub(rb"([!-~]+ [^\r\n]+ HTTP/1\.1\r\n)((?:[^\r\n]+\r\n)*)\r\n", add, raw)


def stricter(case, raw):
    first = raw.split(b"\r\n", 1)[0]
    if b"#" in first:
        return "fragment"
    codings = b",".join(re.findall(rb"(?im)^transfer-encoding:[ \t]*([^\r\n]*)", raw)).strip().lower()
    if codings not in (b"", b"chunked"):
        return "coding"
    length = re.search(rb"(?im)^content-length:[ \t]*(\d+)", raw)
    if length and len(raw.partition(b"\r\n\r\n")[2]) < int(length[1]):
        return "short"
    if b"@" in first:
        return "userinfo"
    if first.startswith(b"CONNECT"):
        return "connect"
    if re.search(rb'[^!-~]|[<>"`{}\\]', first.split(b" ")[1]):
        return "target"
    return None


def ids(cases):
    return [case["name"] for case in cases]


GOOD = [c for c in CASES if c["valid"] and not c["needs_gunicorn_settings"]]
BAD = [c for c in CASES if not c["valid"] and not c["needs_gunicorn_settings"] and c["name"] not in LOOSER]


def answers(server, raw):
    """Every status the server sends for these bytes, until it closes."""
    statuses = []
    with server.connect() as client:
        client.send_leniently(raw)
        client.half_close()
        while True:
            try:
                response = client.response()
            except Truncated as error:
                assert error.response is None, "a broken answer: %r" % error
                return statuses
            statuses.append(response.status)


@pytest.mark.parametrize("case", GOOD, ids=ids(GOOD))
def test_valid(server, case):
    raw = with_host(raw_bytes(case))
    statuses = answers(server, raw)
    reason = stricter(case, raw)
    if reason in ("target", "connect"):
        assert statuses and statuses[0] < 500 or statuses[0] == 501, STRICTER[reason]
    elif reason:
        assert statuses and statuses[-1] in (400, 501), STRICTER[reason]
    else:
        # No app knows the paths, so 404 is its answer; what counts is that each request got one and none was refused.
        assert statuses == [404] * len(case["expect"]), raw


@pytest.mark.parametrize("case", BAD, ids=ids(BAD))
def test_invalid(server, case):
    raw = raw_bytes(case)
    if case["name"] == "invalid/001":
        raw += b"\r\n\r\n"  # it ends in the middle of a head; without more there is nothing to answer
    for data in (raw, with_host(raw)):
        statuses = answers(server, data)
        if case["gunicorn_error"] in ("NoMoreData", "ChunkMissingTerminator"):
            assert not statuses or statuses[-1] >= 400
        else:
            assert statuses and statuses[-1] >= 400 and statuses[-1] != 404, (statuses, data[:200])
            assert all(s < 500 or s in (501, 505) for s in statuses)


@pytest.mark.parametrize("name", LOOSER)
def test_invalid_for_gunicorn_alone(server, name):
    assert answers(server, with_host(raw_bytes(next(c for c in CASES if c["name"] == name)))) == [404], LOOSER[name]


def test_the_corpus_is_whole():
    assert len(GOOD) > 40 and len(BAD) > 55
