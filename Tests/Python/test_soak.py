"""Mixed traffic for a while, and nothing may grow: not memory, not descriptors, not Python's objects.

CROSSWIND_SOAK_SECONDS is how long (20 by default; `make soak` runs minutes).
"""

import os
import random
import threading
import time

import pytest

from harness.server import Server
from harness.wire import Truncated, WireError, until

SECONDS = float(os.environ.get("CROSSWIND_SOAK_SECONDS", "20"))
CLIENTS = 4


def requests():
    """What one client does at random: (weight, action on a connection or the server)."""
    def get(target):
        return lambda server, client: client.get(target).body

    def post(size, chunked=False):
        body = b"s" * size
        if chunked:
            framed = b"%x\r\n%s\r\n0\r\n\r\n" % (size, body)
            return lambda server, client: client.post("/inputs/echo", framed, "Transfer-Encoding: chunked").body == body or 1 / 0
        return lambda server, client: client.post("/inputs/echo", body).body == body or 1 / 0

    def truncated(target):
        def run(server, client):
            try:
                server.get(target)
            except Truncated:
                pass
        return run

    def leave_early(server, client):
        with server.connect() as other:
            other.request("/closing/endless?soak")
            other.chunk(other.head())

    def reset_in_upload(server, client):
        other = server.connect()
        other.send(b"POST /inputs/read HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 600_000)
        other.reset()

    def bad(server, client):
        server.exchange(b"BAD REQUEST\r\n\r\n")

    def pipelined(server, client):
        client.send(b"GET /framing/hello HTTP/1.1\r\nHost: x\r\n\r\n" * 10)
        for _ in range(10):
            assert client.response().status == 200

    return [(30, get("/framing/hello")), (10, get("/framing/nocl_generator")), (5, get("/framing/chunks")), (5, get("/files/real")),
            (5, get("/calls/write_then_iterate")), (10, get("/environs/dump?%s" % ("q" * 50))), (10, post(10)), (5, post(100_000)),
            (3, post(1_000_000)), (3, post(200_000, True)), (3, get("/calls/raises")), (2, truncated("/calls/raises_later")),
            (2, truncated("/framing/badcl_short_generator")), (3, leave_early), (2, reset_in_upload), (3, bad), (5, pipelined),
            (2, get("/slow/sleep?0.01")), (2, get("/closing/fine"))]


def client_work(server, seed, stop, failures, done):
    chance = random.Random(seed)
    weights, actions = zip(*requests())
    client = server.connect()
    try:
        while not stop.is_set():
            if chance.random() < 0.05:
                client.close()
                client = server.connect()
            try:
                chance.choices(actions, weights)[0](server, client)
                done[seed] += 1
            except (WireError, OSError):
                # A server may close a kept connection at any time between requests; a new one must then work.
                client.close()
                client = server.connect()
                client.get("/framing/hello")
    except BaseException as error:
        failures.append(error)
    finally:
        client.close()


def measure(server):
    """Everything that must not grow, once the traffic has ended and settled."""
    until(lambda: server.count("soak.made") == server.count("soak.closed"), "the end of every stream", 20)
    time.sleep(0.3)
    objects = min(int(server.get("/slow/objects").body) for _ in range(3))
    return {"rss": server.status("VmRSS"), "fds": server.descriptors(), "objects": objects, "threads": server.status("Threads")}


def traffic(server, seconds, round_):
    stop, failures, done = threading.Event(), [], [0] * (CLIENTS * (round_ + 1))
    threads = [threading.Thread(target=client_work, args=(server, CLIENTS * round_ + n, stop, failures, done)) for n in range(CLIENTS)]
    for t in threads:
        t.start()
    stop.wait(seconds)
    stop.set()
    for t in threads:
        t.join(60)
        assert not t.is_alive()
    assert not failures, failures[0]
    return sum(done)


@pytest.mark.soak
@pytest.mark.slow
def test_nothing_grows():
    with Server("everything", "--log-level", "critical") as server:
        server.expect_trouble = True
        rounds = 4
        count = traffic(server, SECONDS / (rounds + 1), 0)  # warm-up: caches fill, arenas grow, threads start
        seen = [measure(server)]
        for n in range(rounds):
            count += traffic(server, SECONDS / (rounds + 1), n + 1)
            seen.append(measure(server))
        print("\n%d requests" % count, *seen, sep="\n  ")
        first, last = seen[0], seen[-1]
        assert count > 100
        assert last["fds"] <= seen[1]["fds"] + 2, seen  # some belong to threads, which start as they are needed
        assert last["objects"] <= first["objects"] + 200, seen
        assert last["threads"] <= first["threads"] + 8, seen
        # Allocators keep what they once needed, so the first rounds may still climb; the second half must not.
        assert last["rss"] - seen[rounds // 2]["rss"] < max(4096, 0.03 * last["rss"]), seen
        assert last["rss"] - first["rss"] < 32 << 10, seen


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["hello", "refused", "left"])
def test_connections_leave_nothing_behind(kind):
    """Whatever a connection was, it is gone when it is closed: thousands of them cost what a thousand cost."""
    def connection(server):
        with server.connect() as client:
            if kind == "hello":
                client.get("/framing/hello")
            elif kind == "refused":
                assert client.send(b"BAD\r\n\r\n").response().status == 400
            else:
                client.request("/closing/generator")
                client.chunk(client.head())

    with Server("everything", "--log-level", "critical") as server:
        seen = []
        for _ in range(16):
            for _ in range(1000):
                connection(server)
            until(lambda: server.count("generator.made") == server.count("generator.closed"), "the end of every stream", 20)
            seen.append(server.status("VmRSS"))
            # Memory settles in steps; a leak of 100 bytes a connection would be 98 KiB in each round, for ever.
            if len(seen) > 4 and seen[-1] - seen[-4] < 100:
                return
        pytest.fail("RSS never stops growing: %r" % seen)
