"""Imports, forks, threads, interpreters: the ways in which WSGI servers run applications, in every Python that is here."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import Any

import pytest

from hosted.calls import PROBE
from hosted.hosts import EXAMPLE
from test_versions import VERSIONS, interpreter

COMMON = """
import io, os, sys
sys.path[:0] = %r

def environ(path="/", **more):
    made = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
    made.update(more)
    return made

def ask(application, path="/", **more):
    written = []
    blocks = list(application(environ(path, **more), lambda *head: written.append))
    return b"".join(written + blocks)

def tasks():
    return len(os.listdir("/proc/self/task"))

def in_child(check):
    child = os.fork()
    if child == 0:
        code = 1
        try:
            check()
            code = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
"""


@pytest.fixture(scope="module", params=VERSIONS)
def python(request: pytest.FixtureRequest) -> str:
    found = interpreter(request.param)
    if not found:
        pytest.skip("no Python %s here" % request.param)
    return str(found)


def run(python: str, script: str, **environment: str) -> str:
    done = subprocess.run(
        [python, "-c", COMMON % [str(EXAMPLE), str(PROBE)] + textwrap.dedent(script)], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment})
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_import_starts_no_thread(python: str) -> None:
    """Nor does a request; so a server may fork after either, and its children answer."""
    run(python, """
        assert tasks() == 1
        import hello
        assert tasks() == 1
        in_child(lambda: ask(hello.application) == b"Hello, world" or 1 / 0)
        assert ask(hello.application) == b"Hello, world" and tasks() == 1
        in_child(lambda: ask(hello.application) == b"Hello, world" or 1 / 0)
        assert ask(hello.application, "/nowhere") and tasks() == 1
        """)


def test_children_suspend(python: str) -> None:
    """What a handler waits for may start threads; in a child that was forked before it does so anew."""
    run(python, """
        import hosted_probe
        assert ask(hosted_probe.application, "/hello") == b"Hello, world"
        in_child(lambda: ask(hosted_probe.waiting, "/sleep") == b"slept" or 1 / 0)
        assert ask(hosted_probe.waiting, "/sleep") == b"slept"
        """)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(python: str, method: str, tmp_path: Any) -> None:
    (tmp_path / "work.py").write_text(COMMON % [str(EXAMPLE), str(PROBE)] + textwrap.dedent("""
        import multiprocessing
        import hello

        def work(number):
            return ask(hello.application)

        if __name__ == "__main__":
            with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
                assert pool.map(work, range(20)) == [b"Hello, world"] * 20
        """))
    done = subprocess.run([python, "work.py", method], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_threads(python: str) -> None:
    run(python, """
        import threading
        import hosted_probe
        wrong = []

        def work(number):
            for index in range(300):
                path = "/item/%d-%d" % (number, index)
                if ask(hosted_probe.application, path) != path.encode():
                    wrong.append(path)
                if ask(hosted_probe.waiting, "/yield") != b"yielded":
                    wrong.append("yield")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not wrong, wrong[:10]
        """)


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/status"), reason="counts waits in /proc")
def test_handlers_never_wait_for_each_other(python: str) -> None:
    """Two threads that compute in Swift never sleep, as two that compute in Python do for the GIL: so they have two cores."""
    run(python, """
        import re, threading
        import hosted_probe

        def waits():
            with open("/proc/thread-self/status") as status:
                return int(re.search(r"\\nvoluntary_ctxt_switches:\\s+(\\d+)", status.read())[1])

        def swift():
            ask(hosted_probe.application, "/busy/200000000")

        def python():
            sum(number * number for number in range(4_000_000))

        def counted(work):
            counts = []
            def count():
                before = waits()
                work()
                counts.append(waits() - before)
            threads = [threading.Thread(target=count) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return sum(counts)
        # To attach again may take a turn or two; the kernel may have a thread wait for pages, but not each time.
        assert min(counted(swift) for _ in range(5)) <= 6 < counted(python)
        """)


def test_two_applications_in_one_process(python: str) -> None:
    run(python, """
        import hello, hosted_probe
        assert hello.application is not hosted_probe.application
        for _ in range(3):
            assert ask(hello.application) == b"Hello, world" and ask(hosted_probe.application, "/hello") == b"Hello, world"
            assert b"404" in ask(hello.application, "/item/7") and ask(hosted_probe.application, "/item/7") == b"/item/7"
            assert ask(hosted_probe.unmounted, "/hello") == b"Hello, world"
        """)


SUB_INTERPRETERS = """
if sys.version_info >= (3, 13):
    import _interpreters as interpreters
else:
    import _xxsubinterpreters as interpreters

def create(isolated=False):
    if sys.version_info >= (3, 13):
        return interpreters.create("isolated" if isolated else "legacy")
    # Before 3.12 what is isolated has no GIL of its own, and may not start threads or fork.
    return interpreters.create(isolated=isolated)

def run(one, script):
    failure = interpreters.run_string(one, script)
    assert not failure, failure
"""


def sub_interpreters(python: str, inside: str, script: str) -> str:
    """Runs ``script``, in which ``script`` is the text of ``inside``, to be run in sub-interpreters."""
    inside = COMMON % [str(EXAMPLE), str(PROBE)] + textwrap.dedent(inside)
    return run(python, SUB_INTERPRETERS + "script = %r\n" % inside + textwrap.dedent(script))


def test_sub_interpreters(python: str) -> None:
    """As mod_wsgi and uWSGI have them: the first to import is a sub-interpreter, which ends before the others."""
    sub_interpreters(python, """
        import hosted_probe
        for path in ("/hello", "/item/7", "/nowhere", "/large/2000000", "/yield"):
            assert ask(hosted_probe.application, path)
        assert ask(hosted_probe.waiting, "/sleep") == b"slept"
        assert ask(hosted_probe.streaming, "/flush") == b"piece 1\\npiece 2\\npiece 3\\nthe end\\n"
        """, """
        first, second = create(), create()
        run(first, script)
        run(second, script)
        run(first, script)
        interpreters.destroy(first)
        import hosted_probe
        assert ask(hosted_probe.application, "/hello") == b"Hello, world"
        run(second, script)
        interpreters.destroy(second)
        assert ask(hosted_probe.application, "/hello") == b"Hello, world"
        third = create()
        run(third, script)
        interpreters.destroy(third)
        """)


def test_interpreters_with_a_gil_of_their_own() -> None:
    """From 3.13 on ctypes may be imported there; before, the import says that it may not."""
    python = interpreter("3.13")
    if not python:
        pytest.skip("no Python 3.13 here")
    sub_interpreters(python, """
        import hosted_probe
        for _ in range(200):
            for path in ("/hello", "/item/7", "/latin/x"):
                assert ask(hosted_probe.application, path)
        """, """
        import threading
        failures = []

        def work():
            try:
                one = create(isolated=True)
                run(one, script)
                interpreters.destroy(one)
            except BaseException as error:
                failures.append(error)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures
        """)


def test_interrupting_a_handler_that_is_waited_for(python: str) -> None:
    """A signal's handler runs while the main thread waits; what it raises ends the call."""
    run(python, """
        import signal, threading, time
        import hosted_probe

        class Stop(BaseException):
            pass

        def stop(*_):
            raise Stop()
        signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        try:
            ask(hosted_probe.waiting, "/forever")
        except Stop:
            pass
        else:
            raise AssertionError("it ended")
        assert ask(hosted_probe.waiting, "/sleep") == b"slept"
        """)


def test_cgi(python: str) -> None:
    """One process a request (`wsgi.run_once`)."""
    script = "import sys; sys.path.insert(0, %r); from wsgiref.handlers import CGIHandler; import hello; CGIHandler().run(hello.application)"
    for path, body in [("/", b"Hello, world"), ("/nowhere", b"404: Not Found")]:
        done = subprocess.run(
            [python, "-c", script % str(EXAMPLE)], capture_output=True, timeout=60,
            env={"GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": path, "SERVER_PORT": "80",
                 "SERVER_NAME": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": "", "PATH": os.environ["PATH"]})
        assert done.returncode == 0 and body in done.stdout and done.stdout.startswith(b"Status: "), (done.stdout, done.stderr)


# --- gevent


def test_gevent() -> None:
    """Greenlets that switch inside `read` and `write`, whose C frames are Swift's; and waiting is refused."""
    pytest.importorskip("gevent")
    run(sys.executable, """
        from gevent import monkey
        monkey.patch_all()
        import gevent
        import hosted_probe

        class Slow:
            def __init__(self, data):
                self.rest = data
            def read(self, size):
                gevent.sleep(0.001)
                piece, self.rest = self.rest[:7], self.rest[7:]
                return piece

        def post(number):
            data = (b"%03d" % number) * 20
            seen = ask(hosted_probe.application, "/body", REQUEST_METHOD="POST", CONTENT_LENGTH="60", **{"wsgi.input": Slow(data)})
            total = 0
            for byte in data:
                total = (total * 31 + byte) % 2 ** 64
            assert seen == b"60 memory %d" % total, seen

        def stream(number):
            pieces = []
            def write(data):
                gevent.sleep(0.001 * (number % 3))
                pieces.append(data)
            rest = hosted_probe.streaming(environ("/flush"), lambda *_: write)
            assert b"".join(pieces + rest) == b"piece 1\\npiece 2\\npiece 3\\nthe end\\n"

        jobs = [gevent.spawn(kind, number) for number in range(50) for kind in (post, stream)]
        gevent.joinall(jobs, timeout=60, raise_error=True)
        errors = io.StringIO()
        assert b"500" in ask(hosted_probe.waiting, "/sleep", **{"wsgi.errors": errors})
        assert "gevent" in errors.getvalue(), errors.getvalue()
        assert ask(hosted_probe.waiting, "/yield") == b"yielded"
        """)
