"""As a service of systemd: what it is told, and the sockets it passes (docs/deploy.md)."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest

from harness.server import APPS, COMMAND, Server, clean_environment, free_port, freeze, run
from harness.systemd import Manager
from harness.wire import until
from test_workers import running, workers_of


def gone(server, pids):
    until(lambda: not pids & workers_of(server), "the old workers' end", 60)


@pytest.fixture(params=[False, True], ids=["path", "abstract"])
def manager(request):
    with Manager(request.param) as manager:
        yield manager


def test_one_process(manager):
    with Server("workers", "--drain-delay=1", "--graceful-timeout=7", env={"NOTIFY_SOCKET": manager.address}) as server:
        ready = manager.waits_for("READY", "1")
        assert ready["STATUS"].startswith("0 requests")
        assert {pid for _, pid, _ in manager.messages} == {server.process.pid}
        server.signal(signal.SIGTERM)
        stopping = manager.waits_for("STOPPING", "1")
        # Drain delay, graceful timeout, and a reserve: then the unit needs no TimeoutStopSec.
        assert 8_000_000 < int(stopping["EXTEND_TIMEOUT_USEC"]) < 60_000_000
        assert server.wait() == 0
    assert not manager.told("WATCHDOG")
    assert len(manager.told("READY")) == 1


def test_ready_when_every_worker_listens():
    with Manager() as manager, Server("workers", "--workers=2", env={"NOTIFY_SOCKET": manager.address}) as server:
        ready = manager.waits_for("READY", "1")
        until(lambda: server.log.count("is ready, pid") == 2, "both workers in the log")
        assert ready["STATUS"].startswith("2 workers, 0 requests")
        assert {pid for _, pid, _ in manager.messages} == {server.process.pid}


def test_a_broken_application_is_never_ready(manager):
    done = run("no_such_module", "--bind=127.0.0.1:0", "--workers=2", env={"NOTIFY_SOCKET": manager.address})
    assert done.returncode == 4
    assert not manager.told("READY")


def test_reload():
    with Manager() as manager, Server("workers", "--workers=2", env={"NOTIFY_SOCKET": manager.address}) as server:
        manager.waits_for("READY")
        for _ in range(2):
            mark, before = manager.mark(), time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
            old = workers_of(server)
            server.signal(signal.SIGHUP)
            reloading = manager.waits_for("RELOADING", "1", mark)
            assert before <= int(reloading["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
            manager.waits_for("READY", "1", mark)
            gone(server, old)


def test_a_reload_that_fails_ends_too(tmp_path):
    broken = tmp_path / "broken"
    with Manager() as manager:
        env = {"NOTIFY_SOCKET": manager.address, "BROKEN_WHEN": str(broken)}
        with Server("workers", "--workers=2", env=env) as server:
            server.expect_trouble = True
            manager.waits_for("READY")
            broken.write_text("")
            mark = manager.mark()
            server.signal(signal.SIGHUP)
            manager.waits_for("RELOADING", "1", mark)
            assert "not replaced" in manager.waits_for("READY", "1", mark)["STATUS"]


def test_a_reload_of_a_broken_configuration_ends_too(tmp_path):
    """`systemctl reload` waits for both."""
    file = tmp_path / "crosswind.toml"
    file.write_text("workers = 1\n")
    with Manager() as manager, Server("workers", "--config", str(file), env={"NOTIFY_SOCKET": manager.address}) as server:
        manager.waits_for("READY")
        file.write_text("workers = \n")
        mark = manager.mark()
        server.signal(signal.SIGHUP)
        manager.waits_for("RELOADING", "1", mark)
        assert "not replaced" in manager.waits_for("READY", "1", mark)["STATUS"]


def test_a_reload_without_workers_ends_too():
    with Manager() as manager, Server("workers", env={"NOTIFY_SOCKET": manager.address}) as server:
        manager.waits_for("READY")
        mark = manager.mark()
        server.signal(signal.SIGHUP)
        manager.waits_for("RELOADING", "1", mark)
        assert "nothing is reloaded" in manager.waits_for("READY", "1", mark)["STATUS"]
        server.logged("SIGHUP: nothing is reloaded without workers")


def watched(manager, microseconds):
    return {"NOTIFY_SOCKET": manager.address, "WATCHDOG_USEC": str(microseconds)}


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
def test_watchdog(workers):
    """Pings come, and STATUS says how many requests there were."""
    with Manager() as manager, Server("workers", *workers, env=watched(manager, 12_000_000)) as server:
        manager.waits_for("READY")
        until(lambda: len(manager.told("WATCHDOG", "1")) >= 3, "pings", 60)
        for _ in range(5):
            server.get("/")
        status = until(lambda: [m["STATUS"] for m in manager.told("STATUS") if "5 requests" in m["STATUS"]],
                       "the status", 60)[0]
        assert ("2 workers, " in status) == bool(workers)


def test_watchdog_of_another_process_is_not_ours():
    with Manager() as manager:
        env = {**watched(manager, 1_000_000), "WATCHDOG_PID": "1"}
        with Server("workers", env=env):
            manager.waits_for("READY")
            time.sleep(1.5)
        assert not manager.told("WATCHDOG")


def test_no_ping_while_python_is_stuck():
    """A call that never lets go of the GIL."""
    with Manager() as manager, Server("workers", env=watched(manager, 2_000_000)) as server:
        server.expect_trouble = True
        until(lambda: manager.told("WATCHDOG"), "pings", 30)
        with server.connect() as client:
            client.request("/hold-the-gil")
            server.logged("holds the GIL")
            # Some are still on their way; then none comes for three pings' time, long before the call is over.
            until(lambda: time.monotonic() - manager.last("WATCHDOG") > 3, "silence", 45)
        server.kill()
        server.process.returncode = 0  # leaving asks for an orderly end, which this was not


def test_a_stuck_worker_is_ended_and_the_pings_go_on():
    """With workers systemd need not end them all for one."""
    with Manager() as manager, Server("workers", "--workers=2", env=watched(manager, 8_000_000)) as server:
        server.expect_trouble = True
        before = running(server, 2)
        victim = min(before)
        os.kill(victim, signal.SIGSTOP)
        server.logged("pid %d, does not respond" % victim)
        until(lambda: victim not in workers_of(server), "the end of the stuck one", 60)
        running(server, 2)
        mark = manager.mark()
        manager.waits_for("WATCHDOG", "1", mark)
        assert (before - {victim}) & workers_of(server)


def test_no_ping_while_the_supervisor_is_stuck():
    with Manager() as manager, Server("workers", "--workers=1", env=watched(manager, 8_000_000)) as server:
        until(lambda: manager.told("WATCHDOG"), "pings", 30)
        freeze(server.process.pid)
        mark = manager.mark()
        time.sleep(4)
        assert not manager.told("WATCHDOG", since=mark)
        server.signal(signal.SIGCONT)
        manager.waits_for("WATCHDOG", "1", mark)


def passed(sockets, *options, names=None, env=None):
    """Starts the command as systemd does: sockets from descriptor 3 on, LISTEN_PID its own number."""
    code = ("import os, sys\n"
            "for at, number in enumerate(map(int, sys.argv[1].split(','))):\n"
            "    os.dup2(number, 100 + at); os.close(number)\n"
            "for at in range(len(sys.argv[1].split(','))):\n"
            "    os.dup2(100 + at, 3 + at); os.close(100 + at)\n"
            "os.environ['LISTEN_PID'] = str(os.getpid())\n"
            "os.execv(sys.argv[2], sys.argv[2:])\n")
    numbers = [s.fileno() for s in sockets]
    variables = {"LISTEN_FDS": str(len(sockets)), **(env or {})}
    if names:
        variables["LISTEN_FDNAMES"] = names
    command = [sys.executable, "-c", code, ",".join(map(str, numbers)), COMMAND, "workers", *options]
    return Server(bare=True, command=command, bind="127.0.0.1:%d" % sockets[0].getsockname()[1], pass_fds=numbers,
                  env=variables, wait=False)


def listener():
    # High, so that what is moved to 3 and on meets none of them.
    plain = socket.create_server(("127.0.0.1", 0))
    high = socket.socket(fileno=os.dup(plain.fileno()))
    plain.close()
    return high


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
def test_sockets_that_were_passed(workers):
    with listener() as one, listener() as two:
        with passed([one, two], *workers) as server:
            for each in (one, two):
                server.bind = "127.0.0.1:%d" % each.getsockname()[1]
                assert server.get("/").status == 200
            assert "fd://3, fd://4" in server.log


def test_by_name():
    with listener() as one, listener() as two:
        with passed([one, two], "--bind=fd://admin", names="web:admin") as server:
            server.logged("listens at fd://4")
            server.bind = "127.0.0.1:%d" % two.getsockname()[1]
            assert server.get("/").status == 200


def test_names_that_are_none():
    with listener() as one:
        server = passed([one], "--bind=fd://admin", names="web")
        assert server.wait() == 2
        assert "fd://admin: no socket of that name was passed; there is web" in server.log
    done = run("workers", "--bind=fd://web")
    assert done.returncode == 2 and "none was passed by name" in done.stderr


def test_an_address_goes_first():
    port = free_port()
    with listener() as one:
        with passed([one], "--bind=127.0.0.1:%d" % port) as server:
            server.logged("listens at http://127.0.0.1:%d" % port)
            server.logged("sockets that were passed .* are not used, since --bind")


def test_sockets_of_another_process_are_not_ours():
    with Server("workers", env={"LISTEN_PID": "1", "LISTEN_FDS": "1"}) as server:
        assert server.get("/").status == 200


def test_applications_children_do_not_inherit_them():
    with listener() as one:
        with passed([one]) as server:
            server.logged("listens at")
            assert b"3" not in server.get("/descriptors-of-a-child").body.split()


@pytest.mark.skipif(not shutil.which("systemd-socket-activate"), reason="systemd-socket-activate: apt-get install systemd")
def test_by_systemd_itself():
    """The real program opens the socket and starts the command for the first client."""
    port = free_port()
    command = ["systemd-socket-activate", "--listen=127.0.0.1:%d" % port, "--fdname=web",
               *("-E%s" % name for name in clean_environment()), COMMAND, "workers", "--workers=2", "--bind=fd://web"]
    process = subprocess.Popen(command, cwd=APPS, env=clean_environment(), stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: _answers(port), "an answer", 60)
    finally:
        process.terminate()
        log = process.communicate(timeout=60)[1]
    assert process.returncode == 0, log
    assert "listens at fd://3" in log


def _answers(port):
    import http.client
    try:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        client.request("GET", "/")
        return client.getresponse().status == 200
    except OSError:
        return False
