"""The server under test, as a subprocess.

CROSSWIND_TEST_SERVER, if set, is another server's command with {app}, {bind} and {threads} in it; options are then
dropped. That is how the tests themselves were tried: those that expect what any good WSGI server does must pass there.

    CROSSWIND_TEST_SERVER='gunicorn {app} -b {bind} -k gthread --threads {threads}' python -m pytest -k test_call
"""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Optional, Sequence

from harness.wire import HANG, Address, Client, Response, until

HERE = Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
APPS = HERE / "apps"
COMMAND = os.path.join(os.path.dirname(sys.executable), "crosswind")
OTHER = os.environ.get("CROSSWIND_TEST_SERVER", "")

#: What a log must not hold unless a test provokes it.
ALARMING = re.compile(r"Traceback \(most recent call last\)|Fatal error|fatal error|Segmentation|Fatal Python error|"
                      r"garbage collected without being closed|AddressSanitizer|ResourceWarning|Leaked")


def freeze(pid: int) -> None:
    """SIGSTOP, and waits until every thread stands still: before that one may still accept the next connection."""
    def stands_still() -> bool:
        stats = [path.read_text() for path in Path("/proc/%d/task" % pid).glob("*/stat")]
        return all(stat.rpartition(")")[2].split()[0] == "T" for stat in stats)  # proc(5): state
    os.kill(pid, signal.SIGSTOP)
    until(stands_still, "all threads to stop")


def _ports() -> range:
    """Those that the kernel gives to no client. One of a client's could be taken between the choice and the server's bind,
    even by the client that waits for the server."""
    try:
        low = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except OSError:
        low = 0
    return range(10_000, low) if low > 12_000 else range(10_000, 65_000)


_PORTS, _CHANCE = _ports(), random.SystemRandom()
_given: "set[int]" = set()


def free_port(host: str = "127.0.0.1") -> int:
    """A port that is nobody's, and that nobody is given again."""
    while True:
        port = _CHANCE.choice(_PORTS)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as s:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                s.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
        if port not in _given:
            _given.add(port)
            return port


def two_ports() -> int:
    """A free port whose successor is free too."""
    while True:
        port = free_port()
        with socket.socket() as second:
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def clean_environment(**extra: Optional[str]) -> "dict[str, str]":
    """This process's environment without what would configure a server; None as a value leaves a name out."""
    names = ("PORT", "WEB_CONCURRENCY", "FORWARDED_ALLOW_IPS", "GUNICORN_CMD_ARGS", "PYTHONPATH",
             "CROSSWIND_TEST_SERVER")
    kept = {k: v for k, v in os.environ.items() if k not in names and not k.startswith("CROSSWIND_")}
    kept["PYTHONDONTWRITEBYTECODE"] = "1"
    kept.update({k: v for k, v in extra.items() if v is not None})
    return {k: v for k, v in kept.items() if extra.get(k, v) is not None}


class Server:
    """A running server. ``with Server("everything") as server:`` starts, waits for the port and ends it by SIGTERM.

    On leaving it must have exited with 0 and without an alarming log; set ``expect_trouble`` where a test provokes it.
    """

    def __init__(self, app: str = "everything", *options: str, bind: Optional[str] = None, cwd: Path = APPS,
                 env: Optional["dict[str, Optional[str]]"] = None, command: Sequence[str] = (), threads: int = 8,
                 pass_fds: Sequence[int] = (), wait: bool = True, bare: bool = False) -> None:
        self.expect_trouble = False
        self.exit_code: Optional[int] = None
        self.bind = bind if bind is not None else "127.0.0.1:%d" % free_port()
        self._log = tempfile.NamedTemporaryFile(prefix="crosswind-log-")
        self.output = tempfile.NamedTemporaryFile(prefix="crosswind-out-")
        if OTHER and not command:
            argv = shlex.split(OTHER.format(app=app, bind=self.bind, threads=threads))
        elif bare:  # the command brings its own arguments
            argv = list(command)
        else:
            argv = [*(command or [COMMAND]), app]
            argv += ["--bind", self.bind] if self.bind else []
            argv += options if any(o.startswith("--threads") for o in options) else ["--threads", str(threads), *options]
        self.argv = argv
        self.process = subprocess.Popen(argv, cwd=cwd, env=clean_environment(**(env or {})), stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=self._log, pass_fds=pass_fds)
        if wait:
            try:
                self.wait_until_ready()
            except BaseException:
                self.kill()
                raise

    def __del__(self) -> None:
        for name in ("_log", "output"):
            if name in self.__dict__:
                self.__dict__[name].close()

    # --- life

    @property
    def address(self) -> Address:
        if self.bind.startswith("unix:"):
            return self.bind[5:]
        host, _, port = self.bind.rpartition(":")
        return (host.strip("[]"), int(port))

    @property
    def url(self) -> str:
        return "http://" + self.bind

    @property
    def port(self) -> int:
        return int(self.bind.rpartition(":")[2])

    def wait_until_ready(self, address: Optional[Address] = None) -> None:
        def ready() -> bool:
            if self.process.poll() is not None:
                raise AssertionError("ended with %d at its start:\n%s" % (self.process.returncode, self.log))
            try:
                Client(address or self.address, 5).close()
                return True
            except OSError:
                return False
        # Longer than for anything else: some prepare a database first, and a machine may be busy.
        until(ready, "a listening server", 120)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def wait(self, seconds: float = HANG) -> int:
        try:
            self.exit_code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError("still running after %d s; log:\n%s" % (seconds, self.log)) from None
        return self.exit_code

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """SIGTERM, and the server must go quietly."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        try:
            code = self.wait()
            assert code == 0, "exit code %d; log:\n%s" % (code, self.log)
            if not self.expect_trouble:
                assert not ALARMING.search(self.log), self.log
        finally:
            self.kill()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            self.stop()
        else:
            self.kill()
            sys.stderr.write("--- the server's log\n%s" % self.log[-6000:])

    # --- its words

    @property
    def log(self) -> str:
        with open(self._log.name, encoding="utf-8", errors="backslashreplace") as f:
            return f.read()

    @property
    def printed(self) -> str:
        with open(self.output.name, encoding="utf-8", errors="backslashreplace") as f:
            return f.read()

    def mark(self) -> int:
        return len(self.log)

    def logged(self, pattern: str, since: int = 0, flags: int = re.I | re.S) -> "re.Match[str]":
        """Waits until the log matches (case ignored) behind ``since``."""
        def search() -> "Optional[re.Match[str]]":
            return re.compile(pattern, flags).search(self.log, since)
        try:
            return until(search, "a log line", HANG)
        except AssertionError:
            raise AssertionError("no %r in the log:\n%s" % (pattern, self.log[since:])) from None

    # --- its process

    def status(self, field: str) -> int:
        """A number out of /proc/PID/status, such as VmRSS (KiB) or Threads."""
        text = Path("/proc/%d/status" % self.process.pid).read_text()
        return int(re.search(r"^%s:\s+(\d+)" % field, text, re.M)[1])  # type: ignore[index]

    def descriptors(self) -> int:
        return len(os.listdir("/proc/%d/fd" % self.process.pid))

    # --- talking to it

    def connect(self, timeout: float = HANG) -> Client:
        return Client(self.address, timeout)

    def get(self, target: str = "/", *fields: str, **options: Any) -> Response:
        """One request on a connection of its own."""
        with self.connect() as client:
            return client.get(target, *fields, **options)

    def exchange(self, data: bytes, method: str = "GET") -> Response:
        """Sends these bytes on a connection of its own and reads one response."""
        with self.connect() as client:
            return client.send_leniently(data).response(method)

    def json(self, target: str, *fields: str, **options: Any) -> Any:
        response = self.get(target, *fields, **options)
        assert response.status == 200, response
        return json.loads(response.body)

    def count(self, name: str) -> int:
        """A counter that the app keeps, see apps/state.py."""
        return int(self.json("/state").get(name, 0))


def run(*arguments: str, cwd: Path = APPS, env: Optional["dict[str, Optional[str]]"] = None,
        command: Sequence[str] = (), seconds: float = 60) -> "subprocess.CompletedProcess[str]":
    """Runs the command to its end."""
    return subprocess.run([*(command or [COMMAND]), *arguments], cwd=cwd, env=clean_environment(**(env or {})),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)


class Background(threading.Thread):
    """Runs ``work`` on a thread; ``result()`` waits for it and raises what it raised."""

    def __init__(self, work: Any, *arguments: Any) -> None:
        super().__init__(daemon=True)
        self.work, self.arguments = work, arguments
        self.value: Any = None
        self.error: Optional[BaseException] = None
        self.began = time.monotonic()
        self.start()

    def run(self) -> None:
        try:
            self.value = self.work(*self.arguments)
        except BaseException as error:
            self.error = error

    def result(self, seconds: float = HANG) -> Any:
        self.join(seconds)
        assert not self.is_alive(), "still running"
        if self.error:
            raise self.error
        return self.value
