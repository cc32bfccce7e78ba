"""Applications that fork while they answer: the request is the parent's, and the child keeps nothing open."""

import os

import pytest


@pytest.mark.parametrize("how, code", [("exits", 7), ("raises", 1), ("returns", 0)])
def test_a_child_that_comes_back_ends(start, how, code):
    """One answer, the parent's; the child neither sends anything nor stays."""
    server = start("forking")
    server.expect_trouble = how == "raises"
    with server.connect() as client:
        response = client.get("/" + how)
        assert (response.body, response.get("X-Child")) == (b"%d" % code, None)
        assert client.get("/").body == b"fine"
    if how == "exits":
        assert "said by the child" in server.printed
    if how == "raises":
        server.logged("RuntimeError: planned: in the child")


def test_a_child_of_a_stream(start):
    server = start("forking")
    with server.connect() as client:
        assert client.get("/stream").body == b"before 0"
        assert client.get("/").body == b"fine"


def test_connections_end_though_a_child_has_them(start, tmp_path):
    """A body that ends with its connection, one that is idle for too long, and one that is cut."""
    server = start("forking", "--keep-alive", "1s", "--header-timeout", "1s")
    with server.connect() as idle, server.connect() as silent, server.connect() as client:
        assert idle.get("/").body == b"fine"
        silent.send(b"GET / HTTP/1.1\r\n")
        response = client.get("/hold?%s" % (tmp_path / "go"), version="HTTP/1.0")
        try:
            child = int(response.body)
            assert idle.ends()
            assert silent.response().status == 408 and silent.ends()
            os.kill(child, 0)  # it is there, and with it its descriptors
        finally:
            (tmp_path / "go").write_text("")
