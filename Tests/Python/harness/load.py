"""Clients that ask without a pause, count every failure and know who answered."""

from __future__ import annotations

import collections
import http.client
import itertools
import threading
import time
from typing import Any, Optional


class Load:
    """``with Load(port, clients=8) as load:`` asks until the block ends. Each request has a number of its own; whatever is
    not a whole answer of 200 to that very number is a failure. Nothing is tried again, on no connection.
    """

    def __init__(self, port: int, clients: int = 8, host: str = "127.0.0.1", pause: float = 0.002) -> None:
        self.host, self.port, self.pause = host, port, pause
        self.failures: "dict[int, str]" = {}
        self.answered: "collections.Counter[int]" = collections.Counter()  # by process
        self._numbers = itertools.count(1)
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._ask, daemon=True) for _ in range(clients)]

    @property
    def total(self) -> int:
        with self._lock:
            return sum(self.answered.values())

    def _ask(self) -> None:
        connection: "Optional[http.client.HTTPConnection]" = None
        while not self._stop.is_set():
            number = next(self._numbers)
            try:
                if connection is None:
                    connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
                # Every fourth takes a while, so that there are always some in the midst of it.
                connection.request("GET", "/?id=%d&for=%s" % (number, "0.05" if number % 4 == 0 else "0"))
                answer = connection.getresponse()
                body = answer.read()
                pid = int(answer.headers.get("X-Worker-PID", "0"))
                if answer.status != 200 or body != b"%d %d" % (pid, number):
                    raise AssertionError("%d %r" % (answer.status, body[:100]))
                with self._lock:
                    self.answered[pid] += 1
                if answer.will_close:
                    connection.close()
                    connection = None
            except Exception as error:  # noqa: BLE001 - whatever it is, the request failed
                with self._lock:
                    self.failures[number] = "%s at %.3f" % (error or repr(error), time.monotonic())
                if connection is not None:
                    connection.close()
                connection = None
            time.sleep(self.pause)
        if connection is not None:
            connection.close()

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(90)
        assert not any(thread.is_alive() for thread in self._threads), "a client waits for ever"
