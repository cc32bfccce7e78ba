"""The same handlers on Crosswind's framework and on real Tornado, asked the same over sockets: several hundred requests.

What differs on purpose is in ``DIFFERENCES``, which docs/tornado-differences.md explains row by row.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any, Iterator, List, NamedTuple, Tuple

import pytest
import tornado

from harness import twins
from harness.tornado_questions import questions, xsrf_questions


class Difference(NamedTuple):
    """What may differ in the answers to the questions that the patterns fit."""
    name: str  # the row of docs/tornado-differences.md
    patterns: Tuple[str, ...]
    parts: Tuple[str, ...] = ("status", "reason", "headers", "body")


DIFFERENCES = [
    Difference("HEAD without a body", ("private HEAD",), ("headers",)),
    Difference("absolute-form target", ("target absolute",)),
    Difference("media type in capitals", ("form in capitals",), ("headers", "body")),
    Difference("204 and 304 with a body", ("status 204 *", "status 304 *")),
    Difference("status out of range", ("status impossible *",)),
    Difference("reason with control characters", ("reason a%0*", "error reason a%0*")),
    Difference("reason with <", ("reason %3Cb%3E", "error reason %3Cb%3E"), ("reason", "headers", "body")),
    Difference("phrase of 422", ("error 422",), ("reason", "headers", "body")),
    Difference("redirect to //host", ("redirect //*", "redirect /\\*"), ("headers",)),
    Difference("header value beyond ASCII", ("header value %C3%A9",), ("headers",)),
    Difference("%00 in the target", ("header value a%00b",)),
    Difference("cookie value with blanks or quotes", ("cookies quoted", "cookie value a%20b")),
    Difference("two Cookie fields", ("read cookie in two fields",), ("headers", "body")),
    Difference("ETag of the handler's own", ("etag own", "etag weak")),
    Difference("file without a type", ("multipart file without a type", "multipart file of two languages"),
               ("headers", "body")),
    Difference("Content-Length that isn't the body's", ("length short", "length long", "length nonsense")),
    Difference("Expect with the body", ("expect",)),
    Difference("XSRF and unknown methods", ("xsrf unknown method",)),
]

#: Told apart by what Tornado does since a version; older ones are asked all the same, and more may differ.
NEWEST = tuple(int(part) for part in tornado.version.split(".")[:2]) >= (6, 6)


def excused(name: str, part: str) -> "List[str]":
    """The differences that allow ``part`` of the answer to ``name`` to differ."""
    return [row.name for row in DIFFERENCES
            if part in row.parts and any(fnmatchcase(name, re.sub(r"\[", "[[]", p)) for p in row.patterns)]


@pytest.fixture(scope="module")
def answers() -> "Iterator[List[Tuple[str, Any, Any]]]":
    """(question, our answer, Tornado's)."""
    ours, theirs = twins.ours(), twins.theirs()
    try:
        yield [(name, ours.ask(data, xsrf), theirs.ask(data, xsrf))
               for xsrf, asked in ((False, questions()), (True, xsrf_questions())) for name, data in asked]
    finally:
        ours.close()
        theirs.close()


def differing(ours: Any, theirs: Any) -> "List[str]":
    return [part for part in ours if ours[part] != theirs[part]]


def test_there_are_hundreds_of_questions(answers: Any) -> None:
    names = [name for name, _, _ in answers]
    assert len(names) > 400 and len(set(names)) == len(names)


def test_our_answers_end(answers: Any) -> None:
    assert [name for name, ours, _ in answers if ours["ending"] != "closed"] == []
    assert [name for name, ours, _ in answers if ours["status"] == "nothing"] == []


def test_no_answer_has_a_field_that_was_smuggled_in(answers: Any) -> None:
    assert [name for name, ours, _ in answers if any(field == "x-evil" for field, _ in ours["headers"])] == []


@pytest.mark.skipif(not NEWEST, reason="the table is that of Tornado 6.6")
def test_answers_differ_only_where_the_table_says_so(answers: Any) -> None:
    unexcused = {name: {part: (ours[part], theirs[part]) for part in differing(ours, theirs) if not excused(name, part)}
                 for name, ours, theirs in answers}
    assert {name: parts for name, parts in unexcused.items() if parts} == {}


@pytest.mark.skipif(not NEWEST, reason="the table is that of Tornado 6.6")
def test_every_row_of_the_table_is_still_true(answers: Any) -> None:
    seen = {row for name, ours, theirs in answers for part in differing(ours, theirs) for row in excused(name, part)}
    assert [row.name for row in DIFFERENCES if row.name not in seen] == []


def test_the_page_has_the_same_rows() -> None:
    page = (twins.ROOT / "docs" / "tornado-differences.md").read_text(encoding="utf-8")
    table = page.split("<!-- rows of Tests/Python/test_tornado_twin.py -->")[1].split("\n\n", 2)[1]
    rows = [line.split(" | ")[0].strip("| `") for line in table.splitlines()[2:]]
    assert sorted(rows) == sorted(row.name for row in DIFFERENCES)
