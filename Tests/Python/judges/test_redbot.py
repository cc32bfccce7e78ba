"""redbot and its linter httplint: what an expert in HTTP's caching has against our answers.

redbot asks for each resource again with validators, for a part of it, and with and without compression, and compares.
"""

import gzip
import os
import time
from pathlib import Path
from typing import Iterator

import pytest

from harness.needs import needs
from harness.server import ROOT, Server, two_ports
from judges.lint import lint, redbot

needs("httplint")
needs("redbot")
STOCK = ROOT / ".build" / "debug" / "stock-probe"

#: Warnings that are no reproach: about what the site says (nothing of freshness), and RFC 9110 (14.2) leaves it to the
#: server whether a range that is the whole file is answered as one.
HARMLESS = {"FRESHNESS_HEURISTIC", "RANGE_FULL"}
SCRIPT = b"let a = 1;" * 500
PARTS = {"RANGE_CORRECT"}
VALIDATED = {"INM_304", "IMS_304"} | PARTS


def reproaches(notes: "dict[str, str]", but: "set[str]" = HARMLESS) -> "dict[str, str]":
    return {name: text for name, text in notes.items() if text.startswith(("BAD", "WARN")) and name not in but}


def files(root: Path) -> None:
    root.mkdir(parents=True)
    (root / "app.js").write_bytes(SCRIPT)
    (root / "app.js.gz").write_bytes(gzip.compress(SCRIPT))
    (root / "big.bin").write_bytes(bytes(range(256)) * 4096)
    (root / "page.html").write_text("<!doctype html><title>x</title><p>h\u00e4llo", encoding="utf-8")
    (root / "empty.txt").touch()
    for path in root.iterdir():
        os.utime(path, (time.time() - 86_400,) * 2)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Server]":
    """The command with files, and Flask behind."""
    pytest.importorskip("flask")
    root = tmp_path_factory.mktemp("site") / "files"
    files(root)
    with Server("frameworks:flask()", "--static", "/static=%s" % root, "--health-path", "/healthz", "--max-body-size", "1000") as server:
        yield server


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Server]":
    """A Swift program: files and pages, on the next port compressed on the way."""
    assert STOCK.exists(), "%s is missing: swift build --product stock-probe" % STOCK
    root = tmp_path_factory.mktemp("stock")
    files(root / "www")
    (root / "shared").mkdir()
    (root / "locale").mkdir()
    (root / "locale" / "es.csv").write_text('"Hello","Hola"\n')
    port = two_ports()
    with Server(bare=True, command=[str(STOCK), str(root), str(port)], bind="127.0.0.1:%d" % port) as server:
        server.wait_until_ready(("127.0.0.1", port + 1))
        yield server
        server.kill()  # it has no orderly end
        server.stop = lambda: None  # type: ignore[method-assign]


def judged(root: str, expected: "dict[str, set[str]]") -> None:
    for target, notes in redbot(root, *expected).items():
        assert not reproaches(notes), target
        assert expected[target] <= set(notes), (target, notes)


def test_the_command(site: Server) -> None:
    judged(site.url, {"/static/app.js": VALIDATED | {"CONNEG_GZIP_GOOD"}, "/static/big.bin": VALIDATED, "/static/page.html": VALIDATED - PARTS,
                      "/file": VALIDATED, "/": {"CL_CORRECT"}, "/stream": {"DATE_CORRECT"}, "/healthz": {"CL_CORRECT"}})


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
def test_a_swift_program(stock: Server, compressed: bool) -> None:
    gzip = {"CONNEG_GZIP_GOOD"} if compressed else set()
    judged("http://127.0.0.1:%d" % (stock.port + compressed), {
        "/files/app.js": VALIDATED | gzip, "/files/app.js?v=1": VALIDATED | {"FRESHNESS_FRESH"} | gzip, "/files/big.bin": VALIDATED,
        "/page": {"INM_304", "CL_CORRECT"}, "/old/x": {"CL_CORRECT"}})


ANSWERS = [
    ("GET", "{}app.js", [], 200), ("HEAD", "{}app.js", [], 200), ("GET", "{}app.js", ["Accept-Encoding: gzip"], 200),
    ("HEAD", "{}app.js", ["Accept-Encoding: gzip"], 200), ("GET", "{}empty.txt", [], 200),
    ("GET", "{}big.bin", ["Range: bytes=0-9"], 206), ("GET", "{}big.bin", ["Range: bytes=-5"], 206),
    ("GET", "{}big.bin", ["Range: bytes=99999999-"], 416), ("GET", "{}app.js", ["If-None-Match: *"], 304),
    ("GET", "{}app.js", ["If-None-Match: *", "Accept-Encoding: gzip"], 304),
    ("GET", "{}app.js", ["If-Modified-Since: Fri, 31 Dec 2027 23:59:59 GMT"], 304), ("GET", "{}app.js", ['If-Match: "x"'], 412),
]
PAGES = [("GET", "/", [], 200), ("HEAD", "/", [], 200), ("GET", "/json", [], 200), ("GET", "/stream", [], 200), ("GET", "/nothing", [], 404),
         ("POST", "/", [], 405), ("OPTIONS", "/", [], 200), ("GET", "/file", ["Range: bytes=0-9"], 206), ("HEAD", "/healthz", [], 200),
         ("POST", "/form", ["Content-Length: 2000"], 413)]
SWIFT_PAGES = [("GET", "/files/", [], 404), ("GET", "/old/x", [], 301), ("GET", "/gone/x", [], 410), ("GET", "/page", [], 200),
               ("HEAD", "/page", ["Accept-Encoding: gzip"], 200), ("GET", "/page", ["If-None-Match: *"], 304), ("GET", "/nothing", [], 404),
               ("GET", "/adding", [], 301), ("POST", "/files/app.js", [], 405)]


@pytest.mark.parametrize("method, target, fields, status", ANSWERS + PAGES)
def test_answers_of_the_command(site: Server, method: str, target: str, fields: "list[str]", status: int) -> None:
    answer, notes = lint(site, target.format("/static/"), *fields, method=method)
    assert answer.status == status and not reproaches(notes)


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "compressed"])
@pytest.mark.parametrize("method, target, fields, status", ANSWERS + SWIFT_PAGES)
def test_answers_of_a_swift_program(stock: Server, method: str, target: str, fields: "list[str]", status: int, compressed: bool) -> None:
    answer, notes = lint(stock, target.format("/files/"), *fields, method=method, port=compressed)
    assert answer.status == status and not reproaches(notes)
    # A 405 without it breaks a MUST (RFC 9110 15.5.6), of which httplint says nothing.
    assert (answer.get("Allow") is not None) == (status == 405)
