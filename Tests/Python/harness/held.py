"""Requests that the application holds for as long as a test wants: nothing depends on how long anything takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.server import Background, Server
from harness.wire import until


class Held:
    """What `/hold` of apps/workers.py goes by: ``env`` is for the server that runs it."""

    def __init__(self, directory: Path) -> None:
        self._release = directory / "release"
        self._begun = directory / "release.held"
        self.env = {"HOLD_UNTIL": str(self._release)}

    def begin(self, server: Server) -> Background:
        """Asks, and returns when the application has the request."""
        before = len(self.workers())
        answer = Background(server.get, "/hold")
        until(lambda: len(self.workers()) > before, "the request to begin", 60)
        return answer

    def workers(self) -> "list[int]":
        """The processes that have, or had, one each."""
        try:
            return [int(line) for line in self._begun.read_text().splitlines()]
        except OSError:
            return []

    def release(self) -> None:
        """All of them go on, and those that are yet to come."""
        self._release.write_text("")

    def answered(self, *answers: Any) -> bool:
        """Releases them; whether each got its answer."""
        self.release()
        return all(one.result(60).status == 200 for one in answers)
