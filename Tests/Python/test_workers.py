"""--workers: a supervisor that keeps processes running (docs/deploy.md)."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

from harness.held import Held
from harness.server import APPS, COMMAND, Server, clean_environment
from harness.wire import Truncated, until


def workers_of(server):
    """The worker processes: the supervisor's children."""
    pid = server.process.pid
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return {int(word) for word in f.read().split()}


def running(server, count):
    """Waits until so many workers have said that they listen and are alive, and returns them."""
    def look():
        found = workers_of(server)
        ready = {pid for pid in found if "is ready, pid %d\n" % pid in server.log}
        return found if found == ready and len(found) == count else None
    return until(look, "%d workers; log:\n%s" % (count, server.log), 30)


def asks(server):
    return int(server.get("/").text.split()[0])


@pytest.fixture
def server():
    with Server("workers", "--workers", "2", "--threads=2") as server:
        running(server, 2)
        yield server


def test_workers_answer(server):
    assert {asks(server) for _ in range(50)} <= workers_of(server)
    assert server.process.pid not in {asks(server) for _ in range(10)}
    assert server.get("/").text.endswith("True")  # wsgi.multiprocess
    server.logged("2 workers with 2 threads each")


def test_the_supervisor_has_one_thread(server):
    assert server.status("Threads") == 1


@pytest.mark.parametrize("path, words", [("/kill", "SIGKILL"), ("/exit", "code 7")])
def test_a_worker_that_dies_is_replaced(server, path, words):
    server.expect_trouble = True
    before = workers_of(server)
    with pytest.raises((OSError, Truncated)):
        server.get(path)
    server.logged("worker [12], pid .* %s.*replaced at once" % words)
    after = running(server, 2)
    assert len(before & after) == 1
    assert asks(server) in after


def test_one_that_was_killed_from_outside(server):
    server.expect_trouble = True
    victim = min(workers_of(server))
    os.kill(victim, signal.SIGKILL)
    server.logged("pid %d, was killed by SIGKILL" % victim)
    until(lambda: victim not in workers_of(server), "a new worker", 10)
    running(server, 2)


@pytest.mark.parametrize("path, words", [
    ("/segfault", r"SIGSEGV(, core dumped)? \(a fault in native code\)"),
    ("/abort", r"SIGABRT(, core dumped)? \(native code gave up\)"),
    ("/kill", r"SIGKILL \(not by its supervisor, and not for want of memory\)"),
])
def test_why_a_worker_died(path, words):
    with Server("stuck", "--workers", "2") as server:
        server.expect_trouble = True
        running(server, 2)
        with pytest.raises((OSError, Truncated)):
            server.get(path)
        server.logged("worker [12], pid .*, was killed by %s; replaced at once" % words)
        if path != "/kill":
            server.logged(r"Fatal Python error: (Segmentation fault|Aborted)\n\n.*stuck.py\", line \d+ in application")
        running(server, 2)
        assert server.get("/").status == 200


@pytest.mark.skipif(not os.access("/sys/fs/cgroup/memory/cgroup.procs", os.W_OK), reason="no control group of memory")
def test_a_worker_that_takes_too_much_memory():
    group = "/sys/fs/cgroup/memory/crosswind-test-%d" % os.getpid()
    try:
        os.mkdir(group)
        with open(group + "/memory.limit_in_bytes", "w") as f:
            f.write("200M")
    except OSError as error:
        pytest.skip("no control group of one's own: %s" % error)
    try:
        with Server("stuck", "--workers", "2", command=["sh", "-c", 'echo $$ > %s/cgroup.procs; exec "$@"' % group, "sh",
                                                        COMMAND]) as server:
            server.expect_trouble = True
            running(server, 2)
            with pytest.raises((OSError, Truncated)):
                server.get("/eat-memory")
            server.logged("was killed by SIGKILL \\(most likely by the kernel, which ran out of memory\\)")
            assert server.get("/").status == 200
    finally:
        until(lambda: not open(group + "/cgroup.procs").read(), "an empty group", 20)
        os.rmdir(group)


UNSHARE = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]


def can_unshare():
    return subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0


@pytest.mark.skipif(not can_unshare(), reason="no process namespace of one's own to be had")
def test_as_process_1_it_reaps_orphans():
    """Children whose parent has gone become its own, as in a container."""
    with Server("workers", "--workers", "2", command=[*UNSHARE, COMMAND]) as server:
        server.logged("listens at .* pid 1\n")
        server.logged("worker 2 is ready")
        for _ in range(3):
            assert server.get("/orphan").status == 200
        until(lambda: server.get("/zombies").text == "0", "no zombies", 10)
        # TERM to process 1 of the namespace, whose parent outside is unshare
        pid = server.process.pid
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            os.kill(int(f.read().split()[0]), signal.SIGTERM)
        assert server.wait() == 0
        assert "stopping" in server.log


def test_successors_that_die_young_come_later_and_later(server):
    """Each within ten seconds of its start, or it counts as one that has lived."""
    server.expect_trouble = True

    def killed():
        os.kill(max(running(server, 2)), signal.SIGKILL)
        return "replaced in 0.5 seconds" in server.log
    until(killed, "a delay; log:\n" + server.log, 60)
    running(server, 2)


def test_hup_replaces_all_and_refuses_nobody(server):
    before, failures, count, stop = workers_of(server), [], [0], threading.Event()

    def load():
        while not stop.is_set():
            try:
                with server.connect(10) as client:
                    assert client.get("/").status == 200
                    count[0] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a failed request
                failures.append(repr(error))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            mark = server.mark()
            server.signal(signal.SIGHUP)
            server.logged("all workers are replaced", since=mark)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failures, failures[:5]
    assert count[0] > 0
    until(lambda: not before & workers_of(server), "the old workers' end", 10)
    running(server, 2)


def test_hup_lets_requests_finish(tmp_path):
    held = Held(tmp_path)
    with Server("workers", "--workers", "2", env=held.env) as server:
        running(server, 2)
        answer = held.begin(server)
        server.signal(signal.SIGHUP)
        server.logged("all workers are replaced")
        assert held.answered(answer)


def test_hup_while_the_first_workers_start_is_not_lost():
    with Server("workers", "--workers", "2", env={"SLOW_IMPORT": "1"}, wait=False) as server:
        server.logged("listens at")
        server.signal(signal.SIGHUP)
        server.logged("all workers are replaced")
        running(server, 2)


def test_hup_to_a_worker_is_its_supervisors(server):
    """As by `pkill -HUP crosswind`, which means them all."""
    before = workers_of(server)
    for pid in before:
        os.kill(pid, signal.SIGHUP)
        # Which comes after it, and has been heard when the log says so.
        os.kill(pid, signal.SIGUSR1)
        server.logged("pid %d, logs are reopened" % pid)
    assert workers_of(server) == before
    assert asks(server) in before


def test_hup_without_workers():
    with Server("workers") as server:
        server.signal(signal.SIGHUP)
        server.logged("warning.*SIGHUP: nothing is reloaded without workers; restart, or start with --workers 1")
        assert server.get("/").status == 200


def test_hup_when_the_terminal_is_gone(tmp_path):
    """The kernel's way to say so to what was started there; the same signal by hand ends nothing."""
    log = tmp_path / "log"
    code = textwrap.dedent("""
        import os, pty, sys, time
        child, terminal = pty.fork()
        if child == 0:
            os.execv(sys.argv[2], sys.argv[2:])
        while not os.path.exists(sys.argv[1]) or "listens at" not in open(sys.argv[1]).read():
            time.sleep(0.01)
        os.close(terminal)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """)
    done = subprocess.run([sys.executable, "-c", code, str(log), COMMAND, "workers", "--bind", "127.0.0.1:0", "--log-file",
                           str(log)], cwd=APPS, env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done
    assert "stopping: " in log.read_text() and "SIGHUP" not in log.read_text()


def test_hup_with_a_broken_application_keeps_the_old_workers(tmp_path):
    broken = tmp_path / "broken"
    with Server("workers", "--workers", "2", env={"BROKEN_WHEN": str(broken)}) as server:
        server.expect_trouble = True
        before = running(server, 2)
        broken.write_text("")
        server.signal(signal.SIGHUP)
        server.logged("ended with code 4 before it listened; the workers that run stay")
        assert workers_of(server) == before
        assert asks(server) in before
        broken.unlink()
        server.signal(signal.SIGHUP)
        server.logged("all workers are replaced")


def test_ttin_and_ttou(server):
    server.signal(signal.SIGTTIN)
    running(server, 3)
    for count in (2, 1):  # one after another: two that wait to be delivered are one
        server.signal(signal.SIGTTOU)
        running(server, count)
    mark = server.mark()
    server.signal(signal.SIGTTOU)
    server.signal(signal.SIGUSR1)  # heard after it
    server.logged("logs are reopened", since=mark)
    assert len(workers_of(server)) == 1
    assert "now" not in server.log[mark:]


def test_an_application_that_cannot_be_imported_ends_the_start_once():
    done = subprocess.run([COMMAND, "no_such_module", "--bind", "127.0.0.1:0", "--workers", "3"], cwd=APPS,
                          env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("Traceback") == 1
    assert "before it listened; giving up" in done.stderr


def test_an_address_in_use():
    with Server("workers") as other:
        done = subprocess.run([COMMAND, "workers", "--bind", other.bind, "--workers", "2"], cwd=APPS,
                              env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "Address already in use" in done.stderr


def test_unix_socket(tmp_path):
    path = str(tmp_path / "http.sock")
    with Server("workers", "-w", "2", bind="unix:" + path) as server:
        assert asks(server) in running(server, 2)
    assert not os.path.exists(path)


def test_web_concurrency():
    with Server("workers", env={"WEB_CONCURRENCY": "2"}) as server:
        running(server, 2)


def test_auto():
    with Server("workers", "--workers", "auto") as server:
        running(server, len(os.sched_getaffinity(0)))


def test_workers_end_when_their_supervisor_is_killed(server):
    orphans = workers_of(server)
    server.kill()

    def gone():
        return not any(os.path.exists("/proc/%d/exe" % pid) for pid in orphans)
    until(gone, "the workers' end", 20)
    server.process.returncode = 0  # the fixture asks for an orderly end, which this was not


def test_term_is_graceful_and_quit_is_not(tmp_path):
    held = Held(tmp_path)
    with Server("workers", "--workers", "2", env=held.env) as server:
        running(server, 2)
        answer = held.begin(server)
        server.signal(signal.SIGTERM)
        server.logged("worker [12], pid .*, stopping")
        assert held.answered(answer)
        assert server.wait() == 0


def test_quit_cuts_what_runs(tmp_path):
    """Which is held for ever."""
    held = Held(tmp_path)
    with Server("workers", "--workers", "2", env=held.env) as server:
        server.expect_trouble = True
        running(server, 2)
        answer = held.begin(server)
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0
        with pytest.raises((OSError, Truncated)):
            answer.result()


@pytest.mark.parametrize("options", [(), ("--workers", "1")], ids=["alone", "supervised"])
def test_quit_while_native_code_keeps_the_gil(tmp_path, options):
    """A hook that wants Python then doesn't hold up the end."""
    (tmp_path / "gunicorn.conf.py").write_text(
        "def worker_int(worker): pass\ndef worker_exit(server, worker): pass\npythonpath = %r\n" % str(APPS))
    with Server("stuck", *options, cwd=tmp_path, env={"HOLD_GIL": "120"}) as server:
        server.expect_trouble = True
        server.logged("is ready" if options else "listens at")
        with server.connect() as client:
            client.request("/gil")
            server.logged("holds the GIL")
            server.signal(signal.SIGQUIT)
            assert server.wait() == 0


def test_check_needs_no_workers():
    done = subprocess.run([COMMAND, "workers", "--check", "--workers", "2"], cwd=APPS, env=clean_environment(),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "is there and callable" in done.stdout


@pytest.mark.parametrize("options", [(), ("--workers", "1")], ids=["alone", "supervised"])
def test_a_signal_to_a_forked_child_is_not_its_parents(options):
    """Of multiprocessing's terminate(): the child has our handlers, and its parent's pipe."""
    with Server("workers", *options) as server:
        assert server.get("/fork-and-terminate").text == str(int(signal.SIGTERM))
        assert server.get("/fork-and-terminate").text == str(int(signal.SIGTERM))
        # and one that has none of them, but would have the thread's mask
        assert server.get("/subprocess").text == str(int(signal.SIGTERM))
        assert "stopping" not in server.log


def test_connections_that_last_are_shared(server):
    """Not all to the worker that wakes first: a proxy keeps them."""
    shares = []
    for _ in range(20):
        clients = [server.connect() for _ in range(32)]
        pids = [int(client.get("/").text.split()[0]) for client in clients]
        for client in clients:
            client.close()
        shares.append(min(pids.count(pid) for pid in workers_of(server)))
        # Neither has a quarter more than the other, as long as both have a processor when it is their turn.
        if shares[-1] >= 12:
            return
    raise AssertionError(shares)
