"""Tells of each finding once per place in the code."""

from __future__ import annotations

import os
import threading
from types import CodeType, FrameType
from typing import Any, Callable, Optional

from crosswind._develop.lint.rules import RULES

#: Places to remember. An application has some; code that is generated anew each time has no end of them.
MOST = 500

HERE = os.path.dirname(os.path.abspath(__file__))


class Findings:
    """Shared by all threads; ``report`` takes one line for each new finding."""

    def __init__(self, report: "Callable[[str], Any]", application: str) -> None:
        self.report = report
        self.application = application
        self.places: "set[tuple[int, str]]" = set()
        self.lock = threading.Lock()

    def add(self, number: int, place: str, detail: str = "") -> None:
        """Says once that rule ``number`` was broken at ``place``; ``detail`` is what was seen there first."""
        with self.lock:
            if (number, place) in self.places or len(self.places) > MOST:
                return
            full = len(self.places) == MOST
            self.places.add((number, place))
        if full:
            self.report("lint: rules were broken in more than %d places; further ones are not told" % MOST)
            return
        wrong, remedy = RULES[number]
        self.report("lint CW%d: %s%s, at %s: %s (PEP 3333; docs/errors.md#cw%d)" % (
            number, wrong, ": " + detail if detail else "", place, remedy, number))


def show(value: object) -> str:
    """A value for a log line: short, and without control characters."""
    try:
        text = ascii(value)
    except Exception:  # noqa: BLE001 - repr() is the application's own
        text = "<%s>" % type(value).__name__
    return text if len(text) <= 80 else text[:77] + "..."


def kind(value: object) -> str:
    """A value of the wrong type, with that type."""
    return "%s is a %s" % (show(value), type(value).__name__)


def caller(depth: int = 2) -> str:
    """The nearest frame outside this package, as file:line."""
    import sys
    frame: Optional[FrameType] = sys._getframe(depth)
    while frame is not None and os.path.dirname(frame.f_code.co_filename) == HERE:
        frame = frame.f_back
    if frame is None:
        return "the application"
    return "%s:%d" % (frame.f_code.co_filename, frame.f_lineno)


def origin(thing: object, otherwise: str) -> str:
    """Where a generator, a function or an object's class was written, as file:line."""
    code: "Optional[CodeType]" = getattr(thing, "gi_code", None) or getattr(thing, "__code__", None)
    frame = getattr(thing, "gi_frame", None)
    if isinstance(code, CodeType):
        return "%s:%d" % (code.co_filename, frame.f_lineno if frame is not None else code.co_firstlineno)
    for name in ("__next__", "__iter__", "__call__"):
        method = getattr(type(thing), name, None)
        code = getattr(method, "__code__", None)
        if isinstance(code, CodeType):
            return "%s:%d" % (code.co_filename, code.co_firstlineno)
    return otherwise
