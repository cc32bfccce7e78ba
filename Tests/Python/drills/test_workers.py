"""Workers that die, stop, or can't start."""

import os
import re
import signal
from pathlib import Path

import pytest

from drills.drill import Drill, processes, recovered, size
from harness.server import Server, run
from harness.wire import Truncated, until


def workers(server):
    return processes(server)[1:]


def ready(server, count):
    """Waits for so many workers that have said that they listen."""
    def look():
        found = workers(server)
        return len(found) == count and all("is ready, pid %d\n" % pid in server.log for pid in found) and found
    return until(look, "%d workers; log:\n%s" % (count, server.log), 60)


def test_killed():
    with Server("drilled", "--workers", "2") as server:
        server.expect_trouble = True
        ready(server, 2)
        with Drill("a worker is killed (kill -9), again and again", server, keep=False) as drill:
            drill.may_fail = True  # what the killed worker had accepted
            for _ in range(size(3, 10)):
                victim = workers(server)[0]
                os.kill(victim, signal.SIGKILL)
                until(lambda victim=victim: victim not in workers(server), "the worker to be gone")
                ready(server, 2)
            drill.what = "%d times" % size(3, 10)
            drill.logged(r"killed by SIGKILL.*replaced")
            assert len(drill.failures) <= size(3, 10), drill.failures


def test_stopped():
    """SIGSTOP: it neither answers nor dies."""
    with Server("drilled", "--workers", "2", "--worker-timeout", "3s") as server:
        server.expect_trouble = True
        ready(server, 2)
        with Drill("a worker is stopped (SIGSTOP)", server) as drill:
            drill.may_fail = True
            victim = workers(server)[0]
            os.kill(victim, signal.SIGSTOP)
            until(lambda: victim not in workers(server), "the stopped worker to be replaced", 60)
            ready(server, 2)
            drill.what = "one of two"
            drill.logged(r"pid %d, does not respond: nothing heard of it" % victim)
            # It ends by its supervisor, and the log says so and nothing else.
            server.logged(r"pid %d, was killed by SIG(ABRT|KILL); replaced" % victim)
            # At most what it had accepted when it was stopped.
            assert len(drill.failures) <= 2, drill.failures


def test_native_fault():
    with Server("drilled", "--workers", "2") as server:
        server.expect_trouble = True
        ready(server, 2)
        with Drill("native code aborts in a worker", server) as drill:
            drill.may_fail = True
            for _ in range(size(2, 10)):
                try:
                    server.get("/abort")
                except (OSError, AssertionError):
                    pass
                ready(server, 2)
            drill.what = "%d times" % size(2, 10)
            drill.logged(r"SIGABRT.*replaced")
            assert len(drill.failures) <= 2 * size(2, 10), drill.failures


def test_the_only_worker_dies():
    """Nobody else serves meanwhile: its successor comes within a second, however often it has died."""
    with Server("drilled", "--workers", "1") as server:
        server.expect_trouble = True
        ready(server, 1)
        with Drill("native code aborts in the only worker", server) as drill:
            drill.may_fail = True
            for _ in range(size(5, 12)):
                with pytest.raises((OSError, Truncated)):
                    server.get("/abort")
                ready(server, 1)
            drill.what = "%d times" % size(5, 12)
            drill.logged(r"SIGABRT.*replaced in 1.0 seconds")
            assert set(re.findall("; replaced (.*)", server.log)) == {"at once", "in 0.5 seconds", "in 1.0 seconds"}
            assert len(drill.failures) <= size(5, 12), drill.failures


def test_broken_application():
    """One that raises in every request."""
    with Server("drilled") as server:
        server.expect_trouble = True
        with Drill("the application raises", server) as drill:
            with server.connect() as client:
                for _ in range(size(300, 10_000)):
                    assert client.get("/raise").status == 500
            drill.what = "%d times" % size(300, 10_000)
            drill.logged("RuntimeError: broken on purpose")


def test_new_code_does_not_start(tmp_path):
    """SIGHUP with code that can't be imported: those that run stay."""
    flag = tmp_path / "broken"
    with Server("drilled", "--workers", "2", env={"DRILL_BROKEN_WHEN": str(flag)}) as server:
        server.expect_trouble = True
        before = ready(server, 2)
        with Drill("new code does not start (SIGHUP)", server) as drill:
            flag.write_text("")
            server.signal(signal.SIGHUP)
            drill.logged("before it listened; the workers that run stay")
            drill.canary_is_served(5)
            assert workers(server) == before
            flag.unlink()
            server.signal(signal.SIGHUP)
            until(lambda: not set(before) & set(workers(server)), "new workers", 60)
            ready(server, 2)
            drill.what = "exits at its import; then it is mended"


def test_broken_configuration(tmp_path):
    """An end with a line and a code, and no respawning."""
    for arguments, code, words in (
            (["drilled", "--threads", "none"], 2, "--threads"), (["nowhere_at_all"], 4, "ModuleNotFoundError"),
            (["drilled:nothing"], 4, "nothing"), (["drilled", "--bind", "192.0.2.1:1"], 3, "can't listen"),
            (["drilled", "--static", "/a=%s" % (tmp_path / "no")], 2, "--static")):
        for more in ([], ["--workers", "2"]):
            done = run(*arguments, *more)
            assert done.returncode == code and words in done.stderr, (arguments, done)
            assert done.stderr.count("Traceback") <= 1


def test_nothing_is_left(tmp_path):
    """No temporary file, no child, after all that."""
    with Server("drilled", "--workers", "2", env={"TMPDIR": str(tmp_path)}) as server:
        pids = ready(server, 2)
    recovered(server, lambda: not any(Path("/proc/%d" % pid).exists() for pid in pids), "workers are left")
    assert list(tmp_path.iterdir()) == []
