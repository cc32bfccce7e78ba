"""Swift's side of shared identity: `security-probe`, one command a line, one answer a line.

`make test-python` builds it; by hand: ``swift build --product security-probe``.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PROGRAM = Path(os.environ.get("CROSSWIND_SECURITY_PROBE", ROOT / ".build" / "debug" / "security-probe"))
HANG = 60.0  # a deadline for hangs, never a measure of speed


class Refused(Exception):
    """Swift threw; the text is the error's reason."""


class Probe:
    """A running probe. ``probe("tornado.sign", value="x", ...)`` is the result, or raises ``Refused``."""

    def __init__(self) -> None:
        assert PROGRAM.exists(), "%s is missing: swift build --product security-probe" % PROGRAM
        self.process = subprocess.Popen([str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, command: str, **parameters: Any) -> Any:
        line = json.dumps({"do": command, **parameters})
        watchdog = threading.Timer(HANG, self.process.kill)
        watchdog.start()
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        finally:
            watchdog.cancel()
        assert answer, "the probe died of %s%s" % (line[:1000], "…" * (len(line) > 1000))
        outcome = json.loads(answer)
        if "error" in outcome:
            raise Refused(outcome["error"])
        return outcome["ok"]

    def refusal(self, command: str, **parameters: Any) -> str:
        """Why Swift refuses; an assertion that it does."""
        try:
            result = self(command, **parameters)
        except Refused as refused:
            return str(refused)
        raise AssertionError("%s believes %r, result %r" % (command, parameters, result))

    def peak_memory(self) -> int:
        """Bytes of memory the process has had at most."""
        status = Path("/proc/%d/status" % self.process.pid).read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        assert self.process.wait(HANG) == 0


def bytes_as_text(value: bytes) -> str:
    """How bytes travel to the probe and back."""
    return value.decode("latin-1")


def damaged(signed: str, step: int = 1) -> "list[str]":
    """`signed` with one bit of a letter changed, and cut short, at every `step`th place."""
    places = range(0, len(signed), step)
    return ([signed[:at] + chr(ord(signed[at]) ^ bit) + signed[at + 1:] for at in places for bit in (1, 4, 32)]
            + [signed[:at] for at in places])
