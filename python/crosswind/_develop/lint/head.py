"""Checks of what is given to start_response."""

from __future__ import annotations

import re
from typing import Any

from crosswind._develop.lint.findings import Findings, kind, show
from crosswind._develop.lint.rules import HOP_BY_HOP, SINGLE

TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
STATUS = re.compile(r"[0-9]{3} ")


class Head:
    """What the rest of the checks need to know of a head."""

    __slots__ = ("code", "length", "has_type", "place")

    def __init__(self, status: Any, headers: Any, findings: Findings, place: str) -> None:
        self.place = place
        self.code = check_status(status, findings, place)
        self.length: "int | None" = None
        self.has_type = False
        if type(headers) is not list:
            findings.add(304, place, "it is a " + type(headers).__name__)
            if not isinstance(headers, (list, tuple)):
                self.has_type = True  # who knows
                return
        self.check_headers(headers, findings)

    @property
    def is_bodyless(self) -> bool:
        return self.code in (204, 304)

    def check_headers(self, headers: "list[Any]", findings: Findings) -> None:
        seen: "set[str]" = set()
        for header in headers:
            if type(header) is not tuple or len(header) != 2:
                findings.add(305, self.place, show(header))
                continue
            name, value = header
            if type(name) is not str or type(value) is not str:
                findings.add(306, self.place, kind(name if type(name) is not str else value))
                if not isinstance(name, str) or not isinstance(value, str):
                    continue
            check_text(name, value, findings, self.place)
            self.check_meaning(name.lower(), name, value, seen, findings)
        if self.is_bodyless and (self.has_type or "content-length" in seen):
            # RFC 9110, 8.6: a 304 may repeat the length of the 200 it stands for; a 204 may not.
            if self.code == 204 or self.has_type:
                findings.add(313, self.place, str(self.code))

    def check_meaning(self, lower: str, name: str, value: str, seen: "set[str]", findings: Findings) -> None:
        if lower in HOP_BY_HOP and not (lower == "connection" and value.lower() == "close"):
            findings.add(310, self.place, show(name))
        elif lower == "status":
            findings.add(311, self.place)
        elif lower == "content-length":
            if not (value.isascii() and value.isdigit()) or lower in seen:
                findings.add(314, self.place, show(value))
            else:
                self.length = int(value[:20])
        elif lower in SINGLE and lower in seen:
            findings.add(318, self.place, show(name))
        if lower == "content-type":
            self.has_type = True
        seen.add(lower)


def check_status(status: Any, findings: Findings, place: str) -> int:
    """The number; 0 when there is none."""
    # Exactly str, as PEP 3333 has it: servers in C look no further. Likewise below.
    if type(status) is not str:
        findings.add(301, place, kind(status))
        if not isinstance(status, str):
            return 0
    if not STATUS.match(status) or CONTROLS.search(status):
        findings.add(302, place, show(status))
        return int(status[:3]) if status[:3].isascii() and status[:3].isdigit() else 0
    code = int(status[:3])
    if not 200 <= code <= 599:
        findings.add(303, place, show(status))
    return code


def check_text(name: str, value: str, findings: Findings, place: str) -> None:
    if not name.isascii() or not value.isascii():
        try:
            (name + value).encode("latin-1")
        except UnicodeEncodeError:
            findings.add(309, place, show(name))
            return
    if not TOKEN.fullmatch(name):
        findings.add(307, place, show(name))
    if CONTROLS.search(value):
        findings.add(308, place, show(name))
