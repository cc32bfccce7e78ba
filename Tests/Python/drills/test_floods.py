"""More than the limits allow, in every direction."""

import socket

from drills.drill import Crowd, Drill, recovered, size
from harness.server import Server


def flood(server, what, status, rounds):
    """Sends it on so many connections; each must get that answer or be cut."""
    head = b"HTTP/1.1 %d " % status
    with Crowd(server.address, rounds, what) as crowd:
        seen = list(crowd.answers())
    assert sum(answer.startswith(head) for answer in seen) > 0, seen[:3]
    assert all(answer.startswith(head) or not answer for answer in seen), seen[:3]


def test_heads():
    with Server("drilled") as server:
        with Drill("heads past the limits", server) as drill:
            rounds = size(100, 2000)
            flood(server, b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, rounds)
            flood(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", 431, rounds)
            flood(server, b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20_000 + b"\r\n", 431, rounds)
            flood(server, b"nonsense\r\n\r\n", 400, rounds)
            drill.what = "%d times 100 KB of request line, of one field, 20,000 fields, nonsense" % rounds
            drill.logged(r"refused requests.*(414|431|400)")


def test_bodies():
    with Server("drilled", "--max-body-size", "1M") as server:
        with Drill("bodies past the limit", server) as drill:
            rounds = size(50, 1000)
            flood(server, b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 65_536, 413, rounds)
            chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
            flood(server, b"POST /upload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 20, 413, rounds)
            drill.what = "%d times 1 GB announced, and 1.25 MiB in chunks, where 1 MiB is allowed" % rounds
            drill.logged(r"refused requests.*413")


def test_pipelining():
    """Requests without end whose answers nobody reads: the server stops reading them."""
    with Server("drilled", "--write-timeout", "3s") as server:
        before = server.descriptors()
        with Drill("pipelined requests, answers not read", server) as drill:
            count, sent = size(20, 100), 0
            with Crowd(server.address, count, receive_buffer=4096) as crowd:
                for one in crowd.sockets:
                    one.setblocking(False)
                for _ in range(20):
                    for one in crowd.sockets:
                        try:
                            sent += one.send(b"GET /blob?1 HTTP/1.1\r\nHost: x\r\n\r\n" * 2000)
                        except OSError:
                            pass  # full, or cut after --write-timeout
                drill.canary_is_served(5)
                recovered(server, lambda: server.descriptors() <= before + 4, "connections that nobody reads")
            drill.what = "%d connections, %d KiB of requests taken, 1 MiB an answer" % (count, sent // 1024)


def test_queue():
    """Every thread busy and the queue full: 503 at once, and the queue is worked off."""
    with Server("drilled", "--queue-depth", "20", "--threads", "4") as server:
        count = size(100, 1000)
        with Drill("more requests than the queue holds", server, page="/?canary") as drill:
            # The canary would get 503 like anybody; so it stops for the length of the flood.
            drill.pause()
            request = b"GET /sleep?1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            with Crowd(server.address, count, request) as crowd:
                seen = [answer[9:12] for answer in crowd.answers()]
            drill.resume()
            assert set(seen) == {b"200", b"503"} and 20 <= seen.count(b"200") <= 30 + count // 10, seen
            drill.what = "%d requests of 1 s, 4 threads, 20 may wait: %d answered, %d got 503" % (
                count, seen.count(b"200"), seen.count(b"503"))
            drill.logged(r"503|queue")


def test_connections():
    """More connections than --max-connections: the others wait in the kernel and are served later."""
    with Server("drilled", "--max-connections", "100", "--backlog", "4096", "--header-timeout", "2s") as server:
        count = size(300, 2000)
        with Drill("more connections than are allowed", server, keep=True) as drill:
            with Crowd(server.address, count):
                drill.canary_is_served(5)
                drill.logged(r"connections.*max-connections")
                assert server.descriptors() < 300
            with server.connect() as client:
                assert client.get("/").status == 200
            drill.what = "%d connections, 100 allowed; the canary had its own already" % count
        recovered(server, lambda: server.descriptors() < 60, "connections stay open")


def test_unread_socket():
    """A client that never reads and never closes is cut after --write-timeout."""
    with Server("drilled", "--write-timeout", "1s") as server:
        before = server.descriptors()
        with socket.create_connection(server.address) as one:
            one.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            recovered(server, lambda: server.descriptors() <= before, "a client that does not read")
