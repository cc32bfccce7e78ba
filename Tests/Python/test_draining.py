"""Health, readiness, and the order in which a server leaves (docs/deploy.md)."""

import os
import re
import signal
import threading

import pytest

from harness.held import Held
from harness.server import Background, Server
from harness.wire import until
from test_workers import running, workers_of

PATHS = ("--health-path=/healthz", "--ready-path=/readyz")


def test_paths_are_the_applications_unless_asked(server):
    assert server.get("/healthz").status == 404
    assert server.get("/readyz").status == 404


def test_answers_while_every_thread_is_stuck(tmp_path):
    """Neither Python nor a free thread is needed."""
    log = tmp_path / "access.log"
    release = tmp_path / "release"
    with Server("workers", *PATHS, "--threads=1", "--queue-depth=2", "--access-log=%s" % log,
                env={"HOLD_UNTIL": str(release)}) as server:
        assert server.get("/readyz").body == b"ready\n"
        stuck = [Background(server.get, "/hold")]  # runs
        until((tmp_path / "release.held").exists, "a request in the application", 10)
        stuck += [Background(server.get, "/hold") for _ in range(2)]  # wait
        until(lambda: server.get("/readyz").status == 503, "a full queue", 10)
        assert server.get("/readyz").body == b"busy\n"
        health = server.get("/healthz")
        assert (health.status, health.body, health.get("content-type")) == (200, b"ok\n", "text/plain")
        release.write_text("")
        assert [one.result().status for one in stuck] == [200] * 3
        until(lambda: server.get("/readyz").status == 200, "an empty queue", 10)
        with server.connect() as client:
            head = client.request("/healthz", "HEAD").response("HEAD")
            assert head.status == 200 and head.get("content-length") == "3"
        until(lambda: log.read_text().count("/hold") == 3, "the access log", 10)
        assert "healthz" not in log.read_text() and "readyz" not in log.read_text()


def test_in_the_access_log_on_request(tmp_path):
    log = tmp_path / "access.log"
    with Server("workers", *PATHS, "--log-health", "--access-log=%s" % log) as server:
        server.get("/healthz")
        until(lambda: '"GET /healthz HTTP/1.1" 200 3' in log.read_text(), "the access log", 10)


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
def test_readiness_fails_first(workers):
    """During the delay requests are served, each with a goodbye."""
    with Server("workers", *PATHS, "--drain-delay=1h", "--keep-alive=1h", *workers) as server:
        if workers:
            running(server, 2)
        with server.connect() as kept:
            assert kept.get("/").get("connection") is None
            server.signal(signal.SIGTERM)
            server.logged("stopping: serving on for 3600.0 seconds, not ready any more")
            until(lambda: not_ready(server), "the end of readiness", 20)
            answer = kept.get("/")
            assert answer.status == 200 and answer.get("connection") == "close"
        for _ in range(10):
            assert server.get("/").status == 200
            assert server.get("/healthz").status == 200
        assert server.process.poll() is None
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0


def not_ready(server):
    """In every worker: whichever is asked, ten times in a row."""
    answers = [server.get("/readyz") for _ in range(10)]
    return {(answer.status, answer.body) for answer in answers} == {(503, b"draining\n")}


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
def test_after_the_delay(tmp_path, workers):
    """Nobody is accepted any more; what runs has --graceful-timeout, counted from there."""
    held = Held(tmp_path)
    with Server("workers", *PATHS, "--drain-delay=1", "--graceful-timeout=1h", *workers, env=held.env) as server:
        if workers:
            running(server, 2)
        answer = held.begin(server)
        server.signal(signal.SIGTERM)
        until(lambda: refused(server), "a refusal", 30)
        assert server.process.poll() is None
        assert held.answered(answer)
        assert server.wait() == 0


def refused(server):
    try:
        server.connect(1).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        pass  # one that waited in the queue when that was closed
    return False


@pytest.mark.parametrize("options", [(), ("--preload",)], ids=["workers", "preload"])
def test_nobody_waits_for_a_delay_whose_supervisor_is_killed(tmp_path, options):
    """The workers finish what they have, and go."""
    held = Held(tmp_path)
    with Server("workers", "--workers=2", "--drain-delay=1h", *options, env=held.env) as server:
        until(lambda: server.log.count("is ready") == 2, "two workers")
        pids = {int(pid) for pid in re.findall(r"is ready, pid (\d+)", server.log)}
        answer = held.begin(server)
        server.signal(signal.SIGTERM)
        until(lambda: len(re.findall("worker [12], pid .*, stopping: serving on", server.log)) == 2, "their delay")
        server.kill()
        until(lambda: refused(server), "a refusal", 30)
        assert held.answered(answer)
        until(lambda: not any(os.path.exists("/proc/%d/exe" % pid) for pid in pids), "the workers' end", 30)
        server.process.returncode = 0  # the end of the block asks for an orderly end, which this was not


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_a_second_signal_cuts_the_delay_short(workers, number):
    with Server("workers", *PATHS, "--drain-delay=1h", *workers) as server:
        if workers:
            running(server, 2)
        server.signal(signal.SIGTERM)
        server.logged("serving on")
        server.signal(number)
        assert server.wait() == 0
        assert "stopping at once" in server.log


def test_a_worker_that_is_replaced_never_says_that_it_drains():
    """SIGHUP leaves the whole ready: a load balancer must not hear of a delay from the old workers."""
    with Server("workers", *PATHS, "--workers=2", "--drain-delay=1h") as server:
        before, answers, stop = running(server, 2), set(), threading.Event()

        def ask():
            while not stop.is_set():
                answers.add(server.get("/readyz").status)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            server.signal(signal.SIGHUP)
            server.logged("all workers are replaced")
            until(lambda: not before & workers_of(server), "the old workers' end", 20)
        finally:
            stop.set()
            thread.join()
        assert answers == {200}
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0


def test_workers_that_are_told_as_well_drain_too():
    """systemd sends SIGTERM to all processes of a service, not to the supervisor alone."""
    with Server("workers", *PATHS, "--workers=2", "--drain-delay=1h") as server:
        for pid in [*running(server, 2), server.process.pid]:
            os.kill(pid, signal.SIGTERM)
        until(lambda: not_ready(server), "the end of readiness", 20)
        assert server.get("/").status == 200
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0


def test_paths_that_are_none():
    from harness.server import run
    done = run("workers", "--health-path", "healthz")
    assert done.returncode == 2 and "write it as in /healthz" in done.stderr


def test_nobody_waits_in_vain_behind_a_worker_that_finishes(tmp_path):
    """Once all workers have stopped to accept, clients are refused at once, and can ask another server."""
    held = Held(tmp_path)
    with Server("workers", "--workers=2", "--graceful-timeout=1h", env=held.env) as server:
        running(server, 2)
        answer = held.begin(server)
        server.signal(signal.SIGTERM)
        until(lambda: refused(server), "a refusal", 20)
        assert server.process.poll() is None
        assert held.answered(answer)
        assert server.wait() == 0
