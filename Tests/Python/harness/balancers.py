"""Real HAProxy and nginx in front of the server, each a process of the test's own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Optional

import pytest

from harness.wire import until


def program(name: str) -> str:
    """The program's path; without it the test is skipped."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip("%s is missing: apt-get install %s" % (name, {"nginx": "nginx-light"}.get(name, name)))
    return path


class Proxy:
    """A proxy in the foreground with its configuration in a directory of its own."""

    def __init__(self, argv: "list[str]", port: int, log: Path) -> None:
        self.port, self._log = port, log
        with open(log, "ab") as output:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            until(self._listens, "a proxy that listens", 20)
        except BaseException:
            self.stop()
            raise

    def _listens(self) -> bool:
        assert self.process.poll() is None, "the proxy ended:\n" + self.log
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
            return True
        except OSError:
            return False

    @property
    def log(self) -> str:
        return self._log.read_text(errors="backslashreplace")

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class HAProxy(Proxy):
    """HAProxy with this configuration; a `global` section with a socket for questions is put in front."""

    def __init__(self, configuration: str, port: int, directory: Path) -> None:
        # Short, as a socket's path must be.
        self._sockets = tempfile.mkdtemp(prefix="hap-", dir="/tmp")
        self._admin = os.path.join(self._sockets, "s")
        file = directory / "haproxy.cfg"
        file.write_text("global\n    maxconn 2000\n    stats socket %s mode 600 level admin\n\n%s"
                        % (self._admin, configuration))
        argv = [program("haproxy"), "-db", "-f", str(file)]
        checked = subprocess.run([*argv, "-c"], capture_output=True, text=True, timeout=60)
        assert checked.returncode == 0, checked.stderr
        super().__init__(argv, port, directory / "haproxy.log")

    def stop(self) -> None:
        super().stop()
        shutil.rmtree(self._sockets, ignore_errors=True)

    def states(self) -> "dict[str, str]":
        """Server's name ⇒ what HAProxy believes of it: `UP`, `DOWN`, `UP 1/3` and so on."""
        with socket.socket(socket.AF_UNIX) as admin:
            admin.settimeout(20)
            admin.connect(self._admin)
            admin.sendall(b"show stat\n")
            text = b""
            while more := admin.recv(65536):
                text += more
        names, *rows = [line.split(",") for line in text.decode().lstrip("# ").splitlines() if line]
        at, status = names.index("svname"), names.index("status")
        return {row[at]: row[status] for row in rows if row[at] not in ("FRONTEND", "BACKEND")}

    def waits_for(self, name: str, state: str, seconds: float = 60) -> None:
        until(lambda: self.states()[name] == state, "%s to be %s; log:\n%s" % (name, state, self.log), seconds)


class Nginx(Proxy):
    """nginx with this configuration, complete but for what names its files."""

    def __init__(self, configuration: str, port: int, directory: Path) -> None:
        file = directory / "nginx.conf"
        head = "pid %s/nginx.pid;\nerror_log stderr;\n" % directory
        if os.geteuid() == 0:
            head = "user root;\n" + head  # its workers must reach the test's sockets
        file.write_text(head + configuration)
        argv = [program("nginx"), "-p", str(directory), "-c", str(file), "-g", "daemon off;"]
        checked = subprocess.run([*argv[:-2], "-t"], capture_output=True, text=True, timeout=60)
        assert checked.returncode == 0, checked.stderr
        super().__init__(argv, port, directory / "nginx.log")


def journal(path: Path) -> "tuple[dict[int, int], dict[int, int]]":
    """What the application began and what it finished (apps/rolling.py): the request's number ⇒ the process."""
    began: "dict[int, int]" = {}
    ended: "dict[int, int]" = {}
    for line in path.read_text().splitlines():
        word, number, pid = line.split()
        if number != "-":
            (began if word == "began" else ended)[int(number)] = int(pid)
    return began, ended


def wrk(url: str, seconds: int, *options: str) -> "Optional[subprocess.Popen[str]]":
    """wrk in the background."""
    return subprocess.Popen([program("wrk"), "-t2", "-c32", "-d%ds" % seconds, "--timeout", "60s", *options, url],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
