"""--static: files by the server itself, and everything else by the application."""

import gzip
import os

import pytest

from harness.server import Server, run
from harness.wire import until


@pytest.fixture
def site(tmp_path):
    """A directory with files, links and what must not be served."""
    root = tmp_path / "files"
    (root / "css").mkdir(parents=True)
    (root / "css" / "a b.css").write_text("body { color: black }")
    (root / "app.js").write_text("let a = 1;" * 50)
    (root / "app.js.gz").write_bytes(gzip.compress(b"let a = 1;" * 50))
    (root / "big.bin").write_bytes(bytes(range(256)) * 4096)  # 1 MiB
    (root / ".env").write_text("SECRET=1")
    (root / ".well-known").mkdir()
    (root / ".well-known" / "security.txt").write_text("Contact: x")
    (root / "inside").symlink_to("css")
    (tmp_path / "secret.txt").write_text("secret")
    (root / "outside").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to("..")
    os.mkfifo(root / "fifo")
    return root


@pytest.fixture
def server(site):
    with Server("everything", "--static", "/static=%s" % site) as server:
        yield server


def missed(server, target, *fields, **options):
    """The application answered: it has nothing there."""
    response = server.get(target, *fields, **options)
    return response.status == 404 and response.body == b"not here\n"


def test_a_file(server, site):
    response = server.get("/static/css/a%20b.css")
    assert (response.status, response.body) == (200, b"body { color: black }")
    assert response.get("content-type") == "text/css" and response.get("accept-ranges") == "bytes"
    assert response.get("last-modified") and response.get("server") == "crosswind"
    assert response.get("cache-control") is None and response.get("vary") is None
    assert server.get("/static/css/a%20b.css").get("etag") == response.get("etag")
    assert server.get("/static/css/a%20b.css?v=1").body == response.body


def test_large_files(server, site):
    whole = (site / "big.bin").read_bytes()
    with server.connect() as client:
        for _ in range(3):
            assert client.get("/static/big.bin").body == whole
        part = client.get("/static/big.bin", "Range: bytes=1000-300999")
        assert (part.status, part.body) == (206, whole[1000:301000])
        assert part.get("content-range") == "bytes 1000-300999/1048576"


def test_head(server):
    for name, size in (("app.js", 500), ("big.bin", 1 << 20)):
        with server.connect() as client:
            response = client.request("/static/" + name, "HEAD").response("HEAD")
            assert (response.status, response.get("content-length"), response.body) == (200, str(size), b"")
            assert client.get("/static/" + name).status == 200


def test_ranges(server):
    body = b"let a = 1;" * 50
    for asked, expected in (("bytes=0-9", body[:10]), ("bytes=490-", body[490:]), ("bytes=-5", body[-5:])):
        part = server.get("/static/app.js", "Range: " + asked)
        assert (part.status, part.body, part.get("content-type")) == (206, expected, "text/javascript")
    for asked in ("bytes=0-", "bytes=0-1,5-6", "lines=1-2"):
        assert server.get("/static/app.js", "Range: " + asked).status == 200
    beyond = server.get("/static/app.js", "Range: bytes=500-")
    assert (beyond.status, beyond.get("content-range")) == (416, "bytes */500")
    tag = server.get("/static/app.js").get("etag")
    assert server.get("/static/app.js", "Range: bytes=0-9", "If-Range: " + tag).status == 206
    assert server.get("/static/app.js", "Range: bytes=0-9", 'If-Range: "other"').status == 200


def test_conditions(server):
    first = server.get("/static/app.js")
    tag, date = first.get("etag"), first.get("last-modified")
    for field in ("If-None-Match: " + tag, 'If-None-Match: "x", W/' + tag, "If-None-Match: *",
                  "If-Modified-Since: " + date):
        answer = server.get("/static/app.js", field)
        assert (answer.status, answer.body, answer.get("etag")) == (304, b"", tag), field
        assert answer.get("content-type") is None
    assert server.get("/static/app.js", 'If-None-Match: "x"').status == 200
    assert server.get("/static/app.js", "If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT").status == 200
    assert server.get("/static/app.js", 'If-Match: "x"').status == 412
    assert server.get("/static/app.js", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT").status == 412


def test_compressed_siblings(server, site):
    plain = server.get("/static/app.js")
    assert plain.get("vary") == "Accept-Encoding" and plain.get("content-encoding") is None
    packed = server.get("/static/app.js", "Accept-Encoding: br, gzip")
    assert packed.get("content-encoding") == "gzip" and gzip.decompress(packed.body) == plain.body
    assert packed.get("content-type") == "text/javascript" and packed.get("etag") != plain.get("etag")
    assert server.get("/static/app.js", "Accept-Encoding: gzip;q=0").get("content-encoding") is None
    assert server.get("/static/app.js.gz").get("content-type") == "application/gzip"
    # One that is older than its file is of a former state.
    (site / "old.css").write_text("new")
    (site / "old.css.gz").write_bytes(gzip.compress(b"old"))
    os.utime(site / "old.css.gz", (1, 1))
    assert server.get("/static/old.css", "Accept-Encoding: gzip").body == b"new"


@pytest.mark.parametrize("target", [
    "/static/", "/static", "/static/css", "/static/css/", "/static/nothing", "/static/app.js/", "/static//app.js",
    "/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/..%2fsecret.txt", "/static/css/../app.js",
    "/static/.env", "/static/%2eenv", "/static/outside", "/static/up/secret.txt", "/static/fifo",
    "/static/%FF", "/staticx/app.js", "/static/%2Fetc%2Fpasswd", "//static/app.js"])
def test_what_is_no_file_goes_to_the_application(server, target):
    assert missed(server, target)


def test_links_inside_and_well_known(server):
    assert server.get("/static/inside/a%20b.css").status == 200
    assert server.get("/static/.well-known/security.txt").body == b"Contact: x"


def test_other_methods_go_to_the_application(server):
    with server.connect() as client:
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            response = client.request("/static/app.js", method, body=b"x").response(method)
            assert (response.status, response.body) == (404, b"not here\n")


def test_a_replaced_file_is_served_soon(server, site):
    assert server.get("/static/app.js").status == 200
    (site / "new").write_text("changed")
    os.rename(site / "new", site / "app.js")
    until(lambda: server.get("/static/app.js").body == b"changed", "the new content")
    os.unlink(site / "app.js")
    until(lambda: missed(server, "/static/app.js"), "nothing")
    big = site / "big.bin"
    assert len(server.get("/static/big.bin").body) == 1 << 20
    (site / "new").write_bytes(b"y" * 200_000)
    os.rename(site / "new", big)
    # Large ones are opened each time, so that is found out at once.
    assert server.get("/static/big.bin").body == b"y" * 200_000
    # A link that comes to lead outside.
    os.symlink("css", site / "link")
    assert server.get("/static/link/a%20b.css").status == 200
    os.unlink(site / "link")
    os.symlink(site.parent, site / "link")
    (site.parent / "a b.css").write_text("secret")
    until(lambda: missed(server, "/static/link/a%20b.css"), "nothing any more")


def test_several_directories(start, tmp_path):
    """The first that has a file; at the root, with the application behind it."""
    for name, files in (("one", {"a.txt": "one"}), ("two", {"a.txt": "two", "b.txt": "two"}), ("root", {"robots.txt": "r"})):
        (tmp_path / name).mkdir()
        for file, content in files.items():
            (tmp_path / name / file).write_text(content)
    server = start("everything", "--static", "/s=one", "--static", "/s=two,/=root", "--static-expires", "1h",
                   "--chdir", str(tmp_path), "--pythonpath", os.path.join(os.path.dirname(__file__), "apps"))
    assert [server.get(t).body for t in ("/s/a.txt", "/s/b.txt", "/robots.txt")] == [b"one", b"two", b"r"]
    assert server.get("/robots.txt").get("cache-control") == "max-age=3600"
    assert server.json("/state") is not None and missed(server, "/nothing")


def test_access_log_and_workers(start, site):
    server = start("everything", "--static", "/static=%s" % site, "--workers", "2", "--access-log",
                   "--access-log-format", "%(m)s %(U)s %(s)s %(B)s")
    for _ in range(20):
        assert server.get("/static/app.js").status == 200
    until(lambda: server.printed.count("GET /static/app.js 200 500") == 20, "the access log")


def test_pipelined_with_the_application(server):
    """Requests for files and for the application, sent together, are answered in order."""
    with server.connect() as client:
        targets = ["/static/app.js", "/state", "/static/css/a%20b.css", "/nothing", "/static/big.bin", "/state"] * 3
        for target in targets:
            client.request(target)
        assert [client.response().status for _ in targets] == [200, 200, 200, 404, 200, 200] * 3


def test_no_descriptors_leak(server):
    server.get("/static/big.bin")
    before = server.descriptors()
    with server.connect() as client:
        for _ in range(50):
            client.get("/static/big.bin")
            client.request("/static/big.bin", "HEAD").response("HEAD")
    for _ in range(10):
        with server.connect() as client:  # leaves in the middle
            client.request("/static/big.bin")
            client.more()
    until(lambda: server.descriptors() <= before, "all descriptors to be closed")


def test_memory_is_bounded(start, tmp_path):
    """Many files, far more than are kept."""
    for index in range(2000):
        (tmp_path / ("%d.txt" % index)).write_bytes(b"%6d" % index + b"x" * 60_000)
    server = start("everything", "--static", "/=%s" % tmp_path)
    with server.connect() as client:
        for index in range(2000):
            assert client.get("/%d.txt" % index).body[:6] == b"%6d" % index
        assert client.get("/0.txt").body[:6] == b"     0"
    assert server.status("VmRSS") < 200 * 1024


@pytest.mark.parametrize("value, words", [
    ("/static", "write it as in --static /static=DIR"), ("static=.", "no path prefix"),
    ("/static=/nowhere/at/all", "no directory"), ("/a b=.", "no path prefix")])
def test_wrong_mounts(value, words):
    done = run("everything", "--static", value)
    assert done.returncode == 2 and words in done.stderr and "--static" in done.stderr, done.stderr
