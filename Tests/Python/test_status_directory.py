"""The directory of the status page's sockets: gone at each end, and after a kill -9 at the next start."""

import os
import signal
import socket
import tempfile
from pathlib import Path

import pytest

from harness.server import Server, free_port
from harness.wire import until
from test_workers import running, workers_of


@pytest.fixture
def folder():
    """Short, as the path of a socket must be."""
    with tempfile.TemporaryDirectory(prefix="sd-", dir="/tmp") as path:
        yield Path(path)


def start(folder, *options):
    return Server("workers", "--status-bind=127.0.0.1:%d" % free_port(), *options, env={"TMPDIR": str(folder)})


WORKERS = pytest.mark.parametrize("workers", [(), ("--workers=2",)], ids=["alone", "supervised"])


@WORKERS
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGQUIT])
def test_an_end_leaves_nothing(folder, workers, number):
    with start(folder, *workers) as server:
        if workers:
            running(server, 2)
        server.signal(number)
        assert server.wait() == 0
    assert os.listdir(folder) == []


@WORKERS
def test_what_a_killed_server_has_left_goes_at_the_next_start(folder, workers):
    with start(folder, *workers) as living, start(folder, *workers) as killed:
        processes = {killed.process.pid}
        if workers:
            running(living, 2)
            processes |= running(killed, 2)
        assert len(os.listdir(folder)) == 2
        killed.kill()
        killed.process.returncode = 0  # the end of the block asks for an orderly end, which this was not
        until(lambda: not any(os.path.exists("/proc/%d/exe" % pid) for pid in processes), "the end of all", 30)
        left = set(os.listdir(folder))
        assert len(left) == 2
        with start(folder, *workers) as server:
            if workers:
                running(server, 2)
            now = set(os.listdir(folder))
            assert len(now) == 2 and len(now & left) == 1
            # The one that stayed is the living server's.
            place = folder / (now & left).pop()
            theirs = workers_of(living) if workers else {living.process.pid}
            until(lambda: {int(name) for name in os.listdir(place)} == theirs, "their sockets", 20)
    assert os.listdir(folder) == []


def test_what_is_somebody_elses_stays(folder):
    """Names like ours, with something in them that is no socket; and links."""
    theirs = folder / "crosswind-status-abcdef"
    theirs.mkdir()
    (theirs / "notes").write_text("")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(theirs / "1"))
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (folder / "crosswind-status-ghijkl").symlink_to(elsewhere)
    with start(folder):
        pass
    assert sorted(os.listdir(folder)) == ["crosswind-status-abcdef", "crosswind-status-ghijkl", "elsewhere"]
    assert (theirs / "notes").exists()
