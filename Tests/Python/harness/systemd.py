"""systemd's side of sd_notify(3): the datagram socket that a service talks to."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from typing import Optional

from harness.wire import until


class Manager:
    """Receives what services tell, in order, with the sender's process id. ``address`` is for NOTIFY_SOCKET."""

    def __init__(self, abstract: bool = False) -> None:
        self._directory: "Optional[tempfile.TemporaryDirectory[str]]" = None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._socket.settimeout(0.1)
        if abstract:
            name = "crosswind-test-%d-%d" % (os.getpid(), time.monotonic_ns())
            self.address = "@" + name
            self._socket.bind("\0" + name)
        else:
            self._directory = tempfile.TemporaryDirectory(prefix="sd-", dir="/tmp")
            self.address = self._directory.name + "/notify"
            self._socket.bind(self.address)
            os.chmod(self.address, 0o777)
        self.messages: "list[tuple[float, int, dict[str, str]]]" = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._receive, daemon=True)
        self._thread.start()

    def _receive(self) -> None:
        while not self._over.is_set():
            try:
                data, extra, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(12))
            except socket.timeout:
                continue
            except OSError:
                return
            pid = int.from_bytes(extra[0][2][:4], "little") if extra else 0
            fields = dict(line.split("=", 1) for line in data.decode().splitlines())
            self.messages.append((time.monotonic(), pid, fields))

    def told(self, name: str, value: Optional[str] = None, since: int = 0) -> "list[dict[str, str]]":
        """The messages with that field."""
        return [fields for _, _, fields in self.messages[since:]
                if name in fields and (value is None or fields[name] == value)]

    def last(self, name: str) -> float:
        """When a message with that field last came (`time.monotonic`)."""
        return max(when for when, _, fields in self.messages if name in fields)

    def waits_for(self, name: str, value: Optional[str] = None, since: int = 0, seconds: float = 60) -> "dict[str, str]":
        found = until(lambda: self.told(name, value, since), "%s; there is %r" % (name, self.messages), seconds)
        return found[0]

    def mark(self) -> int:
        return len(self.messages)

    def close(self) -> None:
        self._over.set()
        self._thread.join()
        self._socket.close()
        if self._directory:
            self._directory.cleanup()

    def __enter__(self) -> "Manager":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
