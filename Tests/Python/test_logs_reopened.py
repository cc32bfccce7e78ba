"""SIGUSR1: log files are opened anew, in every process, and no line is lost (docs/deploy.md)."""

import os
import re
import signal
import threading

import pytest

from harness.server import Server
from harness.wire import until


def lines(directory, name):
    """All lines of a log and of what it was moved to."""
    found = []
    for each in sorted(directory.iterdir()):
        if each.name.startswith(name):
            found += each.read_text().splitlines()
    return found


@pytest.mark.parametrize("options", [(), ("--workers", "2")], ids=["alone", "supervised"])
def test_rotation_under_load(tmp_path, options):
    access, log = tmp_path / "access.log", tmp_path / "server.log"
    processes = 2 if options else 1
    with Server("stuck", "--access-log=%s" % access, "--access-log-format", "%(r)s", "--log-file", str(log),
                *options) as server:
        until(lambda: log.read_text().count("is ready") == 2 or not options, "the workers", 20)
        counts, stop = [0] * 4, threading.Event()

        def load(number):
            with server.connect(60) as client:
                while not stop.is_set():
                    assert client.get("/%d/%d" % (number, counts[number])).status == 200
                    counts[number] += 1
        threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()

        def reopened():
            return (access.exists() and log.exists() and log.read_text().count("logs are reopened") == processes)
        for count in range(1, 6):
            os.rename(access, tmp_path / ("access.log.%d" % count))
            os.rename(log, tmp_path / ("server.log.%d" % count))
            server.signal(signal.SIGUSR1)
            until(reopened, "new files", 20)
            enough = sum(counts) + 20
            until(lambda enough=enough: sum(counts) > enough, "requests", 20)
        stop.set()
        for thread in threads:
            thread.join()
    written = lines(tmp_path, "access.log")
    assert len(written) == sum(counts)
    assert {re.match(r"GET (\S+)", line)[1] for line in written} == {
        "/%d/%d" % (number, index) for number in range(4) for index in range(counts[number])}
    assert sum("logs are reopened" in line for line in lines(tmp_path, "server.log")) == 5 * processes
    assert server.log == ""  # all of it is in the file


def test_a_path_that_cannot_be_opened_anew_keeps_the_old_file(tmp_path):
    directory = tmp_path / "logs"
    directory.mkdir()
    log = directory / "server.log"
    with Server("stuck", "--error-logfile", str(log)) as server:  # gunicorn's name for it
        moved = tmp_path / "moved"
        os.rename(directory, moved)
        server.signal(signal.SIGUSR1)
        until(lambda: "the old file stays in use" in (moved / "server.log").read_text(), "a complaint", 10)
        assert server.get("/").status == 200


def test_a_log_file_that_cannot_be_opened(tmp_path):
    server = Server("stuck", "--log-file", str(tmp_path / "none" / "x.log"), wait=False)
    assert server.wait() == 1
    assert re.fullmatch(r"crosswind: log file \S+: No such file or directory\n", server.log)


def test_workers_that_are_being_started_are_not_killed(tmp_path):
    """To a process that doesn't hear it yet, the signal would be the end."""
    with Server("workers", "--workers", "2", env={"SLOW_IMPORT": "0.5"}, wait=False) as server:
        for _ in range(20):
            until(lambda: "listens at" in server.log, "the supervisor", 20)
            server.signal(signal.SIGUSR1)
            server.signal(signal.SIGUSR2)
            threading.Event().wait(0.05)
        server.logged("worker 2 is ready")
        assert "killed" not in server.log and "replaced" not in server.log
