"""One request under watch."""

from __future__ import annotations

from typing import Any, Optional

from crosswind._develop.lint.findings import Findings, caller, kind, show
from crosswind._develop.lint.head import Head


class Exchange:
    """What has happened so far in one request."""

    def __init__(self, findings: Findings, place: str, method: Any, file_wrapper: Any, start_response: Any) -> None:
        self.findings, self.place = findings, place
        self.is_head = method == "HEAD"
        self.file_wrapper = file_wrapper
        self.real_start_response = start_response
        self.head: Optional[Head] = None
        self.count = 0
        self.is_iterating = False
        #: What start_response raised for an exc_info that came too late.
        self.refused: Optional[BaseException] = None
        self.is_over = False

    def start_response(self, *arguments: Any, **named: Any) -> Any:
        place = caller()
        if named or not 2 <= len(arguments) <= 3:
            self.findings.add(324, place, "%d by position, %d by name" % (len(arguments), len(named)))
        failure = arguments[2] if len(arguments) > 2 else named.get("exc_info")
        if self.is_over:
            self.findings.add(326, place)
        elif self.head is not None and failure is None:
            self.findings.add(322, place)
        if failure is not None and not (isinstance(failure, tuple) and len(failure) == 3):
            self.findings.add(323, place, show(failure))
        given = (*arguments[:2], *(named[name] for name in ("status", "response_headers", "headers") if name in named))
        head = Head(given[0], given[1], self.findings, place) if len(given) == 2 else None
        try:
            write = self.real_start_response(*arguments, **named)
        except BaseException as error:
            if failure is not None and isinstance(failure, tuple) and error is failure[1]:
                self.refused = error
            raise
        self.head = head or self.head
        return self.writing(write)

    def writing(self, write: Any) -> Any:
        def checked(data: Any) -> Any:
            place = caller()
            if type(data) is not bytes:
                self.findings.add(333, place, kind(data))
            if self.is_over:
                self.findings.add(336, place)
            elif self.is_iterating:
                self.findings.add(334, place)
            if isinstance(data, bytes):
                self.saw(data, place)
            return write(data)
        return checked

    # --- the body

    def has_head(self, place: str) -> None:
        if self.head is None:
            self.findings.add(321, place)

    def saw(self, chunk: Any, place: str) -> None:
        """A chunk of the body, in order."""
        if type(chunk) is not bytes:
            self.findings.add(332, place, kind(chunk))
            if not isinstance(chunk, bytes):
                return None
        if not chunk:
            return None
        if self.head is None:
            return self.findings.add(325, place)
        if not self.count:
            if self.head.is_bodyless:
                self.findings.add(317, place, str(self.head.code))
            elif not self.head.has_type:
                self.findings.add(312, self.head.place)
        self.count += len(chunk)
        if self.head.length is not None and self.count > self.head.length and not self.is_head:
            self.findings.add(315, place, "more than %d bytes" % self.head.length)
        return None

    def has_ended(self) -> None:
        """The body is whole."""
        if self.refused is not None:
            self.findings.add(327, self.place, show(self.refused))
        if self.head is None:
            return self.findings.add(321, self.place)
        length = self.head.length
        if length is not None and self.count < length and not self.is_head and not self.head.is_bodyless:
            self.findings.add(316, self.head.place, "%d of %d bytes" % (self.count, length))
        return None
