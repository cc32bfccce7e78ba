"""The command: what it serves, where it listens, how it ends."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys

import pytest

import crosswind
from harness.server import APPS, COMMAND, Background, Server, clean_environment, free_port, run
from harness.wire import Client, Truncated, until

CLI = APPS / "cli"


# --- words about itself

@pytest.mark.parametrize("command", [[COMMAND], [sys.executable, "-m", "crosswind"]], ids=["crosswind", "python -m"])
def test_version(command):
    done = run("--version", command=command)
    assert done.returncode == 0
    assert done.stdout.split()[-1] == crosswind.__version__


def test_help():
    done = run("--help")
    assert done.returncode == 0
    for option in ("--bind", "--threads", "--chdir", "--pythonpath", "--factory", "--check", "--keep-alive", "--header-timeout",
                   "--body-timeout", "--graceful-timeout", "--limit-request-line", "--max-body-size", "--access-log",
                   "--log-level"):
        assert option in done.stdout


def test_library_says_the_same_version():
    script = "import crosswind, crosswind._loader as l; print(l.version() == crosswind.__version__)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "True\n"


def test_start_in_one_line(start):
    server = start("good", cwd=CLI)
    server.get("/")
    server.logged("listens at")
    lines = [line for line in server.log.splitlines() if line.strip()]
    assert len(lines) == 1, server.log
    assert str(server.port) in lines[0] and "Python %d.%d" % sys.version_info[:2] in lines[0] and "8 threads" in lines[0]


# --- what it serves

@pytest.mark.parametrize("app, options, body", [
    ("good", [], b"application"),
    ("good:application", [], b"application"),
    ("good:app", [], b"app"),
    ("only_app", [], b"only app"),
    ("good:site.inner.wsgi", [], b"dotted"),
    ("good:create_app()", [], b"made"),
    ("good:create_app('prod')", [], b"prod"),
    ("good:create_app(\"prod\", loud=True)", [], b"PROD"),
    ("good:create_app", ["--factory"], b"made"),
    ("good", ["--factory"], b"made"),
    ("good.py:app", [], b"app"),
])
def test_app_reference(start, app, options, body):
    assert start(app, *options, cwd=CLI).get("/").body == body


def test_package_module_and_chdir(start):
    server = start("package.deep.wsgi", "--chdir", str(CLI), cwd=APPS)
    cwd, path, argv, name = eval(server.get("/").body)
    assert cwd == str(CLI) and str(CLI) in path and name == "package.deep.wsgi"


def test_pythonpath(start):
    server = start("package.deep.wsgi", "--pythonpath", str(CLI), cwd=APPS.parent)
    cwd, path, argv, name = eval(server.get("/").body)
    assert cwd == str(APPS.parent) and path[0] == str(CLI)


@pytest.mark.parametrize("app, words", [
    ("missing_module", "ModuleNotFoundError: No module named 'missing_module'"),
    ("broken", r"Traceback.*in deep.*ValueError: planned: broken at import"),
    ("syntax", "SyntaxError"),
    ("exiting", "planned: exit at import"),
    ("good:missing", "missing"),
    ("good:site.missing", "missing"),
    ("good:not_callable", "callable"),
    ("good:raising_factory()", r"Traceback.*in raising_factory.*RuntimeError: planned: the factory failed"),
    ("good:create_app(1, 2, 3)", "TypeError"),
    ("neither", "application"),
    ("missing.py", "missing.py"),
])
@pytest.mark.parametrize("options", [["--check"], []], ids=["check", "serve"])
def test_app_that_cannot_be_loaded(app, words, options):
    """Exit code 4, Python's traceback, and nothing listens."""
    done = run(app, "--bind", "127.0.0.1:%d" % free_port(), *options, cwd=CLI)
    assert done.returncode == 4, done
    assert re.search(words, done.stderr, re.S | re.I), done.stderr


@pytest.mark.parametrize("options", [["--check"], []], ids=["check", "serve"])
def test_native_code_that_fails_while_the_app_is_imported(options):
    """The process dies by its signal, as it must, but says where."""
    done = run("crashing", "--bind", "127.0.0.1:%d" % free_port(), *options, cwd=CLI)
    assert done.returncode == -signal.SIGSEGV, done
    assert re.search(r'Fatal Python error: Segmentation fault\n.*crashing\.py", line 5 in <module>', done.stderr, re.S), done


def test_check_says_so_and_does_not_listen():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        done = run("good:app", "--bind", "127.0.0.1:%d" % port, "--check", cwd=CLI)
    assert done.returncode == 0, done
    assert "good" in done.stdout + done.stderr


# --- wrong usage

@pytest.mark.parametrize("arguments", [
    [], ["--no-such-option", "good"], ["good", "too many"], ["good", "--threads", "0"], ["good", "--threads", "x"],
    ["good", "--threads"], ["good", "--keep-alive", "soon"], ["good", "--bind", "127.0.0.1:99999"], ["good", "--bind", "x:y"],
    ["good:"], ["good:1x"], ["a/b"], ["good", "--max-body-size", "-1"], ["good", "--log-level", "loud"],
    ["good", "--access-log-format", "%(nonsense)s"], ["good", "--bind", "fd://x"], ["good", "--daemon"],
])
def test_usage_error(arguments):
    done = run(*arguments, cwd=CLI)
    assert done.returncode == 2, done
    assert done.stderr.strip() and "Traceback" not in done.stderr
    assert done.stdout == ""


def test_wrong_variable_is_a_usage_error_that_names_it():
    done = run("good", cwd=CLI, env={"CROSSWIND_THREADS": "many"})
    assert done.returncode == 2 and "CROSSWIND_THREADS" in done.stderr


def test_variables_and_precedence(start):
    port = free_port()
    server = start("environs:dump", bind="", env={"CROSSWIND_BIND": "127.0.0.1:%d" % port, "CROSSWIND_ROOT_PATH": "/x"}, wait=False)
    server.bind = "127.0.0.1:%d" % port
    server.wait_until_ready()
    assert server.json("/x/y")["SCRIPT_NAME"][1] == "/x"
    other = start("environs:dump", "--root-path", "/line", env={"CROSSWIND_ROOT_PATH": "/variable"})
    assert other.json("/line/y")["SCRIPT_NAME"][1] == "/line"


# --- where it listens

def test_port_variable(start):
    port = free_port()
    server = start("good", bind="", env={"PORT": str(port)}, wait=False, cwd=CLI)
    server.bind = "127.0.0.1:%d" % port
    server.wait_until_ready()
    assert server.get("/").status == 200
    server.logged(r"listens at \S*0\.0\.0\.0")


def test_unix_socket(start, tmp_path):
    path = str(tmp_path / "socket")
    server = start("good", bind="unix:" + path, cwd=CLI)
    assert server.get("/").body == b"application"
    server.stop()
    assert not os.path.exists(path)


def test_unix_socket_left_behind_is_replaced(start, tmp_path):
    """A killed server leaves its file; a running one's must not be taken."""
    path = str(tmp_path / "socket")
    first = Server("good", bind="unix:" + path, cwd=CLI)
    first.kill()
    assert os.path.exists(path)
    server = start("good", bind="unix:" + path, cwd=CLI)
    assert server.get("/").status == 200
    done = run("good", "--bind", "unix:" + path, cwd=CLI)
    assert done.returncode == 3, done
    assert server.get("/").status == 200


def test_unix_path_that_is_no_socket(tmp_path):
    path = tmp_path / "file"
    path.write_text("precious")
    done = run("good", "--bind", "unix:%s" % path, cwd=CLI)
    assert done.returncode == 3
    assert path.read_text() == "precious"


def test_descriptor(start):
    with socket.create_server(("127.0.0.1", 0)) as s:
        server = start("good", bind="fd://%d" % s.fileno(), pass_fds=[s.fileno()], wait=False, cwd=CLI)
        server.bind = "127.0.0.1:%d" % s.getsockname()[1]
        assert server.get("/").body == b"application"


def test_unix_descriptor(start, tmp_path):
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(tmp_path / "s"))
        s.listen()
        server = start("good", bind="fd://%d" % s.fileno(), pass_fds=[s.fileno()], wait=False, cwd=CLI)
        server.bind = "unix:%s" % (tmp_path / "s")
        assert server.get("/").body == b"application"


def has_ipv6():
    try:
        free_port("::1")
        return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 here")
def test_ipv6(start):
    server = start("environs:dump", bind="[::1]:%d" % free_port("::1"))
    seen = server.json("/", host="[::1]:%d" % server.port)
    assert seen["REMOTE_ADDR"][1] == "::1"


def test_several_addresses(start, tmp_path):
    second, path = free_port(), str(tmp_path / "s")
    server = start("good", "--bind", "127.0.0.1:%d" % second, "--bind", "unix:" + path, cwd=CLI)
    for address in (server.address, ("127.0.0.1", second), path):
        server.wait_until_ready(address)
        with Client(address) as client:
            assert client.get("/").body == b"application"


def test_free_port(start):
    server = start("good", bind="127.0.0.1:0", cwd=CLI, wait=False)
    port = server.logged(r"127\.0\.0\.1:(\d+)")[1]
    assert port != "0"
    with Client(("127.0.0.1", int(port))) as client:
        assert client.get("/").status == 200


@pytest.mark.parametrize("bind", ["taken", "192.0.2.1:80", "unix:/no/such/folder/socket", "fd://987"])
def test_address_that_cannot_be_had(bind):
    with socket.create_server(("127.0.0.1", 0)) as s:
        address = "127.0.0.1:%d" % s.getsockname()[1] if bind == "taken" else bind
        done = run("good", "--bind", address, cwd=CLI)
    assert done.returncode == 3, done
    assert address.rpartition("/")[2] in done.stderr and "Traceback" not in done.stderr


# --- how it ends

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_signal_ends_an_idle_server(number):
    server = Server("good", cwd=CLI)
    try:
        assert server.get("/").status == 200
        server.signal(number)
        assert server.wait(10) == 0
        assert "Traceback" not in server.log and "KeyboardInterrupt" not in server.log
    finally:
        server.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "INT"])
def test_running_request_is_finished(number, tmp_path):
    server = Server("everything")
    try:
        answer = Background(server.get, "/slow/until?%s" % (tmp_path / "go"))
        until((tmp_path / "go.begun").exists, "the request")
        idle = server.connect()
        assert idle.lives()
        server.signal(number)
        assert idle.ends()  # idle connections go at once
        (tmp_path / "go").write_text("")
        response = answer.result()
        assert response.body == b"waited\n" and response.get("Connection").lower() == "close"
        assert server.wait() == 0
    finally:
        server.kill()


def refuses(server):
    try:
        Client(server.address, 5).close()
    except OSError:
        return True
    return False


def test_stream_is_finished():
    server = Server("everything")
    try:
        with server.connect() as client:
            client.request("/slow/gate_stream?end")
            response = client.head()
            client.chunk(response)
            server.signal(signal.SIGTERM)
            until(lambda: refuses(server), "nobody new to be let in")
            assert server.process.poll() is None
            server.signal(signal.SIGINT)  # the second one ends it at once
            with pytest.raises(Truncated):
                while client.chunk(response):
                    pass
        server.wait()
    finally:
        server.kill()


def test_second_interrupt_ends_at_once():
    server = Server("everything")
    try:
        with server.connect() as client:
            client.request("/slow/gate?never")
            until(lambda: server.count("gate.never.waiting") == 1, "the request")
            server.signal(signal.SIGINT)
            server.logged("stopping: running requests")
            assert server.process.poll() is None
            server.signal(signal.SIGINT)
            server.wait(20)  # of the 30 seconds that the request takes
    finally:
        server.kill()


def test_grace_has_an_end():
    server = Server("everything", "--graceful-timeout", "500ms")
    try:
        with server.connect() as client:
            client.request("/slow/gate?never")
            until(lambda: server.count("gate.never.waiting") == 1, "the request")
            server.signal(signal.SIGTERM)
            server.wait(20)
    finally:
        server.kill()


def test_signal_during_import():
    """Python has not finished importing the app: the server still goes."""
    process = subprocess.Popen([COMMAND, "slow_import", "--bind", "127.0.0.1:%d" % free_port()], cwd=CLI,
                               env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert b"importing" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        assert process.returncode in (0, 1, -signal.SIGTERM, 128 + signal.SIGTERM)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_atexit_runs_and_threads_are_waited_for():
    server = Server("at_exit", cwd=CLI)
    try:
        assert server.get("/").body == b"ok"
        server.signal(signal.SIGTERM)
        assert server.wait(10) == 0
        assert "atexit ran" in server.log
    finally:
        server.kill()


def stuck(*options, **env):
    """A server with one thread in a request that does not end, told to stop."""
    server = Server("stuck", "--graceful-timeout", "200ms", *options, cwd=CLI, env=env)
    with server.connect() as client:
        client.request("/")
        server.logged("inside")
        server.signal(signal.SIGTERM)
        return server, client


def test_atexit_runs_beside_a_stuck_thread():
    server, _ = stuck()
    try:
        assert server.wait(20) == 0
        assert "atexit ran" in server.log and "atexit printed" in server.printed
        server.logged("threads are still in the application.*atexit")
        assert "ending without them" not in server.log
    finally:
        server.kill()


def test_atexit_that_waits_for_a_stuck_thread_is_given_up():
    server, _ = stuck(WAITS="1")
    try:
        assert server.wait(30) == 0
        assert "atexit waits" in server.log and "atexit ran" not in server.log
        server.logged(r"atexit\) took longer than 5.*ending without them")
    finally:
        server.kill()


def test_atexit_runs_when_interrupted_twice():
    server = Server("stuck", "--graceful-timeout", "100", cwd=CLI)
    try:
        with server.connect() as client:
            client.request("/")
            server.logged("inside")
            server.signal(signal.SIGINT)
            server.logged("stopping: running requests")
            server.signal(signal.SIGINT)
            assert server.wait(20) == 0
            assert "atexit ran" in server.log
    finally:
        server.kill()


def test_many_starts_and_stops():
    for n in range(5):
        with Server("good", cwd=CLI) as server:
            if n % 2:
                assert server.get("/").status == 200


# --- the Python side alone

def test_error_when_the_library_is_missing(tmp_path):
    script = "import sys; sys.path.insert(0, %r); from crosswind import _loader; " \
             "_loader.load(%r)" % (str(APPS.parent.parent.parent / "python"), str(tmp_path / "none.so"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "LoadError" in done.stderr and "none.so is missing" in done.stderr


def test_one_line_when_the_library_is_none(tmp_path):
    """A file that is no library, as on another machine."""
    package = tmp_path / "crosswind"
    shutil.copytree(APPS.parent.parent.parent / "python" / "crosswind", package,
                    ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    for content in (None, "no library"):
        if content:
            (package / "_crosswind.so").write_text(content)
        done = subprocess.run([sys.executable, "-m", "crosswind", "x"], cwd=tmp_path, capture_output=True, text=True,
                              env=clean_environment())
        assert done.returncode == 1
        assert done.stderr.startswith("crosswind: error: ") and done.stderr.count("\n") == 1
