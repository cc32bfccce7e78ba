"""Checks of what the application does with environ and its streams."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from crosswind._develop.lint.findings import Findings, caller, show
from crosswind._develop.lint.rules import REQUIRED


class Input:
    """wsgi.input, watched. What it does not know it leaves to the stream."""

    def __init__(self, stream: Any, length: Optional[int], findings: Findings) -> None:
        self._stream, self._left, self._findings = stream, length, findings

    def _asked(self, size: Any, given: bool) -> None:
        if not given or size is None or (isinstance(size, int) and size < 0):
            # Behind the end, or without a body, nothing can be waited for.
            if self._left != 0:
                self._findings.add(343, caller())
        elif self._left is not None and isinstance(size, int) and size > self._left:
            self._findings.add(342, caller(), "%d of %d left" % (size, self._left))

    def _got(self, data: bytes) -> bytes:
        if self._left is not None:
            self._left = max(0, self._left - len(data))
        return data

    def read(self, *size: Any) -> bytes:
        self._asked(size[0] if size else None, bool(size))
        return self._got(self._stream.read(*size))

    def readline(self, *size: Any) -> bytes:
        # PEP 3333 lets a server do without readline's size; a line ends where the body does.
        return self._got(self._stream.readline(*size))

    def readlines(self, *hint: Any) -> "list[bytes]":
        lines: "list[bytes]" = self._stream.readlines(*hint)
        for line in lines:
            self._got(line)
        return lines

    def readinto(self, buffer: Any) -> int:
        self._asked(memoryview(buffer).nbytes, True)
        count: int = self._stream.readinto(buffer)
        if self._left is not None:
            self._left = max(0, self._left - count)
        return count

    def __iter__(self) -> "Iterator[bytes]":
        for line in self._stream:
            yield self._got(line)

    def close(self) -> None:
        self._findings.add(341, caller())
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Errors:
    """wsgi.errors, watched."""

    def __init__(self, stream: Any, findings: Findings) -> None:
        self._stream, self._findings = stream, findings

    def write(self, text: Any) -> Any:
        if not isinstance(text, str):
            self._findings.add(344, caller(), show(text))
        return self._stream.write(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def close(self) -> None:
        self._findings.add(345, caller())
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def length_of(environ: "dict[str, Any]") -> Optional[int]:
    """What the body's length is known to be; None for a chunked one that is still coming."""
    text = environ.get("CONTENT_LENGTH", "")
    if isinstance(text, str) and text.isascii() and text.isdigit():
        return int(text[:20])
    return None if "HTTP_TRANSFER_ENCODING" in environ else 0


def check_environ(environ: "dict[str, Any]", whole_path: str, findings: Findings, place: str) -> None:
    """After the application has returned: what others, from middleware to teardown, would find."""
    for name in REQUIRED:
        if name not in environ:
            findings.add(352, place, name)
    for name, value in environ.items():
        if isinstance(name, str) and name.isupper() and "." not in name and not isinstance(value, str):
            findings.add(351, place, name)
    script, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
    if isinstance(script, str) and isinstance(path, str) and script + path != whole_path:
        if script == "/" or script.endswith("/") or (script and script[0] != "/") or (path and path[0] != "/"):
            findings.add(353, place, show(script) + " and " + show(path))
