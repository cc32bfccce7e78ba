"""Clients that ask for finished answers and are slow to read them: the threads are free, memory is bounded, the bytes exact."""

import socket
import time

import pytest

from apps.sized import content
from harness.patience import patient
from harness.wire import Client, Truncated, until

#: The kernel takes up to 4 MiB of it (tcp_wmem) from who doesn't read.
SIZE = 7 << 20
#: Nobody here is cut off for being slow, on the busiest machine.
PATIENT = ("--write-timeout", "10m")


class Slow(Client):
    """A client whose kernel takes little ahead of it."""

    def __init__(self, address):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # before connecting, or it is agreed already
        self.socket.settimeout(60)
        self.socket.connect(address)
        self.buffer = b""

    def hurry(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)


def test_memory_of_many_slow_readers(start):
    server = start("sized", "--response-memory", "8MiB", *PATIENT, threads=2)
    assert server.get("/whole?%d" % SIZE).body == content(SIZE)
    before, descriptors = server.status("VmRSS"), server.descriptors()
    clients = [Slow(server.address) for _ in range(30)]
    for client in clients:
        client.request("/whole?%d" % SIZE)
    heads = [client.head() for client in clients]
    # What two threads work on comes on top: an answer, and the copy of it that finds room.
    grown = server.status("VmRSS") - before
    assert grown < 48 << 10, "RSS grew by %d KiB for %d KiB" % (grown, 30 * SIZE >> 10)
    assert server.get("/whole?10").body == content(10)  # nobody waits for them
    for client, head in zip(clients[:3], heads):
        client.hurry()
        assert client.exactly(SIZE, head) == content(SIZE)
        assert client.get("/whole?7").body == content(7)
        client.close()
    for client in clients[3:]:
        client.reset()
    until(lambda: server.descriptors() <= descriptors, "closed descriptors", 20)


@pytest.mark.parametrize("kind, memory", [("whole", "0"), ("pieces", "0"), ("halves", "0"), ("pieces", "64MiB")])
def test_bytes(start, kind, memory):
    """Also what comes behind in a run of pipelined requests, and in a connection that ends with the answer."""
    server = start("sized", "--response-memory", memory, *PATIENT)
    with Slow(server.address) as client:
        for target in ("/%s?%d" % (kind, SIZE), "/%s?300000" % kind, "/whole?5"):
            client.request(target)
        client.hurry()
        for count in (SIZE, 300_000, 5):
            head = client.head()
            assert client.exactly(count, head) == content(count)
            if head.get("Connection") == "close":
                break
            # A run may end behind an answer that its client doesn't read; what comes of it is whole.
            if count != 5 and not client.buffer and not client.more():
                break
    with Slow(server.address) as client:
        client.request("/%s?%d" % (kind, SIZE), version="HTTP/1.0")
        client.hurry()
        assert client.response().body == content(SIZE)


@pytest.mark.parametrize("kind, memory", [("stream", "0"), ("whole", "64MiB"), ("whole", "0"), ("file", "0")])
@patient
def test_slow_and_steady(start, kind, memory):
    """Some bytes all the time, but not in all its patience the third of a socket's buffer that it must have free to be written
    to again: the client is slow, not gone."""
    server = start("sized", "--write-timeout", "1s", "--response-memory", memory)
    server.expect_trouble = True  # when it is tried again
    with Slow(server.address) as client:
        client.request("/%s?%d" % (kind, SIZE))
        head = client.head()
        taken = bytearray(client.buffer)
        end = time.monotonic() + 5
        while time.monotonic() < end:
            more = client.socket.recv(1000)
            assert more, "cut off after %d bytes" % len(taken)
            taken += more
            time.sleep(0.02)
        client.buffer = bytes(taken)
        client.hurry()
        body = client.exactly(SIZE, head) if head.framing == "length" else rest(client, head)
        assert body == content(SIZE)


def rest(client, response):
    """The chunked body behind a head."""
    while client.chunk(response):
        pass
    return response.body


def test_write_behind_a_file(start):
    """What the loop still sends must not be overtaken."""
    server = start("sized", *PATIENT)
    server.expect_trouble = True
    with Slow(server.address) as client:
        client.request("/writing?%d" % SIZE, version="HTTP/1.0")
        server.logged("write was called after a file had been returned")
        client.hurry()
        assert client.response().body == b"before " + content(SIZE)


@pytest.mark.parametrize("closes", [False, True])
def test_files_in_a_run_hold_no_thread(start, closes):
    """Pipelined requests whose answers are files: a client that doesn't read them has none of the threads, and gets all when
    it does."""
    server = start("sized", *PATIENT, threads=1)
    targets = ["GET /file?%d" % SIZE, "GET /whole?5", "GET /file?%d" % (SIZE - 1), "GET /file?20", "DELETE /whole?9"]
    with Slow(server.address) as client:
        client.send("".join("%s HTTP/1.1\r\nHost: x\r\n\r\n" % target for target in targets).encode())
        if closes:
            client.half_close()
        head = client.head()
        assert server.get("/whole?10").body == content(10)
        client.hurry()
        assert client.exactly(SIZE, head) == content(SIZE)
        for count in (5, SIZE - 1, 20, 9):
            assert client.response().body == content(count)
        assert client.ends() if closes else client.get("/whole?7").body == content(7)


def test_client_that_leaves_in_the_middle_of_a_run(start):
    server = start("sized", *PATIENT, threads=1)
    before = server.descriptors()
    for _ in range(5):
        with Slow(server.address) as client:
            client.send(b"GET /file?%d HTTP/1.1\r\nHost: x\r\n\r\n" % SIZE * 3)
            client.head()
            client.reset()
    assert server.get("/whole?10").body == content(10)
    until(lambda: server.descriptors() <= before, "closed descriptors", 20)


def test_full_disk(start):
    """Neither memory nor disk: who is slow is cut off in the middle, which the log says, and all others are served."""
    server = start("sized", "--response-memory", "0", *PATIENT, env={"SIZED_FILES": "100000"})
    with Slow(server.address) as client:
        client.request("/whole?%d" % SIZE)
        # Who reads at once may be fast enough for the socket to take everything.
        server.logged("can't keep a response for a slow client in a temporary file; connection cut.*File too large")
        with pytest.raises(Truncated):
            client.response()
    assert server.get("/whole?10").body == content(10)


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_children_inherit_no_sockets(start, options):
    server = start("sized", *options)
    with server.connect() as idle:
        assert idle.get("/whole?1").body == content(1)
        with server.connect() as client:
            assert client.get("/inherited").body == b""
