"""Connections: keep-alive, pipelining, Expect, timeouts, limits."""

import socket
import time

import pytest

from harness.patience import patient
from harness.server import Background, Server
from harness.wire import Truncated, WireError, until

HELLO = b"GET /framing/hello HTTP/1.1\r\nHost: x\r\n\r\n"


# --- keep-alive

def test_1_1_is_kept(client):
    for _ in range(50):
        assert client.get("/framing/hello").body == b"Hello world\n"


@pytest.mark.parametrize("value", ["close", "Close", "keep-alive, close", "x, close"])
def test_1_1_closes_on_request(server, value):
    with server.connect() as client:
        response = client.get("/framing/hello", "Connection: " + value)
        assert response.get("Connection").lower() == "close"
        assert client.ends()


def test_1_0_is_closed(server):
    with server.connect() as client:
        assert client.get("/framing/hello", version="HTTP/1.0").status == 200
        assert client.ends()


def test_1_0_is_kept_on_request(server):
    with server.connect() as client:
        for _ in range(3):
            response = client.get("/framing/hello", "Connection: keep-alive", version="HTTP/1.0")
            assert response.get("Connection").lower() == "keep-alive"
            assert response.framing == "length"


def test_1_0_stream_is_never_chunked(server):
    with server.connect() as client:
        response = client.get("/framing/chunks", version="HTTP/1.0")
        assert response.framing == "close" and len(response.body) == 64 * (16 << 10)


def test_errors_of_the_app_keep_the_order(client):
    assert client.get("/nowhere").status == 404
    assert client.lives()


# --- pipelining

@pytest.mark.parametrize("count", [2, 16, 200])
def test_pipelined_requests_are_answered_in_order(client, count):
    client.send(b"".join(b"GET /environs/dump?%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(count)))
    for n in range(count):
        assert b'"QUERY_STRING": ["str", "%d"]' % n in client.response().body


def test_pipelined_slow_then_fast(client):
    """The fast ones are ready first and must wait for their turn."""
    client.send(b"GET /slow/sleep?0.3 HTTP/1.1\r\nHost: x\r\n\r\n" + HELLO + HELLO)
    assert [client.response().body for _ in range(3)] == [b"slept\n", b"Hello world\n", b"Hello world\n"]


def test_pipelined_bodies_and_streams(client):
    client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfirst"
                b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsecond\r\n0\r\n\r\n"
                b"GET /framing/nocl_generator HTTP/1.1\r\nHost: x\r\n\r\n"
                b"HEAD /framing/hello HTTP/1.1\r\nHost: x\r\n\r\n"
                b"GET /files/shorter HTTP/1.1\r\nHost: x\r\n\r\n" + HELLO)
    bodies = [client.response(method).body for method in ("POST", "POST", "GET", "HEAD", "GET", "GET")]
    assert bodies[:4] == [b"first", b"second", b"abcdefg", b""] and len(bodies[4]) == 8000 and bodies[5] == b"Hello world\n"


def test_nothing_behind_a_close(server):
    with server.connect() as client:
        client.send(HELLO + HELLO.replace(b"Host: x", b"Host: x\r\nConnection: close") + HELLO)
        assert client.response().status == 200
        assert client.response().get("Connection").lower() == "close"
        assert client.ends()


def test_error_behind_good_requests(server):
    with server.connect() as client:
        client.send(HELLO + HELLO + b"BAD\r\n\r\n" + HELLO)
        assert [client.response().status for _ in range(3)] == [200, 200, 400]
        assert client.ends()


def test_half_closed_client_gets_its_answers(server):
    """`printf ... | nc`: the sending side is shut while answers are due."""
    with server.connect() as client:
        client.send(b"GET /slow/sleep?0.2 HTTP/1.1\r\nHost: x\r\n\r\n" + HELLO)
        client.half_close()
        assert client.response().body == b"slept\n"
        assert client.response().body == b"Hello world\n"
        assert client.ends()


def test_reading_ahead_is_bounded(server):
    """While one request runs, a flood behind it is left in the kernel's buffers."""
    with server.connect(5) as client:
        client.send(b"GET /slow/gate?ahead HTTP/1.1\r\nHost: x\r\n\r\n")
        client.socket.settimeout(1)
        sent, block = 0, HELLO * 1000
        try:
            while sent < 64 << 20:
                sent += client.socket.send(block)
        except OSError:
            pass
        server.get("/slow/open?ahead")
        assert sent < 64 << 20
        client.reset()
    assert server.get("/framing/hello").status == 200


# --- Expect

def test_continue_comes_before_the_body(server):
    with server.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert client.head().status == 100
        response = client.send(b"hello").response()
        assert (response.status, response.body) == (200, b"hello")
        assert client.lives()


def test_continue_with_chunks_and_odd_case(server):
    with server.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nexpect: 100-Continue\r\n\r\n")
        assert client.head().status == 100
        assert client.send(b"5\r\nhello\r\n0\r\n\r\n").response().body == b"hello"


def test_no_continue_for_1_0(server):
    with server.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.0\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello")
        assert client.response().status == 200


def test_no_continue_needed_when_the_body_is_there(server):
    with server.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello")
        response = client.response()
        if response.status == 100:
            response = client.response()
        assert response.body == b"hello"
        assert client.lives()


def test_continue_without_a_body(server):
    with server.connect() as client:
        client.send(b"GET /framing/hello HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n")
        assert client.response().status == 200


# --- timeouts

@pytest.fixture(scope="module")
def hasty():
    with Server("everything", "--keep-alive", "400ms", "--header-timeout", "600ms", "--body-timeout", "600ms",
                "--write-timeout", "800ms") as server:
        yield server


def test_idle_connection_is_closed(hasty):
    began = time.monotonic()
    with hasty.connect() as client:
        assert client.lives()
        assert client.ends()
    assert time.monotonic() - began > 0.39


@patient
def test_keep_alive_outlasts_a_slow_request(hasty):
    with hasty.connect() as client:
        assert client.get("/slow/sleep?1.5").body == b"slept\n"
        assert client.lives()


def test_silent_connection_is_closed(hasty):
    with hasty.connect() as client:
        try:
            assert client.response().status == 408
        except Truncated:
            pass
        assert client.ends()


@pytest.mark.parametrize("data", [b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX: "])
def test_slow_head_is_cut(hasty, data):
    """Slowloris: a byte now and then does not prolong it."""
    with hasty.connect() as client:
        client.send(data)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                client.socket.sendall(b"x")
            except OSError:
                break
            time.sleep(0.1)
            client.socket.settimeout(0.01)
            try:
                if not client.socket.recv(65536, 2):  # MSG_PEEK
                    break
                client.socket.settimeout(20)
                assert client.response().status == 408
                break
            except socket.timeout:
                pass
            except OSError:
                break
        else:
            pytest.fail("never cut")


def test_stalled_body_is_cut(hasty):
    with hasty.connect() as client:
        client.send(b"POST /inputs/read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        try:
            assert client.response().status == 408
        except Truncated:
            pass
        assert client.ends()


@patient
def test_slow_body_that_moves_is_not_cut(hasty):
    with hasty.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\n")
        for _ in range(8):
            time.sleep(0.2)
            client.send(b"x")
        assert client.response().body == b"x" * 8


def test_stalled_reader_is_cut(hasty):
    """The client takes nothing of an endless answer: the connection goes, and the iterable is closed."""
    with hasty.connect() as client:
        client.request("/closing/gigabyte?1024")
        until(lambda: hasty.count("gigabyte.closed") == 1, "close() of a stalled stream", 20)
    assert hasty.count("gigabyte.blocks") < 16 * 64


# --- limits

def test_queue_full_is_503(start, tmp_path):
    """One thread, busy; two may wait; the rest get 503 with Retry-After at once, and those who waited their answer."""
    server = start("everything", "--queue-depth", "2", threads=1)
    with server.connect() as running:
        running.request("/slow/until?%s" % (tmp_path / "go"))
        until((tmp_path / "go.begun").exists, "the request")
        clients = [server.connect() for _ in range(8)]
        for client in clients:
            client.request("/framing/hello")
        waiting = [Background(client.response) for client in clients]
        until(lambda: sum(not each.is_alive() for each in waiting) == 6, "six refusals")
        (tmp_path / "go").write_text("")
        answers = [each.result() for each in waiting]
        for client in clients:
            client.close()
        assert running.response().body == b"waited\n"
    assert sorted(r.status for r in answers) == [200] * 2 + [503] * 6
    assert all(int(r.get("Retry-After")) > 0 for r in answers if r.status == 503)
    assert server.get("/framing/hello").status == 200


def test_connections_beyond_the_limit_wait(start):
    server = start("everything", "--max-connections", "4")
    first = [server.connect() for _ in range(4)]
    try:
        assert all(c.lives() for c in first)
        with server.connect() as late:
            late.request("/framing/hello")
            late.socket.settimeout(0.5)
            with pytest.raises(WireError):
                late.response()
            first.pop().close()
            late.socket.settimeout(20)
            assert late.response().status == 200
    finally:
        for c in first:
            c.close()


def test_thousand_idle_connections(server):
    before = server.descriptors()
    clients = [server.connect() for _ in range(1000)]
    try:
        for c in clients[::10]:
            assert c.lives()
        assert server.get("/framing/hello").status == 200
    finally:
        for c in clients:
            c.close()
    until(lambda: server.descriptors() <= before + 5, "closed descriptors", 20)
