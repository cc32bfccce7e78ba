"""What the failure drills share: a canary that must be served throughout, and a watch over the server's memory.

`make test` runs them bounded; `make drills` sets CROSSWIND_DRILLS=full, runs them at full size and writes the table in
docs/reliability.md. Nothing here is timed but for the canary's patience, which is generous.
"""

from __future__ import annotations

import json
import os
import re
import socket
import threading
import time
from pathlib import Path
from typing import Any, Callable, Iterator, Optional

from harness.server import Server
from harness.wire import Client

FULL = os.environ.get("CROSSWIND_DRILLS") == "full"
REPORT = os.environ.get("CROSSWIND_DRILL_REPORT", "")
#: How long the canary waits for an answer: whoever is served at all is served by then, on the busiest machine.
PATIENCE = 60.0


def size(bounded: int, full: int) -> int:
    """A number for `make test`, and one for `make drills`."""
    return full if FULL else bounded


def processes(server: Server) -> "list[int]":
    """The server's process and its workers."""
    pid = server.process.pid
    try:
        children = Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()
    except OSError:
        children = []
    return [pid, *map(int, children)]


def memory(server: Server) -> int:
    """MiB of memory that all of them hold together, what they share counted once for each."""
    total = 0
    for pid in processes(server):
        try:
            status = Path("/proc/%d/status" % pid).read_text()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
    return total // 1024


class Drill:
    """A failure for a server to live through.

    Inside of its ``with`` block a canary asks for a page again and again, each time on a new connection (or on one that is
    kept, where new ones are what fails). On leaving, every one of its requests must have been answered, the server's
    memory must have stayed below ``mib``, and it must be answering.
    """

    def __init__(self, title: str, server: Server, mib: int = 400, keep: bool = False, page: str = "/") -> None:
        self.title, self.server, self.mib, self.keep, self.page = title, server, mib, keep, page
        self.what = self.says = ""
        self.answered, self.slowest, self.peak = 0, 0.0, memory(server)
        self.failures: "list[str]" = []
        #: Whether the canary may fail; the drill then counts its failures itself.
        self.may_fail = False
        self._paused = threading.Event()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._ask, self._weigh)]

    def _ask(self) -> None:
        client: Optional[Client] = None
        while not self._stop.is_set():
            if self._paused.is_set():
                self._stop.wait(0.02)
                continue
            began = time.monotonic()
            try:
                client = client or self.server.connect(PATIENCE)
                response = client.get(self.page)
                if response.status != 200:
                    self.failures.append(repr(response))
            except (OSError, AssertionError) as error:
                self.failures.append("%s after %.1f s" % (error, time.monotonic() - began))
                client = None
            self.answered += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            if client is not None and not self.keep:
                client.close()
                client = None
            self._stop.wait(0.05)
        if client is not None:
            client.close()

    def _weigh(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, memory(self.server))

    def canary_is_served(self, times: int = 3) -> None:
        """Waits until the canary has been answered so many times from now on."""
        goal, deadline = self.answered + times, time.monotonic() + 2 * PATIENCE
        while self.answered < goal:
            assert time.monotonic() < deadline, "the canary gets no answer"
            time.sleep(0.02)

    def pause(self) -> None:
        """The canary is silent until ``resume``."""
        self._paused.set()

    def resume(self) -> None:
        self._paused.clear()

    def logged(self, pattern: str) -> None:
        """The log must say so; the line goes into the report."""
        found = self.server.logged(pattern, flags=re.I)
        log = self.server.log
        line = log[log.rfind("\n", 0, found.start()) + 1:].partition("\n")[0]
        # Without the time, the level's logger, and what is another one each time.
        line = re.sub(r"^\S+Z (\w+) crosswind: ", r"\1: ", line)
        self.says = re.sub(r"pid \d+", "pid …", line).strip()

    def __enter__(self) -> "Drill":
        for thread in self._threads:
            thread.start()
        self.canary_is_served(1)
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            try:
                self.canary_is_served()
            finally:
                self._stop.set()
        self._stop.set()
        for thread in self._threads:
            thread.join(3 * PATIENCE)
        if kind is not None:
            return
        assert self.may_fail or not self.failures, "the canary was not served: %s" % self.failures[:5]
        assert self.peak <= self.mib, "%d MiB of memory" % self.peak
        if REPORT:
            row = {"title": self.title, "what": self.what, "answered": self.answered, "failed": len(self.failures),
                   "slowest": round(self.slowest * 1000), "peak": self.peak, "says": self.says}
            with open(REPORT, "a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")


class Crowd:
    """Many raw connections, held by one thread; closed on leaving."""

    def __init__(self, address: Any, count: int, greeting: bytes = b"", receive_buffer: int = 0) -> None:
        self.sockets: "list[socket.socket]" = []
        for _ in range(count):
            one = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
            if receive_buffer:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            one.settimeout(PATIENCE)
            one.connect(address)
            if greeting:
                try:
                    one.sendall(greeting)
                except OSError:
                    pass  # refused in the middle
            self.sockets.append(one)

    def answers(self) -> "Iterator[bytes]":
        """What each has got, read to its end or to the first pause of the server's."""
        for one in self.sockets:
            try:
                yield one.recv(65_536)
            except OSError:
                yield b""

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *_: object) -> None:
        for one in self.sockets:
            one.close()


def recovered(server: Server, condition: Callable[[], bool], what: str) -> None:
    """Waits until everything is as it was before."""
    deadline = time.monotonic() + 2 * PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "not recovered: %s; log:\n%s" % (what, server.log[-3000:])
        time.sleep(0.05)


