"""Static files, redirects, compression and languages: the same requests to real Tornado and to Tests/stock-probe.

What differs on purpose is in docs/tornado-differences.md, and is left out or said here, with its section's name.
"""

from __future__ import annotations

import email.utils
import gzip
import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from harness import catalogue
from harness.server import APPS, ROOT, Server, two_ports
from harness.wire import Client, Response

pytest.importorskip("tornado")
PROBE = ROOT / ".build" / "debug" / "stock-probe"

#: Of the server, or of how the body travels, and not of the answer.
OWN = {"date", "server", "connection", "content-length", "transfer-encoding", "keep-alive"}
ETAG = frozenset({"etag"})
ALLOW = frozenset({"allow"})
MODIFIED = 784_111_777
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


# Languages whose numbers take one form, two, three and six; one that has another behind it.
CATALOGUES = [
    ("es", "nplurals=2; plural=(n != 1);", "UTF-8", "<", {
        "Hello": "Hola", "two\nlines": "dos\nlíneas", "law\4right": "derecho", "good\4right": "correcto", "January": "enero",
        "%(n)d file": ["%(n)d archivo", "%(n)d archivos"], "%(commas)s and %(last)s": "%(commas)s y %(last)s"}),
    ("es_MX", "nplurals=2; plural=n>1;", "UTF-8", ">", {
        "I love you": "Te quiero", "desk\4%(n)d file": ["%(n)d carpeta", "%(n)d carpetas"]}),
    ("ru", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);", "UTF-8", "<", {
        "Hello": "Привет", "%(n)d file": ["%(n)d файл", "%(n)d файла", "%(n)d файлов"]}),
    ("ja_JP", "nplurals=1; plural=0;", "UTF-8", "<", {"Hello": "こんにちは", "%(n)d file": ["%(n)d ファイル"]}),
    ("ar_AR", "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;", "UTF-8", "<", {
        "%(n)d file": ["0 ملف", "ملف", "ملفان", "%(n)d ملفات", "%(n)d ملفا", "%(n)d ملف"]}),
    ("fr_FR", "", "ISO-8859-1", "<", {"Hello": "Bonjour, café", "%(n)d file": ["%(n)d fichier", "%(n)d fichiers"]}),
    ("de_DE", "nplurals=2; plural=!(n == 1);", "ISO-8859-1", ">", {"%(n)d file": ["%(n)d Datei", ""], "unknown text": "Grüße"}),
]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("stock")
    for folder in ["www", "www/sub", "www/empty", "www/a b", "shared", "other", "locale"]:
        (root / folder).mkdir()
    files = {
        "www/index.html": b"<p>front", "www/sub/index.html": b"<p>sub", "www/text.txt": bytes(range(48, 122)), "www/empty.txt": b"",
        "www/robots.txt": b"robots", "www/favicon.ico": b"icon", "www/a b/c d.css": b"css {}", "www/caf\u00e9.js": b"js()",
        "www/big.bin": os.urandom(300_000), "www/data.json": b"{}" * 2000, "www/page.html.gz": b"gz", "www/noextension": b"?",
        "www/image.png": b"png" * 1000, "www/long.css": b"css {} " * 20_000, "www/x.tar.bz2": b"z", "www/UPPER.TXT": b"T",
        "www/middle.txt": b"text " * 500, "shared/s.txt": b"shared", "other/o.txt": b"other",
    }
    for name, content in files.items():
        (root / name).write_bytes(content)
        os.utime(root / name, (MODIFIED, MODIFIED))
    for name, target in {"inside": "text.txt", "shared": "../shared", "outside": "../other/o.txt", "outdir": "../other",
                         "dangling": "../other/nothing", "lost": "nothing", "loop": "loop", "absolute": str(root / "www/text.txt")}.items():
        (root / "www" / name).symlink_to(target)
    os.mkfifo(root / "www" / "fifo")
    (root / "locale" / "es.csv").write_text(
        '"Hello","Hola"\n"I love you","Te amo"\n"quoted ""text""","texto ""citado"""\n"two\nlines","dos\nlíneas"\n'
        '"%(name)s liked this","A %(name)s les gustó esto","plural"\n"%(name)s liked this","A %(name)s le gustó esto","singular"\n'
        '"rights","derechos","plural"\n"right","derecho","singular"\n"only one column"\n\n"January","enero"\n"Monday","lunes"\n'
        '"%(commas)s and %(last)s","%(commas)s y %(last)s"\n"1 hour ago","hace 1 hora","singular"\n'
        '"%(hours)d hours ago","hace %(hours)d horas","plural"\n"yesterday at %(time)s","ayer a las %(time)s"\n')
    (root / "locale" / "pt_BR.csv").write_text("Hello, Olá \n", encoding="utf-8-sig")
    (root / "locale" / "pt.csv").write_text("Hello,Olá pt\n", encoding="utf-8")
    (root / "locale" / "fa.csv").write_text("Hello,سلام\n", encoding="utf-8")
    (root / "locale" / "zh_CN.csv").write_text("Hello,你好\n", encoding="utf-8")
    (root / "locale" / "fr_FR.csv").write_text("Hello,Bonjour\n", encoding="utf-8")
    for code, rule, charset, order, texts in CATALOGUES:
        head = "Content-Type: text/plain; charset=%s\n" % charset + ("Plural-Forms: %s\n" % rule if rule else "")
        catalogue.write(root / "gettext" / code / "LC_MESSAGES" / "site.mo", head, texts, charset, order)
    return root


class Pair:
    """Both servers."""

    def __init__(self, ours: Server, theirs: Server) -> None:
        self.ours, self.theirs = ours, theirs

    def ask(self, target: str, *fields: str, method: str = "GET", port: int = 0) -> "tuple[Response, Response]":
        answers = []
        for server in (self.ours, self.theirs):
            with Client(("127.0.0.1", server.port + port)) as client:
                answers.append(client.request(target, method, *fields).response(method))
        return answers[0], answers[1]

    def same(self, target: str, *fields: str, method: str = "GET", port: int = 0, but: "frozenset[str]" = frozenset()) -> Response:
        """Asserts that both answer the same, but for the fields named in `but`."""
        ours, theirs = self.ask(target, *fields, method=method, port=port)
        assert summary(ours, but) == summary(theirs, but), "%s %s %r" % (method, target, fields)
        if method != "HEAD" and ours.status not in (204, 304) and "content-encoding" not in but:
            assert plain(ours) == plain(theirs)
        return ours


def plain(response: Response) -> bytes:
    return gzip.decompress(response.body) if response.get("Content-Encoding") == "gzip" else response.body


def summary(response: Response, but: "frozenset[str]") -> "tuple[Any, ...]":
    fields = sorted((name.lower(), value) for name, value in response.headers if name.lower() not in OWN | but)
    for index, (name, value) in enumerate(fields):
        if name == "expires":  # computed from the clock
            fields[index] = (name, str(round(email.utils.parsedate_to_datetime(value).timestamp() / 600)))
    # Python 3.13 was the first to know RFC 9110's phrases.
    reason = response.reason.replace("Requested Range Not", "Range Not")
    return response.status, reason, fields


@pytest.fixture(scope="module")
def pair(root: Path) -> "Iterator[Pair]":
    assert PROBE.exists(), "%s is missing: swift build --product stock-probe" % PROBE
    ports = [two_ports(), two_ports()]
    with Server(bare=True, command=[str(PROBE), str(root), str(ports[0])], bind="127.0.0.1:%d" % ports[0]) as ours, \
            Server(bare=True, command=[sys.executable, str(APPS / "stock_tornado.py"), str(root), str(ports[1])],
                   bind="127.0.0.1:%d" % ports[1]) as theirs:
        yield Pair(ours, theirs)
        for server in (ours, theirs):  # neither has an orderly end
            server.kill()
            server.stop = lambda: None  # type: ignore[method-assign]


NAMES = ["text.txt", "empty.txt", "big.bin", "data.json", "page.html.gz", "noextension", "image.png", "long.css", "x.tar.bz2",
         "UPPER.TXT", "a%20b/c%20d.css", "caf%C3%A9.js", "index.html", "inside", "absolute"]


@pytest.mark.parametrize("name", NAMES)
def test_files(pair: Pair, name: str) -> None:
    for prefix, method in itertools.product(["/static/", "/files/", "/linked/"], ["GET", "HEAD"]):
        pair.same(prefix + name, method=method)
    tag = pair.same("/static/" + name + "?v=1").get("ETag")
    for condition in [tag, "W/" + str(tag), "*", '"x"', '"x", %s' % tag, '"x" %s' % tag, "", "nonsense", str(tag)[:-2] + '"']:
        pair.same("/static/" + name, "If-None-Match: %s" % condition)
        pair.same("/static/" + name, "If-None-Match: %s" % condition, "If-Modified-Since: " + DATE, method="HEAD")
    for date in [DATE, "Sun, 06 Nov 1994 08:49:36 GMT", "Sun, 06 Nov 1994 08:49:38 GMT", "Sunday, 06-Nov-94 08:49:37 GMT",
                 "Sun Nov  6 08:49:37 1994", "yesterday", "", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT"]:
        pair.same("/static/" + name, "If-Modified-Since: " + date)


@pytest.mark.parametrize("path", [
    "", "/", ".", "..", "../", "../www/text.txt", "..%2Fwww%2Ftext.txt", "%2e%2e/www/text.txt", "sub", "sub/", "sub/..", "sub/../text.txt",
    "sub/../../other/o.txt", "empty", "empty/", "nothing", "nothing/", "nothing/at/all", "text.txt/", "text.txt/x", "./text.txt",
    "sub//..//text.txt", "/text.txt", "//text.txt", "/etc/passwd", "%2Fetc%2Fpasswd", "shared", "shared/s.txt", "shared/nothing",
    "outside", "outdir", "outdir/", "outdir/o.txt", "outdir/nothing", "dangling", "lost", "loop", "loop/x", "fifo", "text.txt?x", "text.txt?v",
    "text.txt?v=", "text.txt?V=1", "n" * 300, "%FF", "%C3%A9", "a+b/c+d.css", "caf%c3%a9.js", "..text.txt", "...", "sub%2Findex.html", "%2E",
    "%252e%252e/x", "..%5Cx", "text%2Etxt",
])
def test_paths(pair: Pair, path: str) -> None:
    for prefix, method in itertools.product(["/static/", "/files/", "/linked/"], ["GET", "HEAD", "POST", "DELETE"]):
        pair.same(prefix + path, method=method, but=ALLOW)


@pytest.mark.parametrize("value", [
    "bytes=0-0", "bytes=0-9", "bytes=10-", "bytes=-10", "bytes=0-", "bytes=-0", "bytes=73-73", "bytes=74-", "bytes=73-", "bytes=-74", "bytes=-75",
    "bytes=0-73", "bytes=0-74", "bytes=5-2", "bytes=", "bytes=-", "bytes", "bytes=a-b", "bytes=1-2,3-4", "bytes=1-2, 5-",
    "items=0-1", "bytes = 0-1", "bytes= 0 - 1 ", "bytes=0-1-2", "bytes=99999999999999999999-",
    "bytes=0-99999999999999999999", "bytes=-99999999999999999999", "",
])
def test_ranges(pair: Pair, value: str) -> None:
    for name in ["text.txt", "empty.txt", "big.bin"]:
        pair.same("/static/" + name, "Range: " + value)


def test_known_differences(pair: Pair) -> None:
    """docs/tornado-differences.md, "Static files"."""
    ours, theirs = pair.ask("/static/text.txt", "Range: bytes=0-9", method="HEAD")
    assert (ours.status, theirs.status) == (200, 206)
    ours, theirs = pair.ask("/static/text.txt", "Range: bytes=0-9", 'If-Range: "x"')
    assert (ours.status, theirs.status) == (200, 206)
    ours, theirs = pair.ask("/static/text.txt", 'If-Match: "x"')
    assert (ours.status, theirs.status) == (412, 200)
    ours, theirs = pair.ask("/static/text.txt?v=1", "Range: bytes=99-")
    assert (ours.status, theirs.status) == (416, 416)
    assert ours.get("Cache-Control") is None and theirs.get("Cache-Control") == "max-age=315360000"
    for target in ("/static/text.txt", "/files/nothing", "/old/a"):
        assert [answer.get("Allow") for answer in pair.ask(target, method="POST")] == ["GET, HEAD", None]


@pytest.mark.parametrize("value, ours, theirs", [
    ("bytes=1", 200, 206), ("bytes=--1", 200, 206), ("bytes=+1-2", 200, 206), ("bytes=1_0-20", 200, 206), ("Bytes=0-1", 206, 200)])
def test_different_ranges(pair: Pair, value: str, ours: int, theirs: int) -> None:
    """docs/tornado-differences.md, "Static files": RFC 9110 §14.1's grammar, which knows no signs, but either case of the unit."""
    assert tuple(answer.status for answer in pair.ask("/static/text.txt", "Range: " + value)) == (ours, theirs)


def test_static_urls(pair: Pair) -> None:
    for name in ["text.txt", "big.bin", "sub/index.html", "nothing", "../other/o.txt", "", "sub", "inside"]:
        pair.same("/url?name=" + name, but=ETAG)
    for path in ["/robots.txt", "/favicon.ico", "/robots.txt?v=1", "/other.txt"]:
        pair.same(path)


@pytest.mark.parametrize("target", [
    "/old/a", "/old/", "/old/a/b/c", "/old/a?x=1", "/old/a?x=1&y=2", "/old/a?", "/old//example.com", "/named/1/2", "/named/1/", "/named//2",
    "/host/a", "/host//evil.example", "/host/", "/adding", "/adding/", "/adding?x=1", "/removing", "/removing/", "/removing//",
    "/removing/?x=1&y", "/gone/", "/gone/x",
])
def test_redirects(pair: Pair, target: str) -> None:
    """But for HEAD: docs/tornado-differences.md, "Redirects"."""
    pair.same(target)
    pair.same(target, method="POST", but=ALLOW)
    if not target.startswith(("/old", "/named", "/host")):
        pair.same(target, method="HEAD")


def test_different_redirects(pair: Pair) -> None:
    """docs/tornado-differences.md, "Redirects"."""
    assert [answer.status for answer in pair.ask("/old/a", method="HEAD")] == [301, 405]
    assert [answer.status for answer in pair.ask("/named//")] == [400, 302]
    assert [answer.get("Location") for answer in pair.ask("/old/a?x")] == ["/new/a?x", "/new/a?x="]


@pytest.mark.parametrize("query", [
    "", "length=1023", "length=1024", "length=5000", "length=0", "length=5000&type=text/plain", "length=5000&type=application/json",
    "length=5000&type=image/png", "length=5000&type=application/octet-stream", "length=5000&type=text/html%3B%20charset=x", "length=10&flush=1",
    "length=5000&flush=1", "length=5000&type=image/png&flush=1", "length=5000&type=image/svg%2Bxml",
])
def test_compression(pair: Pair, query: str) -> None:
    for accepted in ["gzip", "gzip, deflate, br", "deflate", ""]:
        for method in ["GET", "HEAD"]:
            ours = pair.same("/page?" + query, "Accept-Encoding: " + accepted, method=method, port=1, but=ETAG)
            if method == "GET" and ours.get("ETag"):
                pair.same("/page?" + query, "Accept-Encoding: " + accepted, "If-None-Match: %s" % ours.get("ETag"), port=1, but=ETAG)
    pair.same("/page?" + query, port=1)


@pytest.mark.parametrize("name", ["long.css", "middle.txt", "image.png", "big.bin", "page.html.gz", "nothing", "sub"])
def test_compressed_files(pair: Pair, name: str) -> None:
    for accepted in ["gzip", "deflate"]:
        ours = pair.same("/static/" + name, "Accept-Encoding: " + accepted, port=1, but=ETAG)  # "Compression": weak
        if accepted == "gzip" and ours.get("Content-Encoding"):
            assert str(ours.get("ETag")).startswith("W/")
        pair.same("/static/" + name, "Accept-Encoding: " + accepted, "If-None-Match: *", port=1, but=ETAG)
    pair.same("/static/" + name, "Range: bytes=10-19", port=1)


@pytest.mark.parametrize("code", [row[0] for row in CATALOGUES])
def test_catalogues(pair: Pair, code: str) -> None:
    assert pair.same("/gettext?code=" + code).body.startswith(code.encode())



def within_a_second(compare: "Callable[..., object]", *about: Any, **settings: Any) -> None:
    """Compares what depends on the time: anew when a second ended between one side's answer and the other's."""
    for _ in range(20):
        second = int(time.time())
        try:
            compare(*about, **settings)
            return
        except AssertionError:
            if int(time.time()) == second:
                raise
    compare(*about, **settings)


@pytest.mark.parametrize("accepted", [
    None, "es", "es-ES", "ES", "pt-BR", "pt_br", "pt-PT", "pt", "fr, es", "fr;q=0.9, es;q=0.1", "es;q=0.5, pt;q=0.8", "es;q=0, pt", "fa", "zh-CN", "zh",
    "zh-Hans-CN, es", "xx", "", "*", "es;q=nonsense, pt", "en", "en-US", ",,es", "es;level=1", "es;q=-1, pt;q=0.1",
])
def test_languages(pair: Pair, accepted: "str | None") -> None:
    fields = [] if accepted is None else ["Accept-Language: " + accepted]
    pair.same("/locale", *fields)
    for ago in [0, 1, 30, 49, 50, 89, 90, 91, 150, 1000, 2999, 3000, 5400, 9000, 40_000, 86_000, 90_000, 120_000, 172_000, 180_000, 400_000, 440_000,
                1_000_000, 28_000_000, 28_900_000, 400_000_000, 1_700_000_000, -30, -59, -120, -86_400, -400_000_000]:
        for flags, offset in [("", 0), ("a", 0), ("s", 0), ("f", 0), ("as", -120), ("fs", 300), ("", 720)]:
            within_a_second(pair.same, "/date?ago=%d&flags=%s&offset=%d" % (ago, flags, offset), *fields, but=ETAG)
