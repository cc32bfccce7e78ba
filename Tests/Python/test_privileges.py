"""--user, --group, --umask, --uds-mode, --pid and --name."""

import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import pytest

from harness.server import APPS, COMMAND, Server, clean_environment, free_port, run
from harness.wire import until
from test_workers import running, workers_of

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
PACKAGE = Path(sysconfig.get_paths()["purelib"]) / "crosswind"
WORKERS = pytest.mark.parametrize("workers", [(), ("--workers=1",)], ids=["one", "supervised"])


@pytest.fixture
def place():
    """A directory that everybody may look into, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="who-", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def whoami(place):
    """The application where another user can read it."""
    shutil.copy(APPS / "whoami.py", place / "whoami.py")
    return place


def is_everybodys(path):
    """Whether another user may read a file, and pass through all that leads to it."""
    path = Path(path).resolve()
    return bool(path.stat().st_mode & 0o004) and all(folder.stat().st_mode & 0o001 for folder in path.parents)


def start(directory, app, *options, **more):
    """The server in a Python that another user can run: the tests' own may lie in somebody's home."""
    if is_everybodys(os.__file__) and is_everybodys(PACKAGE / "__init__.py"):
        return Server(app, *options, cwd=directory, **more)
    for python in ("/usr/bin/python3", "/usr/local/bin/python3"):
        if os.path.exists(python) and is_everybodys(python):
            if not (directory / "lib").exists():
                shutil.copytree(PACKAGE, directory / "lib" / "crosswind")
            environment = {"PYTHONPATH": str(directory / "lib"), **more.pop("env", {})}
            return Server(app, *options, cwd=directory, command=[python, "-m", "crosswind"], env=environment, **more)
    pytest.skip("every Python here is somebody's own")


def nobody():
    return pwd.getpwnam("nobody")


@as_root
@WORKERS
def test_user(whoami, workers):
    user = nobody()
    with start(whoami, "whoami", "--user=nobody", *workers) as server:
        answer = server.json("/")
        for when in ("import", "now"):
            assert answer[when]["uids"] == [user.pw_uid] * 3
            assert answer[when]["gids"] == [user.pw_gid] * 3
            assert answer[when]["groups"] == sorted(set(os.getgrouplist("nobody", user.pw_gid)))
            assert (answer[when]["user"], answer[when]["logname"], answer[when]["home"]) == ("nobody", "nobody", user.pw_dir)
        assert server.json("/root-again") == []
        assert server.json("/child") == [str(user.pw_uid)] * 2
        assert server.json("/own") is True


@as_root
def test_the_supervisor_stays_who_it_is(whoami):
    with start(whoami, "whoami", "--user=nobody", "--workers=2") as server:
        running(server, 2)
        assert os.stat("/proc/%d" % server.process.pid).st_uid == 0
        assert {os.stat("/proc/%d" % pid).st_uid for pid in workers_of(server)} == {nobody().pw_uid}
        before = workers_of(server)
        server.signal(signal.SIGHUP)
        server.logged("all workers are replaced")
        until(lambda: not before & workers_of(server), "new workers", 30)
        assert server.json("/")["now"]["uids"] == [nobody().pw_uid] * 3


@as_root
@WORKERS
def test_the_status_page(whoami, workers):
    """Its sockets are opened before, by root; those at which workers ask each other lie in a directory of the user's."""
    temporary, user = whoami / "tmp", nobody()
    temporary.mkdir(mode=0o755)
    page = "127.0.0.1:%d" % free_port()
    metrics = whoami / "metrics.sock"
    with start(whoami, "whoami", "--user=nobody", "--status-bind=%s" % page, "--metrics-bind=unix:%s" % metrics, *workers,
               env={"TMPDIR": str(temporary)}) as server:
        pid = server.json("/")["now"]["pid"]
        directory, = temporary.iterdir()
        found = directory.stat()
        assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (user.pw_uid, user.pw_gid, 0o700)
        until(lambda: list(directory.iterdir()), "the worker's socket", 20)
        assert [(each.name, each.stat().st_uid) for each in directory.iterdir()] == [(str(pid), user.pw_uid)]
        server.bind = page
        assert [worker["pid"] for worker in server.json("/status.json")["workers"]] == [pid]
        assert b"crosswind_requests_total" in server.get("/metrics").body
        assert metrics.is_socket()
    if workers:  # by a supervisor that is still root
        assert list(temporary.iterdir()) == [] and not metrics.exists()


@as_root
def test_nothing_else_goes_with_the_status_page(whoami):
    """The directory is the user's, who may put a link in its place; root must not follow it."""
    temporary, precious = whoami / "tmp", whoami / "precious"
    temporary.mkdir(mode=0o755)
    precious.mkdir()
    (precious / "file").write_text("")
    with start(whoami, "whoami", "--user=nobody", "--workers=1", "--status-bind=127.0.0.1:%d" % free_port(),
               env={"TMPDIR": str(temporary)}) as server:
        running(server, 1)
        directory, = temporary.iterdir()
        directory.rename(whoami / "moved")
        directory.symlink_to(precious)
    assert (precious / "file").exists()


@as_root
@pytest.mark.parametrize("options, uid, gid, groups", [
    (("--user=12345", "--group=54321"), 12345, 54321, [54321]),
    (("--group=54321",), 0, 54321, [54321]),
    (("-u", "nobody", "-g", "daemon"), None, 1, None),
    (("--uid=12345", "--gid=54321"), 12345, 54321, [54321]),
])
def test_numbers_and_groups(whoami, options, uid, gid, groups):
    with start(whoami, "whoami", *options) as server:
        now = server.json("/")["import"]
        assert now["uids"] == [nobody().pw_uid if uid is None else uid] * 3
        assert now["gids"] == [gid] * 3
        if groups is not None:
            assert now["groups"] == groups


@pytest.mark.parametrize("option, words", [
    ("--user=no-such-user", "--user: there is no user 'no-such-user'; see getent passwd"),
    ("--group=no-such-group", "--group: there is no group 'no-such-group'; see getent group"),
    ("--user=12345", "--user: 12345 has no entry among the users; say --group too"),
    ("--umask=9", "write three octal digits"),
    ("--uds-mode=rw", "write three octal digits"),
    ("--pid=4", "for processes write --workers 4"),
])
def test_what_is_not_possible(option, words):
    done = run("whoami", option)
    assert done.returncode == 2 and words in done.stderr and done.stderr.count("\n") == 1


@as_root
def test_only_root_may(whoami):
    done = subprocess.run(["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", COMMAND, "whoami",
                           "--user=daemon", "--bind=127.0.0.1:0"], cwd=whoami, env=clean_environment(),
                          capture_output=True, text=True, timeout=60)
    if "Permission denied" in done.stderr:
        pytest.skip("the environment is not everybody's: " + done.stderr.splitlines()[0])
    assert done.returncode == 1
    assert "--user and --group need a start as root, or as that user" in done.stderr
    assert "Traceback" not in done.stderr


@as_root
@WORKERS
def test_a_port_below_1024(whoami, workers):
    """Bound before, served after; the log files too are opened before and stay the user's to open anew."""
    port = next(p for p in range(700, 1024) if _free(p))
    log = whoami / "closed" / "access.log"
    log.parent.mkdir(mode=0o700)
    with start(whoami, "whoami", "--user=nobody", "--access-log=%s" % log, *workers, bind="127.0.0.1:%d" % port) as server:
        assert server.json("/")["import"]["uids"] == [nobody().pw_uid] * 3
        until(lambda: "GET / HTTP/1.1" in log.read_text(), "the access log", 10)
        assert log.stat().st_uid == nobody().pw_uid


def _free(port):
    import socket
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


@as_root
@WORKERS
def test_nothing_listens_while_the_application_is_imported_as_nobody(whoami, workers):
    """The address is bound, but who asks is refused and does not wait for an import that may fail."""
    if workers:
        pytest.skip("a supervisor's clients wait in its queue")
    (whoami / "late.py").write_text("import time, pathlib\n"
                                    "while not pathlib.Path('go').exists(): time.sleep(0.01)\n"
                                    "from whoami import application\n")
    server = start(whoami, "late", "--user=nobody", wait=False)
    with server:
        with pytest.raises(ConnectionRefusedError):
            for _ in range(20):
                server.connect(5)
        (whoami / "go").write_text("")
        server.wait_until_ready()
        assert server.json("/")["now"]["uids"] == [nobody().pw_uid] * 3


@as_root
@WORKERS
def test_unix_socket_of_another_user(whoami, workers):
    path = whoami / "http.sock"
    with start(whoami, "whoami", "--user=nobody", "--uds-mode=660", *workers, bind="unix:%s" % path) as server:
        assert server.get("/").status == 200
        found = path.stat()
        assert (found.st_uid, found.st_gid) == (nobody().pw_uid, nobody().pw_gid)
        assert stat.S_IMODE(found.st_mode) == 0o660


@WORKERS
@pytest.mark.parametrize("options, mode", [
    (("--umask=007",), 0o770), (("--umask=0",), 0o777), (("--uds-mode=600", "--umask=0"), 0o600),
    (("--unix-socket-perms=666",), 0o666),
])
def test_unix_socket_modes(tmp_path, workers, options, mode):
    path = tmp_path / "http.sock"
    with Server("whoami", *options, *workers, bind="unix:%s" % path) as server:
        assert server.get("/").status == 200
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert not path.exists()


@WORKERS
def test_umask(workers):
    with Server("whoami", "--umask=027", *workers) as server:
        assert server.json("/")["import"]["umask"] == 0o027


# --- the pid file

@WORKERS
def test_pid_file(tmp_path, workers):
    path = tmp_path / "server.pid"
    with Server("whoami", "--pid=%s" % path, *workers) as server:
        assert path.read_text() == "%d\n" % server.process.pid
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
        if workers:
            assert server.json("/")["now"]["pid"] != server.process.pid
    assert not path.exists()
    assert list(tmp_path.iterdir()) == []


@WORKERS
def test_pid_file_goes_at_a_quick_end_too(tmp_path, workers):
    path = tmp_path / "server.pid"
    with Server("workers", "-p", str(path), *workers) as server:
        client = server.connect()
        client.request("/stubborn")
        until(path.exists, "the file", 10)
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0
        client.close()
    assert not path.exists()


@WORKERS
def test_pid_file_of_a_running_server(tmp_path, workers):
    path = tmp_path / "server.pid"
    with Server("whoami", "--pid=%s" % path, *workers) as server:
        done = run("whoami", "--bind=127.0.0.1:%d" % free_port(), "--pidfile=%s" % path, *workers)
        assert done.returncode == 1
        assert "another server, pid %d, is running" % server.process.pid in done.stderr
        assert path.read_text() == "%d\n" % server.process.pid


@WORKERS
def test_stale_pid_file(tmp_path, workers):
    """What a killed server left behind counts for nothing, whoever has its number by now."""
    path = tmp_path / "server.pid"
    path.write_text("1\n")
    with Server("whoami", "--pid=%s" % path, *workers) as server:
        assert path.read_text() == "%d\n" % server.process.pid
        server.kill()
        server.exit_code = server.process.returncode = 0
    assert path.exists()
    with Server("whoami", "--pid=%s" % path, *workers) as server:
        assert path.read_text() == "%d\n" % server.process.pid
    assert not path.exists()


def test_pid_file_of_a_successor_stays(tmp_path):
    path = tmp_path / "server.pid"
    with Server("whoami", "--pid=%s" % path):
        path.unlink()
        path.write_text("somebody else's")
    assert path.read_text() == "somebody else's"


def test_pid_file_that_cannot_be(tmp_path):
    done = run("whoami", "--bind=127.0.0.1:%d" % free_port(), "--pid=%s/none/x" % tmp_path)
    assert done.returncode == 1 and "see --pid" in done.stderr and done.stderr.count("\n") == 1


def test_pid_file_of_a_start_that_fails(tmp_path):
    path = tmp_path / "server.pid"
    done = run("no_such_module", "--bind=127.0.0.1:%d" % free_port(), "--pid=%s" % path)
    assert done.returncode == 4
    assert not path.exists()


# --- titles

def title(pid):
    return Path("/proc/%d/cmdline" % pid).read_bytes().rstrip(b"\0").decode()


def thread_name(pid):
    return Path("/proc/%d/comm" % pid).read_text().strip()


@pytest.mark.skipif(not os.path.exists("/proc/self/cmdline"), reason="Linux only")
def test_titles(tmp_path):
    environment = dict(clean_environment(), MARK="x" * 50)
    with Server("workers", "--workers=2", "-n", "shop", env=environment) as server:
        running(server, 2)
        assert title(server.process.pid) == "crosswind: supervisor [shop]"
        assert {title(pid) for pid in workers_of(server)} == {"crosswind: worker %d [shop]" % n for n in (1, 2)}
        assert thread_name(server.process.pid) == "crosswind"
        assert {thread_name(pid) for pid in workers_of(server)} == {"crosswind-w1", "crosswind-w2"}
        # The environment lies behind the command line and is untouched.
        assert b"MARK=" + b"x" * 50 in Path("/proc/%d/environ" % server.process.pid).read_bytes().split(b"\0")
    with Server("workers") as server:
        assert title(server.process.pid) == "crosswind: server [workers]"


def test_a_title_longer_than_the_command_line_is_cut(tmp_path):
    name = "n" * 5000
    with Server("workers", env={"CROSSWIND_NAME": name}) as server:
        assert re.fullmatch(r"crosswind: server \[n+", title(server.process.pid))
        assert server.get("/").status == 200
