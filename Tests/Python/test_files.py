"""wsgi.file_wrapper."""

import re

import pytest

from files import CONTENT, SIZE
from harness.wire import Truncated, until


@pytest.mark.parametrize("app, body, framing", [
    ("real", CONTENT, "length"), ("validated", CONTENT, "length"), ("no_length", CONTENT, None),
    ("offset", CONTENT[8000:], "length"), ("offset_no_length", CONTENT[8000:], None),
    ("shorter", CONTENT[:8000], "length"), ("empty", b"", "length"),
    ("bytesio", CONTENT[:100_000], "length"), ("bytesio_no_length", CONTENT[:100_000], None),
    ("reader", CONTENT[:100_000], None), ("raising_fileno", CONTENT[:100_000], None),
    ("wrong_fileno", CONTENT[:100_000], None), ("pipe", CONTENT[:10_000], None), ("iterated", CONTENT, "chunked"),
    ("written_first", b"written " + CONTENT[-8000:], "length"), ("proxied", CONTENT, "length"), ("kernels", b"Linux\n", None),
    *(("packed/" + name, CONTENT[:100_000], None) for name in ("gzip", "bz2", "lzma", "buffered", "proxied")),
])
def test_file_wrapper(server, app, body, framing):
    with server.connect() as client:
        response = client.get("/files/" + app)
        assert response.status == 200 and response.body == body
        assert response.framing == framing or framing is None
        assert response.get("Connection") == "close" or client.lives()


@pytest.mark.parametrize("app", ["longer", "truncated_later"])
def test_file_ends_before_its_length(server, app):
    mark = server.mark()
    with server.connect() as client:
        with pytest.raises(Truncated) as caught:
            client.get("/files/" + app)
        assert client.ends()
    assert CONTENT.startswith(caught.value.response.body)
    server.logged("content-length", mark)


@pytest.mark.parametrize("app, body, word", [
    ("shorter_than_it_says", rb"\d+\n", "a file became shorter while it was sent"),
    ("write_only", b"", "can't read a file while it is sent; connection cut.*Bad file descriptor"),
])
def test_file_ends_under_sendfile(server, app, body, word):
    """What was there arrives, and nothing else in the place of the rest."""
    mark = server.mark()
    with server.connect() as client:
        with pytest.raises(Truncated) as caught:
            client.get("/files/" + app)
        assert client.ends()
    assert re.fullmatch(body, caught.value.response.body)
    server.logged(word, mark)


def test_head_of_a_file(client):
    response = client.request("/files/real", "HEAD").response("HEAD")
    assert response.get("Content-Length") == str(SIZE)
    assert client.lives()


def test_file_is_closed_once(server):
    for method in ("GET", "HEAD"):
        before = server.count("file.closed")
        with server.connect() as client:
            client.request("/files/counting", method).response(method)
        until(lambda before=before: server.count("file.closed") == before + 1, "the file's close()", 10)


def test_file_is_closed_after_a_disconnect(server):
    before = server.count("file.closed")
    with server.connect() as client:
        client.request("/files/counting").head()
    until(lambda: server.count("file.closed") == before + 1, "the file's close()", 10)


def test_block_size_reaches_read(server):
    server.get("/files/reader")
    assert server.json("/state")["reader.size"] == 1000


def test_wrapper_is_an_iterable_with_close(client):
    assert client.get("/files/attributes").body == b"(True, True, True)"


def test_no_descriptor_stays_open(server):
    server.get("/files/real")
    before = server.descriptors()
    for app in ("real", "shorter", "pipe", "offset", "bytesio", "no_length"):
        server.get("/files/" + app)
    until(lambda: server.descriptors() <= before, "closed descriptors", 10)


def test_slow_reader_of_a_file(server):
    """The file waits for its reader without holding the answer of anyone else."""
    with server.connect() as slow:
        slow.request("/files/real")
        response = slow.head()
        for _ in range(5):
            assert server.get("/framing/hello").status == 200
        assert slow.exactly(SIZE, response) == CONTENT
