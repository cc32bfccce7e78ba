"""Crosswind's framework and real Tornado behind the same handlers: starts both, asks both the same bytes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROGRAM = Path(os.environ.get("CROSSWIND_FRAMEWORK_PROBE", ROOT / ".build" / "debug" / "framework-probe"))
TWIN = ROOT / "Tests" / "Python" / "apps" / "tornado_twin.py"
HANG = 30.0  # for connecting and for the answer that must come

Answer = Dict[str, Any]


class Twin:
    """One of the two: a process, and its two ports, without and with XSRF tokens."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.ports = [int(port) for port in self.process.stdout.readline().split()]
        assert len(self.ports) == 2, "%s did not start" % command[0]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(HANG)

    def ask(self, data: bytes, xsrf: bool = False, patience: float = HANG) -> Answer:
        """The answer to ``data``, taken apart; ``hangs`` when the connection stays open without a whole one."""
        with socket.create_connection(("127.0.0.1", self.ports[xsrf]), HANG) as connection:
            connection.settimeout(patience)
            connection.sendall(data)
            received, ending = b"", "closed"
            while True:
                try:
                    piece = connection.recv(65536)
                except ConnectionResetError:
                    break
                except socket.timeout:
                    ending = "hangs"
                    break
                if not piece:
                    break
                received += piece
        return parse(received, ending)


def parse(received: bytes, ending: str) -> Answer:
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return {"status": "nothing", "reason": "", "headers": [], "body": received, "ending": ending}
    status_line, *lines = head.decode("latin-1").split("\r\n")
    _, status, reason = status_line.split(" ", 2)
    headers = [tuple(line.split(": ", 1)) for line in lines if ": " in line]
    whole = True
    if ("transfer-encoding", "chunked") in [(name.lower(), value) for name, value in headers]:
        body, whole = dechunk(body)
    return {
        "status": status, "reason": reason, "headers": normal(headers), "body": body,
        "ending": ending if whole else "cut",
    }


def dechunk(data: bytes) -> "Tuple[bytes, bool]":
    body = b""
    while True:
        size, separator, data = data.partition(b"\r\n")
        if not separator:
            return body, False
        if int(size, 16) == 0:
            return body, True
        body += data[:int(size, 16)]
        data = data[int(size, 16) + 2:]


def normal(headers: "List[Tuple[str, str]]") -> "List[Tuple[str, str]]":
    """Names in lower case, in order of name; without what is the server's alone; cookies' attributes in order."""
    kept = []
    for name, value in headers:
        name = name.lower()
        if name in ("date", "server", "connection"):
            continue
        if name == "set-cookie":
            pair, *attributes = value.split("; ")
            attributes = [re.sub(r"^expires=.*", "expires=…", attribute.lower()) for attribute in attributes]
            if pair.startswith("_xsrf="):
                pair = "_xsrf=…"
            value = "; ".join([pair, *sorted(attributes)])
        kept.append((name, value))
    return sorted(kept)


def ours() -> Twin:
    assert PROGRAM.exists(), "%s is missing: swift build --product framework-probe" % PROGRAM
    return Twin(str(PROGRAM))


def theirs() -> Twin:
    return Twin(sys.executable, str(TWIN))
