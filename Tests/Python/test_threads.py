"""Slow requests, many requests, slow readers: nobody holds up anybody, and memory stays flat."""

import os
import time

import pytest

from harness.server import Background
from harness.wire import until


def test_slow_requests_hold_up_nobody(start):
    """Seven of eight threads wait; fast requests go on, on the eighth."""
    server = start("everything", threads=8)
    slow = [Background(server.get, "/slow/gate?slow%d" % n) for n in range(7)]
    until(lambda: sum(server.count("gate.slow%d.waiting" % n) for n in range(7)) == 7, "seven waiting requests")
    with server.connect() as client:
        for _ in range(100):
            assert client.lives()
    for n in range(7):
        server.get("/slow/open?slow%d" % n)
    bodies = [s.result().body for s in slow]
    assert len(set(bodies)) == 7  # each on a thread of its own


def test_all_threads_can_wait(start, tmp_path):
    """All four at once; what comes then waits in the queue, which moves on as they end."""
    server = start("everything", threads=4)
    files = [tmp_path / str(number) for number in range(4)]
    held = [Background(server.get, "/slow/until?%s" % file) for file in files]
    until(lambda: all(file.with_suffix(".begun").exists() for file in files), "four waiting requests")
    late = Background(server.get, "/framing/hello")
    for file in files:
        file.write_text("")
    assert all(h.result().body == b"waited\n" for h in held)
    assert late.result().body == b"Hello world\n"


def test_busy_python_does_not_stop_the_rest(start):
    """One request computes without end in sight; the interpreter's switching gives the others their turn."""
    server = start("everything", threads=4)
    busy = Background(server.get, "/slow/spin?turns")
    until(lambda: server.count("spin.turns.began") == 1, "the busy one")
    for _ in range(20):
        assert server.get("/framing/hello").status == 200
    server.get("/slow/open?turns")
    response = busy.result()
    assert (response.status, response.body) == (200, b"busy\n")


def test_one_thread_is_enough(start):
    server = start("everything", threads=1)
    answers = [Background(server.get, "/slow/sleep?0.1") for _ in range(5)]
    assert [a.result().status for a in answers] == [200] * 5


def test_many_clients_at_once(server):
    def client_work(n):
        with server.connect() as client:
            for k in range(50):
                assert client.post("/inputs/echo", b"%d-%d" % (n, k)).body == b"%d-%d" % (n, k)
        return True
    assert all(b.result(60) for b in [Background(client_work, n) for n in range(20)])


def test_chunks_arrive_as_they_are_made(server):
    with server.connect() as client:
        client.request("/slow/trickle")
        response = client.head()
        for n in range(3):
            assert client.chunk(response) == b"%d" % n
            server.get("/slow/open?trickle%d" % n)
        assert client.chunk(response) == b""


def test_head_and_first_chunk_do_not_wait_for_the_second(server):
    with server.connect() as client:
        client.request("/slow/gate_stream?firstchunk")
        response = client.head()
        assert client.chunk(response) == b"first "
        server.get("/slow/open?firstchunk")
        assert client.chunk(response) == b"second"


GIGABYTE = int(os.environ.get("CROSSWIND_STREAM_MIB", "1024"))


@pytest.mark.slow
def test_gigabyte_for_a_slow_reader(start):
    """The reader stops for a while: the producer waits with it, others are served, memory stays flat."""
    server = start("everything")
    server.get("/framing/megabyte")
    with server.connect(60) as client:
        client.request("/closing/gigabyte?%d" % GIGABYTE)
        response = client.head()
        client.chunk(response)
        before = server.status("VmRSS")
        blocks = until(lambda: settled(server, "gigabyte.blocks"), "a producer that waits", 20)
        assert blocks < 16 * 64  # a bounded amount ahead of the reader: the kernel's buffers and ours
        for _ in range(20):
            assert server.get("/framing/hello").status == 200
        total, peak, deadline = 0, 0, time.monotonic() + 300
        while True:
            data = client.chunk(response)
            response.body, response.chunks = b"", []
            if not data:
                break
            total += len(data)
            if total % (64 << 20) < len(data):
                peak = max(peak, server.status("VmRSS"))
            assert time.monotonic() < deadline
        assert total + 65536 == GIGABYTE << 20
        assert peak - before < 32 << 10, "RSS grew by %d KiB" % (peak - before)
    until(lambda: server.count("gigabyte.closed") == 1, "close()", 10)


def settled(server, name):
    """The counter's value once it has stood still for a moment."""
    first = server.count(name)
    time.sleep(0.5)
    return first if server.count(name) == first else 0


@pytest.mark.slow
def test_large_upload_in_little_memory(start):
    server = start("everything")
    server.get("/framing/hello")
    before, size, block = server.status("VmRSS"), 256 << 20, b"u" * (1 << 20)
    with server.connect(120) as client:
        client.send(b"POST /inputs/read_n?65536 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % size)
        peak = 0
        for n in range(size // len(block)):
            client.send(block)
            if n % 16 == 0:
                peak = max(peak, server.status("VmRSS"))
        assert peak - before < 24 << 10, "RSS grew by %d KiB while the body came" % (peak - before)
        client.reset()


def test_threads_do_not_pile_up(start):
    server = start("everything", threads=8)
    for _ in range(3):
        for b in [Background(server.get, "/slow/sleep?0.1") for _ in range(20)]:
            b.result()
    assert server.status("Threads") < 8 + 8
