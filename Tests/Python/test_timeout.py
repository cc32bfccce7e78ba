"""--timeout: requests whose application does nothing (docs/deploy.md)."""

import re

import pytest

from harness.server import Server
from harness.wire import Truncated, until


def ask(server, path):
    client = server.connect(60)
    client.send(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
    return client


@pytest.mark.parametrize("path", ["/hang", "/spin", "/late"])
def test_504(path):
    with Server("stuck", "--timeout", "500ms") as server:
        server.expect_trouble = True
        with ask(server, path) as client:
            response = client.response()
            assert response.status == 504
            assert response.get("connection") == "close"
            assert client.ends()
        # with the line the application is at, and what became of the request
        server.logged(r"GET %s for 127\.0\.0\.1, since [0-9.]+ s: the application has done nothing for 0\.5 seconds; "
                      r"answered 504 in its place.*Python \(most recent call last\).*%s" % (path, {
                          "/hang": "release.wait", "/spin": "spin_in_python", "/late": "release.wait"}[path]))
        assert server.get("/").status == 200
        server.get("/release")


def test_in_the_middle_of_a_response():
    with Server("stuck", "--timeout", "500ms") as server:
        server.expect_trouble = True
        with ask(server, "/stream") as client, pytest.raises(Truncated):
            client.response()
        server.logged("/stream for .* its connection is cut")
        assert server.get("/").status == 200
        server.get("/release")


def test_what_moves_is_left_alone():
    """Three seconds in pieces of a quarter, with a limit of two and a half."""
    with Server("stuck", "--timeout", "2500ms") as server:
        assert server.get("/ticks").text == "tick\n" * 12
        assert "done nothing" not in server.log


def test_what_comes_late_does_no_harm():
    """start_response raises, and the thread serves again."""
    with Server("stuck", "--timeout", "500ms", "--threads", "1") as server:
        server.expect_trouble = True
        for path in ("/late", "/stream", "/hang"):
            mark = server.mark()
            with ask(server, path) as client:
                try:
                    assert client.response().status == 504
                except Truncated:
                    assert path == "/stream"
            server.logged("done nothing", since=mark)
            assert server.get("/release").status == 200
            assert server.get("/rearm").status == 200
        until(lambda: "after its request had ended" in server.get("/complaints").text, "the late call's end", 10)
        server.logged("the application failed on a request that had been given up")
        for _ in range(20):
            assert server.get("/").status == 200
        # One thread was wanted, so one at most took its place.
        assert max(int(n) for n in re.findall(r"crosswind-py-(\d+)", server.log)) <= 1


def test_pipelined_requests_before_it_are_answered():
    with Server("stuck", "--timeout", "500ms") as server:
        server.expect_trouble = True
        with server.connect(60) as client:
            client.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 3 + b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n"
                        + b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert [client.response().status for _ in range(4)] == [200, 200, 200, 504]
            assert client.ends()
        server.get("/release")


def test_without_a_supervisor_the_last_thread_is_the_end():
    """Two threads and two in their place; then whoever restarts failed services is to do so."""
    with Server("stuck", "--timeout", "500ms", "--threads", "2", "--graceful-timeout", "1s") as server:
        server.expect_trouble = True
        clients = [ask(server, "/hang") for _ in range(4)]
        assert {client.response().status for client in clients} == {504}
        for client in clients:
            client.close()
        server.logged("no Python thread is left")
        assert server.wait() == 1
        server.process.returncode = 0


def test_with_a_supervisor_the_worker_is_replaced():
    with Server("stuck", "--timeout", "500ms", "--workers", "2", "--graceful-timeout", "5s") as server:
        server.expect_trouble = True
        server.logged("worker 2 is ready")
        with ask(server, "/hang") as client:
            assert client.response().status == 504
        pid = server.logged(r"pid (\d+), asks for a successor: a request took longer than --timeout")[1]
        server.logged("pid %s, stopping" % pid)
        until(lambda: str(pid) not in {server.get("/").text for _ in range(20)}, "other workers", 10)
        server.logged("threads are still in the application")
        assert server.get("/").status == 200


@pytest.mark.parametrize("options, code", [((), 1), (("--workers", "1"), 0)], ids=["alone", "supervised"])
def test_native_code_that_keeps_the_gil(options, code):
    """Nothing else can run in that process: it ends."""
    with Server("stuck", "--timeout", "1s", "--graceful-timeout", "1s", *options, env={"HOLD_GIL": "60"}) as server:
        server.expect_trouble = True
        server.logged("listens at" if not options else "is ready")
        with ask(server, "/gil") as client:
            assert client.response().status == 504
        server.logged("native code holds the GIL, so that no other request can run")
        if options:
            until(lambda: server.log.count("is ready") == 2, "the successor", 30)
            assert server.get("/").status == 200
        else:
            assert server.wait() == code
            server.process.returncode = 0


def test_zero_is_never():
    with Server("stuck", "-t", "0", env={"STUCK_FOR": "2"}) as server:
        assert server.get("/hang").status == 200
