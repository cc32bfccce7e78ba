"""SIGUSR2: what every thread is doing, with the request it serves (docs/deploy.md)."""

import re
import signal
import sys
import threading

import pytest

from harness.server import ROOT, Server
from harness.wire import WireError, until

#: Crosswind's own executable, which finds a Python to load.
EMBEDDING = ROOT / ".build" / "debug" / "crosswind"


def ask(server, path):
    """Sends a request and doesn't wait for its answer."""
    client = server.connect(60)
    client.send(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
    return client


def report(server, path):
    """What a report says of the thread that serves ``path``; asks until the request has come so far."""
    def look():
        mark = server.mark()
        server.signal(signal.SIGUSR2)
        server.logged(r"asked for by SIGUSR2.*NIO-ELT", since=mark)
        return re.search(r"GET %s for 127\.0\.0\.1, since [0-9.]+ s.*?(?=thread \d+ |\Z)" % path, server.log[mark:], re.S)
    return until(look, "a report of %s" % path, 30)[0]


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["alone", "supervised"])
def test_a_hanging_request(options):
    # The release may reach the other worker; then the request is cut at the end.
    with Server("stuck", "--graceful-timeout", "2s", *options) as server:
        with ask(server, "/hang?id=7"):
            text = report(server, r"/hang\?id=7")
            assert "hang_in_python" in text
            assert "release.wait(HOLD)" in text  # the line itself
            assert "native (most recent call first)" in text
            server.logged(r"pthread_cond|futex|sem_clockwait|libc")
            # each thread of the pool is named, those that wait too
            server.logged(r"crosswind-py-\d+: waits for a request")
            server.logged(r"MainThread: none of those that run the application")
            assert server.get("/").status == 200
            server.get("/release")


def test_whatever_the_log_level_is():
    with Server("stuck", "--log-level", "critical") as server:
        server.signal(signal.SIGUSR2)
        server.logged("stacks of .* threads, asked for by SIGUSR2")
        assert server.get("/").status == 200


def test_while_native_code_holds_the_gil():
    with Server("stuck", env={"HOLD_GIL": "15"}) as server:
        server.logged("listens at")
        with ask(server, "/gil") as client:
            until(lambda: hangs(server), "a worker inside native code", 10)
            mark = server.mark()
            server.signal(signal.SIGUSR2)
            server.logged("native code holds the GIL; Python stacks by faulthandler.*hold_the_gil", since=mark)
            server.logged(r"GET /gil for 127\.0\.0\.1", since=mark)
            assert client.response().status == 200
        server.expect_trouble = True


def hangs(server):
    """Whether nobody gets an answer: some thread holds the GIL."""
    try:
        with server.connect(1) as client:
            client.get("/")
        return False
    except (OSError, WireError):
        return True


def test_many_at_once():
    with Server("stuck", "--threads", "2") as server:
        for _ in range(20):
            server.signal(signal.SIGUSR2)
        server.logged("asked for by SIGUSR2")
        assert server.get("/").status == 200


def test_under_load():
    """The signal that asks threads for their stacks disturbs no request."""
    with Server("stuck") as server:
        failures, stop = [], threading.Event()

        def load():
            with server.connect(60) as client:
                while not stop.is_set():
                    try:
                        assert client.get("/").status == 200
                    except Exception as error:  # noqa: BLE001
                        failures.append(repr(error))
                        return
        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(5):
            mark = server.mark()
            server.signal(signal.SIGUSR2)
            server.logged("asked for by SIGUSR2.*MainThread", since=mark)
        stop.set()
        for thread in threads:
            thread.join()
        assert not failures


@pytest.mark.skipif(not EMBEDDING.exists(), reason="swift build has not made it")
def test_the_executable_that_embeds_python():
    with Server("stuck", "--python", sys.executable, command=[str(EMBEDDING)]) as server:
        with ask(server, "/hang"):
            assert "hang_in_python" in report(server, "/hang")
            # which has a symbol table, so that Swift's functions have names
            server.logged(r"crosswind: .*ServeLoop\.run.*\+ \d+")
            server.get("/release")
