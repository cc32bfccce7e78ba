"""docs/wsgi-hosts.md: what a run of matrix.py found, as a page."""

from __future__ import annotations

import re
from typing import Any


def label(name: str, version: str) -> str:
    return "Debian's " + version if name == "system" else version


def sentence(text: str) -> str:
    """One line without what differs from run to run: paths, addresses, ports."""
    line = " ".join(text.split())
    line = re.sub(r"(/[\w.+-]+){2,}/?", "…", line)
    line = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1", line)
    return re.sub(r"https?://\S+", "…", line)[:200].replace("|", "\\|").rstrip()


class Result:
    """What came of one server in one Python."""

    def __init__(self, missing: str = "", failures: "dict[str, str] | None" = None) -> None:
        self.missing = missing
        self.version = ""
        self.passed = 0
        self.left_out: "list[str]" = []
        self.failures: "dict[str, str]" = failures or {}
        #: As an older page has it.
        self.text = ""

    def __str__(self) -> str:
        if self.missing:
            return "–"
        if self.text:
            return self.text
        parts = [str(self.passed)]
        if self.failures:
            parts.append("**%d failed**" % len(self.failures))
        if self.left_out:
            parts.append("%d left out" % len(self.left_out))
        return ", ".join(parts)


class Matrix:
    def __init__(self, kinds: "dict[str, Any]") -> None:
        self.kinds = kinds
        self.results: "dict[str, dict[str, Result]]" = {}
        self.absent: "list[str]" = []

    def read(self, page: str) -> None:
        """Takes over what a page says, to replace some cells of it."""
        parts = re.split(r"^## (.*)\n", page, flags=re.M)
        sections = dict(zip(parts[1::2], parts[2::2]))
        for (python, host), cell in cells(parts[0]):
            self.put(python, host, Result())
            self.results[python][host].text = cell
        for (python, host), cell in cells(sections["Versions"]):
            self.results[python][host].version = "" if cell == "–" else cell
        for host, python, test, why in re.findall(r"^- \*\*(.+?)\*\*, (.+?), `(.+?)`: (.*)", sections["Failures"], re.M):
            self.results[python][host].failures[test] = why
        for host, pythons, why in re.findall(r"^- \*\*(.+?)\*\* \((.+?)\): (.*)", sections["Not installed here"], re.M):
            for python in pythons.split(", "):
                self.results[python][host].missing = why
        self.absent = re.findall(r"^- Python (.*)", sections["Not installed here"], re.M)

    def put(self, python: str, host: str, result: Result) -> None:
        self.results.setdefault(python, {})[host] = result

    @property
    def failed(self) -> bool:
        return any(result.failures for row in self.results.values() for result in row.values())

    def markdown(self) -> str:
        pythons = list(self.results)
        parts = [HEAD]
        parts += table(["", *pythons], [[host, *(str(self.results[python][host]) for python in pythons)] for host in self.kinds])
        parts += ["", "A number is that of the tests that passed. Left out are tests of what the server does not do (below).", ""]
        parts += ["## Versions", ""]
        parts += table(["", *pythons], [
            [host, *(self.results[python][host].version or "–" for python in pythons)] for host in self.kinds])
        parts += ["", "## Limits of the servers", ""]
        parts += ["- **%s**: %s." % (host, "; ".join(kind.limits.values())) for host, kind in self.kinds.items() if kind.limits]
        parts += ["", "## Failures", ""]
        failures = ["- **%s**, %s, `%s`: %s" % (host, python, test, why) for python in pythons
                    for host, result in self.results[python].items() for test, why in result.failures.items()]
        parts += failures or ["None."]
        parts += ["", "## Not installed here", ""]
        parts += self.missing() or ["Nothing."]
        return "\n".join(parts) + "\n"

    def missing(self) -> "list[str]":
        """By reason: the same one is said once."""
        reasons: "dict[tuple[str, str], list[str]]" = {}
        for python, row in self.results.items():
            for host, result in row.items():
                if result.missing:
                    reasons.setdefault((host, result.missing), []).append(python)
        lines = ["- **%s** (%s): %s" % (host, ", ".join(pythons), why) for (host, why), pythons in reasons.items()]
        return lines + ["- Python %s" % name for name in self.absent]


def cells(text: str) -> "list[tuple[tuple[str, str], str]]":
    """Of the first table: its column and row, and what stands there."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("|")]
    return [((python, row[0]), cell) for row in rows[2:] for python, cell in zip(rows[0][1:], row[1:])]


def table(head: "list[str]", rows: "list[list[str]]") -> "list[str]":
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]


HEAD = """# WSGI servers that run a Swift application

Written by `make hosts` (Tests/Python/hosted/matrix.py), not by hand. One build of the example (Examples/wsgi-hello) and of an
application that does everything (Tests/hosted-probe) in each server and each Python: the same library, the same tests
(`test_hosts.py`, `test_protocol.py`). They ask for plain answers, arguments and forms, cookies, HEAD, 204 and 304, entity tags,
redirects, error pages, bodies of megabytes in both directions, chunked requests, files through `wsgi.file_wrapper`, byte ranges,
paths that are no ASCII, a mount below SCRIPT_NAME, requests at the same time, HTTP/1.0, Python behind the Swift application, and
streaming by `write`.

How each is set up: [wsgi-platforms.md](wsgi-platforms.md).

"""
