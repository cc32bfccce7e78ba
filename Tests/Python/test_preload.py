"""--preload: workers are forked from a process that has imported the application (docs/deploy.md)."""

import contextlib
import os
import re
import signal
import subprocess
import tempfile
import threading

import pytest

from harness.held import Held
from harness.server import APPS, COMMAND, Server, clean_environment
from harness.systemd import Manager
from harness.wire import until
from test_status import Watched


@pytest.fixture
def server(tmp_path):
    with Server("preloaded", "--workers", "2", "--preload", env={"VERSION_FILE": str(tmp_path / "version")}) as server:
        ready(server, 2)
        yield server


def ready(server, count):
    until(lambda: server.log.count("is ready") >= count, "%d workers; log:\n%s" % (count, server.log), 60)


def answers(server, count=30):
    """(worker, process of the import, version) of some answers."""
    return {tuple(server.get("/").text.split()) for _ in range(count)}


def test_imported_once(server):
    importer = server.logged(r"application is imported, in .*, for workers to share; pid (\d+)")[1]
    found = answers(server)
    assert {each[1] for each in found} == {importer}
    assert importer not in {each[0] for each in found}
    assert importer != str(server.process.pid)
    assert "threads" not in server.logged("application is imported.*")[0]


def test_a_factory_is_called_once(tmp_path):
    with Server("preloaded:make", "--factory", "--workers", "2", "--preload") as server:
        ready(server, 2)
        assert {each[1] for each in answers(server)} == {
            server.logged(r"for workers to share; pid (\d+)")[1]}


def test_a_worker_that_dies_is_forked_again(server):
    server.expect_trouble = True
    victim, importer, _ = next(iter(answers(server)))
    os.kill(int(victim), signal.SIGKILL)
    server.logged("pid %s, was killed by SIGKILL" % victim)
    ready(server, 3)
    found = answers(server)
    assert {each[1] for each in found} == {importer}
    assert victim not in {each[0] for each in found}


@contextlib.contextmanager
def load(server):
    """Requests all the time, each on a new connection, none of which may fail; in it: how many were answered."""
    failures, answered, stop = [], [0], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                with server.connect(60) as client:
                    assert client.get("/").status == 200
                answered[0] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a failed request
                failures.append(repr(error))
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield lambda: answered[0]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures, failures[:5]


def test_hup_imports_anew_and_refuses_nobody(server, tmp_path):
    with load(server):
        old = answers(server)
        (tmp_path / "version").write_text("2")
        server.signal(signal.SIGHUP)
        server.logged("importing the application anew")
        ready(server, 4)
        until(lambda: {each[2] for each in answers(server)} == {"2"}, "the new code", 30)
    assert not {each[1] for each in old} & {each[1] for each in answers(server)}


def test_hup_with_a_broken_application_keeps_the_old_workers(server, tmp_path):
    server.expect_trouble = True
    old = answers(server)
    (tmp_path / "version").write_text("broken")
    server.signal(signal.SIGHUP)
    server.logged("before it listened; the workers that run stay")
    assert {each[1] for each in answers(server)} == {each[1] for each in old}


def test_ttin_and_ttou(server):
    server.signal(signal.SIGTTIN)
    ready(server, 3)
    server.signal(signal.SIGTTOU)
    server.logged("now 2 workers")


def test_everything_ends_with_the_outer_supervisor(server):
    importer = int(server.logged(r"for workers to share; pid (\d+)")[1])
    pids = [importer] + [int(each[0]) for each in answers(server)]
    server.kill()
    until(lambda: not any(os.path.exists("/proc/%d/exe" % pid) for pid in pids), "the end of all", 20)
    server.process.returncode = 0


@pytest.mark.parametrize("number, words", [
    (signal.SIGKILL, "was killed by SIGKILL .*replaced at once"),
    (signal.SIGSTOP, "does not respond: nothing heard of it for 3.0 seconds; aborted.*was killed by SIG.*; replaced"),
])
def test_everything_is_imported_again_when_the_inner_one_is_lost(number, words):
    """Killed, or stopped; its workers go with it."""
    with Manager() as manager:
        with Server("preloaded", "--workers=2", "--preload", "--worker-timeout=3", "--drain-delay=1h",
                    env={"NOTIFY_SOCKET": manager.address}) as server:
            server.expect_trouble = True
            # Its supervisor learns through it that the workers are ready; before, this ends the start.
            manager.waits_for("READY")
            importer = server.logged(r"for workers to share; pid (\d+)")[1]
            workers = {int(pid) for pid in re.findall(r"is ready, pid (\d+)", server.log)}
            os.kill(int(importer), number)
            server.logged("the supervisor with the application, pid %s, %s" % (importer, words))
            ready(server, 4)
            until(lambda: not any(os.path.exists("/proc/%d/exe" % pid) for pid in workers), "the old workers' end", 30)
            assert importer not in {each[1] for each in answers(server)}
            server.signal(signal.SIGQUIT)
            assert server.wait() == 0


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as file:
        return [int(word) for word in file.read().split()]


def test_what_the_workers_of_a_killed_inner_one_had_is_taken_back(tmp_path):
    """Again and again, under load: they finish what they have and end, and nothing of them stays."""
    held = Held(tmp_path)
    # A short path: those of sockets must be.
    with tempfile.TemporaryDirectory(prefix="cw") as sockets, \
            Watched("workers", "--workers=2", "--preload", "--graceful-timeout=1h",
                    env={**held.env, "TMPDIR": sockets}) as server:
        server.expect_trouble = True
        outer = server.process.pid
        ready(server, 2)
        with load(server) as answered:
            answer = held.begin(server)
            holder = held.workers()[0]
            for _ in range(3):
                inner = next(pid for pid in children(outer) if children(pid))
                workers = set(children(inner))
                mark = server.mark()
                os.kill(inner, signal.SIGKILL)
                server.logged("2 workers without a supervisor finish what they have and end", since=mark)
                until(lambda mark=mark: server.log[mark:].count("is ready") == 2, "new workers", 60)
                # All but the one that has a request end while the new ones serve, and their parent has reaped them.
                until(lambda workers=workers: not workers & set(children(outer)) - {holder}, "the old workers' end", 60)
                before = answered()
                until(lambda before=before: answered() > before + 20, "answers", 60)
                assert {int(server.get("/").text.split()[0]) for _ in range(20)}.isdisjoint(workers)
        state = {worker["pid"]: worker["state"] for worker in server.status()["workers"]}
        assert state.pop(holder) == "stopping" and list(state.values()) == ["ready", "ready"]
        assert held.answered(answer)
        until(lambda: children(outer) == [pid for pid in children(outer) if children(pid)], "the last one's end", 60)
        assert len(children(outer)) == 1
        now = set(children(children(outer)[0]))
        assert {worker["pid"] for worker in server.status()["workers"]} == now == set(state)
        directory, = os.listdir(sockets)
        assert set(os.listdir(os.path.join(sockets, directory))) == {str(pid) for pid in now}


def test_an_orphan_that_is_stopped_is_ended(tmp_path):
    with Server("preloaded", "--workers=2", "--preload", "--graceful-timeout=0.1s", "--worker-timeout=1h") as server:
        server.expect_trouble = True
        ready(server, 2)
        importer = int(server.logged(r"for workers to share; pid (\d+)")[1])
        victim = children(importer)[0]
        os.kill(victim, signal.SIGSTOP)
        os.kill(importer, signal.SIGKILL)
        server.logged("worker, pid %d, whose supervisor is gone, does not stop: killed" % victim)
        until(lambda: not os.path.exists("/proc/%d" % victim), "its end", 20)
        ready(server, 4)
        assert server.get("/").status == 200


def test_threads_of_the_import_are_warned_of():
    with Server("preloaded", "--workers", "1", "--preload", env={"START_THREAD": "1"}) as server:
        server.logged("the application's import started 1 thread, which workers won't have")
        assert server.get("/").status == 200


def test_an_application_that_cannot_be_imported():
    done = subprocess.run([COMMAND, "no_such_module", "--bind", "127.0.0.1:0", "--workers", "2", "--preload"], cwd=APPS,
                          env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("Traceback") == 1


def test_not_with_reload():
    done = subprocess.run([COMMAND, "preloaded", "--preload", "--reload"], cwd=APPS, env=clean_environment(),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert re.fullmatch("crosswind: --reload imports .* leave --preload out\n", done.stderr)
