"""Holds requests in the application for exactly as long as a test wants, whatever the machine does meanwhile."""

from __future__ import annotations

import os
from pathlib import Path


class Fifo:
    """Requests for ``target`` stay in the application until ``open()``, which leaving does too."""

    def __init__(self, folder: Path, target: str = "/slow/fifo") -> None:
        self.path = str(folder / "fifo")
        self.target = "%s?%s" % (target, self.path)
        self.writer = -1
        os.mkfifo(self.path)

    def open(self) -> None:
        if self.writer < 0:
            # For both, which waits for nobody; and kept, for those who come later.
            self.writer = os.open(self.path, os.O_RDWR)

    def __enter__(self) -> "Fifo":
        return self

    def __exit__(self, *_: object) -> None:
        self.open()

    def __del__(self) -> None:
        if self.writer >= 0:
            os.close(self.writer)
