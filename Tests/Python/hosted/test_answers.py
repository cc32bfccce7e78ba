"""What a WSGI server is given: the head, the body, the errors."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Iterator
from wsgiref.util import FileWrapper
from wsgiref.validate import validator

import pytest

from hosted.calls import Answer, call, environ, probe


def test_whole() -> None:
    answer = call("/hello")
    assert answer.line == "200 OK" and answer.blocks == [b"Hello, world"] and type(answer.iterable) is list
    assert answer.get("Content-Length") == "12" and answer.get("Content-Type") == "text/html; charset=UTF-8"


def test_head() -> None:
    answer = call("/hello", "HEAD")
    assert (answer.status, answer.blocks, answer.get("Content-Length")) == (200, [], "12")


@pytest.mark.parametrize("status, blocks, length", [(204, [], None), (304, [], None), (201, [b"body"], "4"), (404, [b"body"], "4"),
                                                    (999, [b"body"], "4")])
def test_status(status: int, blocks: "list[bytes]", length: Any) -> None:
    answer = call("/status/%d" % status)
    assert (answer.status, answer.blocks, answer.get("Content-Length")) == (status, blocks, length)
    assert answer.line.startswith("%d " % status)


def test_not_modified() -> None:
    tag = call("/hello").get("Etag")
    answer = call("/hello", HTTP_IF_NONE_MATCH=tag)
    assert (answer.status, answer.blocks, answer.get("Content-Type")) == (304, [], None)


def test_one_field_for_each_cookie() -> None:
    assert call("/cookies").all("Set-Cookie") == ["one=1; Path=/", 'two="a b\\073c"; Path=/']


def test_bytes_in_paths() -> None:
    assert call("/latin/caf\xc3\xa9").body == "<caf\xe9>".encode()
    assert call("/latin/\xff").status == 400


def test_headers_are_latin1_of_what_goes_out() -> None:
    assert call("/header", QUERY_STRING="name=X-A&value=caf%C3%A9").get("X-A") == "caf\xc3\xa9"


@pytest.mark.parametrize("name", ["Connection", "Transfer-Encoding", "upgrade", "Keep-Alive", "TE", "bad name", ""])
def test_fields_that_no_server_takes(name: str) -> None:
    answer = call("/header", QUERY_STRING="name=%s" % name.replace(" ", "%20"))
    assert answer.status == 500 and not answer.all(name) and "can't be sent" in answer.log


@pytest.mark.parametrize("value", ["1", "3", "x", "-2"])
def test_a_lying_content_length(value: str) -> None:
    assert call("/header", QUERY_STRING="name=Content-Length&value=" + value).status == 500
    assert call("/header", QUERY_STRING="name=Content-Length&value=2").get("Content-Length") == "2"


def test_errors_become_pages() -> None:
    answer = call("/throws")
    assert answer.status == 500 and b"500: Internal Server Error" in answer.body and b"never" not in answer.body
    assert "Planned" in answer.log and "GET /throws (192.0.2.7)" in answer.log


def test_405_and_404() -> None:
    assert call("/hello", "DELETE").status == call("/hello", "delete").status == 405
    assert call("/status/x").status == 200  # the last route takes everything


@pytest.mark.parametrize("count", [0, 1, 1 << 20, (1 << 20) + 1, 5_000_000])
def test_large(count: int) -> None:
    """Above 1 MiB in blocks, so that the body is in memory once."""
    answer = call("/large/%d" % count)
    assert answer.body == b"x" * count and answer.get("Content-Length") == str(count)
    assert (len(answer.blocks) > 1) == (count > 1 << 20)


def test_a_large_body_that_is_closed_early() -> None:
    heads: Any = []
    body = probe().application(environ("/large/5000000"), lambda *head: heads.append(head))
    assert len(next(body)) == 256 * 1024
    body.close()
    assert list(body) == []


def test_on_finish_and_the_log_function() -> None:
    call("/counts")
    before = call("/counts").json
    call("/hello?x=1")
    call("/throws", "GET")
    call("/hello", "PATCH")
    after = call("/counts").json
    assert int(after["finished"][0]) - int(before["finished"][0]) == 3
    assert [line for line in after["logged"] if "/counts" not in line] == [
        "200 GET /hello?x=1", "500 GET /throws", "405 PATCH /hello"]
    assert int(after["finished"][0]) == int(after["released"][0])


def test_start_response_that_raises() -> None:
    class Planned(Exception):
        pass

    def start_response(*_: Any) -> None:
        raise Planned("here")
    for path in ("/hello", "/throws", "/large/2000000"):
        with pytest.raises(Planned, match="here"):
            probe().application(environ(path), start_response)
    with pytest.raises(TypeError):
        probe().application(environ("/hello"), None)


# --- asynchronous code


def test_flush_is_refused() -> None:
    answer = call("/flush")
    assert answer.status == 500 and "streamsThroughWrite" in answer.log and answer.written == []


def test_flush_through_write() -> None:
    answer = call("/flush", application=probe().streaming)
    assert answer.status == 200 and answer.written == [b"piece 1\n", b"piece 2\n", b"piece 3\n"]
    assert answer.blocks == [b"the end\n"] and answer.get("Content-Length") is None


def test_flush_without_a_write_callable() -> None:
    """granian's and bjoern's start_response return None, against PEP 3333."""
    with pytest.raises(TypeError, match="flush.. needs the write callable of PEP 3333"):
        probe().streaming(environ("/flush"), lambda *head: None)
    assert call("/hello").body == b"Hello, world"


def test_flush_of_head() -> None:
    answer = call("/flush", "HEAD", application=probe().streaming)
    assert answer.status == 200 and answer.written == [] and answer.blocks == []


def test_failing_after_a_flush() -> None:
    """The server must see that the response is not whole."""
    given = environ("/flush-then-fail")
    written: Any = []
    with pytest.raises(RuntimeError, match="cut"):
        probe().streaming(given, lambda *_: written.append)
    assert written == [b"begun"] and "Planned" in given["wsgi.errors"].getvalue()


@pytest.mark.parametrize("kind", [OSError, BrokenPipeError, ValueError])
def test_a_client_that_goes_away(kind: type) -> None:
    """`write` raises: the handler hears of it, ends, and the server gets its exception back."""
    calls: Any = []

    def write(data: bytes) -> None:
        calls.append(data)
        if len(calls) == 2:
            raise kind("planned")
    call("/counts")
    before = int(call("/counts").json["finished"][0])
    with pytest.raises(kind, match="planned"):
        probe().streaming(environ("/flush"), lambda *_: write)
    assert calls == [b"piece 1\n", b"piece 2\n"]
    assert int(call("/counts").json["finished"][0]) == before + 1


def test_start_response_that_raises_while_streaming() -> None:
    def start_response(*_: Any) -> None:
        raise KeyError("planned")
    with pytest.raises(KeyError):
        probe().streaming(environ("/flush"), start_response)


def test_awaiting_without_suspending() -> None:
    assert call("/yield").body == b"yielded"
    assert call("/actor").body == b"true"


def test_suspending_is_refused() -> None:
    """At once: nobody waits for the handler, which is released when it ends."""
    before = call("/counts").json
    answer = call("/sleep")
    assert answer.status == 500 and "waitsForSuspension" in answer.log and b"slept" not in answer.body
    for _ in range(500):
        after = call("/counts").json
        if int(after["released"][0]) > int(before["released"][0]):
            break
        time.sleep(0.01)
    assert int(after["released"][0]) == int(before["released"][0]) + 1
    # The refusal is in the log function's books, the handler that went on in private is not.
    assert call("/hello").body == b"Hello, world"


def test_suspending_may_be_waited_for() -> None:
    assert call("/sleep", application=probe().waiting).body == b"slept"
    assert call("/flush", application=probe().everything).written == [b"piece 1\n", b"piece 2\n", b"piece 3\n"]


def test_others_run_while_a_handler_is_waited_for() -> None:
    """Detached: this thread counts while eight others wait for 30 ms each."""
    results: "list[bytes]" = []
    threads = [threading.Thread(target=lambda: results.append(call("/sleep", application=probe().waiting).body))
               for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results == [b"slept"] * 8


def test_handlers_run_detached() -> None:
    """While a handler computes for long, Python goes on."""
    done = threading.Event()
    worker = threading.Thread(target=lambda: (call("/busy/300000000"), done.set()))
    worker.start()
    counted = 0
    while not done.is_set():
        counted += 1
    worker.join()
    assert counted > 1000


# --- files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Path]":
    """The probe serves PROBE_FILES, which it reads when it is made: before the first use of `unwrapped` and others."""
    yield Path(os.environ["PROBE_FILES"])


class Wrapper(FileWrapper):
    made: "list[Wrapper]" = []

    def __init__(self, filelike: Any, blksize: int = 8192) -> None:
        super().__init__(filelike, blksize)
        self.descriptor, self.offset = filelike.fileno(), os.lseek(filelike.fileno(), 0, os.SEEK_CUR)
        self.made.append(self)


def test_files_without_a_wrapper(files: Path) -> None:
    (files / "a.txt").write_bytes(b"0123456789" * 20_000)
    answer = call("/files/a.txt")
    assert answer.body == b"0123456789" * 20_000 and answer.get("Content-Length") == "200000" and len(answer.blocks) == 4
    assert call("/files/a.txt", "HEAD").get("Content-Length") == "200000" and call("/files/a.txt", "HEAD").body == b""


def test_files_with_the_servers_wrapper(files: Path) -> None:
    (files / "b.txt").write_bytes(b"0123456789" * 1000)
    Wrapper.made.clear()
    answer = call("/files/b.txt", wsgi__file_wrapper=Wrapper)
    assert answer.iterable is Wrapper.made[0] and answer.body == b"0123456789" * 1000
    assert Wrapper.made[0].filelike.closed
    assert call("/files/b.txt", wsgi__file_wrapper=Wrapper, application=probe().unwrapped).body == b"0123456789" * 1000
    assert len(Wrapper.made) == 1


def test_a_range_needs_no_wrapper(files: Path) -> None:
    """A wrapper may send everything up to the end of the file, and uWSGI's sends everything from its beginning."""
    (files / "c.txt").write_bytes(b"0123456789" * 1000)
    Wrapper.made.clear()
    answer = call("/files/c.txt", wsgi__file_wrapper=Wrapper, HTTP_RANGE="bytes=3-6")
    assert (answer.status, answer.body, answer.get("Content-Range"), Wrapper.made) == (206, b"3456", "bytes 3-6/10000", [])
    answer = call("/files/c.txt", wsgi__file_wrapper=Wrapper, HTTP_RANGE="bytes=-15")
    assert (answer.status, answer.body, Wrapper.made) == (206, b"567890123456789", [])


def test_descriptors_are_closed(files: Path) -> None:
    (files / "d.txt").write_bytes(b"x" * 100_000)

    def raising(*_: Any) -> None:
        raise RuntimeError("planned")

    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))
    call("/files/d.txt")
    before = descriptors()
    for _ in range(5):
        call("/files/d.txt", "HEAD")
        with pytest.raises(RuntimeError):
            probe().application(environ("/files/d.txt"), raising)
        with pytest.raises(RuntimeError):
            call("/files/d.txt", wsgi__file_wrapper=raising)
        body = probe().application(environ("/files/d.txt"), lambda *_: None)
        body.close()
        body = probe().application(environ("/files/d.txt"), lambda *_: None)
        next(body)
        del body
    assert descriptors() == before


def test_the_file_of_a_handler_that_was_given_up_is_closed(files: Path) -> None:
    """It had answered, and then suspended."""
    (files / "given-up.txt").write_bytes(b"x")
    for _ in range(5):
        assert call("/file-then-sleep/given-up.txt").status == 500
    links = [os.readlink(entry.path) for entry in os.scandir("/proc/self/fd") if os.path.islink(entry.path)]
    assert str(files / "given-up.txt") not in links
    assert call("/file-then-sleep/given-up.txt", application=probe().waiting).body == b"x"


# --- Python behind it


def test_fallback() -> None:
    pytest.importorskip("flask")
    assert call("/python/hello").body == b"Hello from Flask"
    answer = call("/python/form", "POST", b"a=1&b=2", CONTENT_TYPE="application/x-www-form-urlencoded")
    assert answer.json == {"a": "1", "b": "2"}
    assert call("/python/nothing").status == 404


def test_fallback_that_is_missing() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        call("/missing/x")


def test_fallback_of_another_kind() -> None:
    answer = call("/native/x")
    assert answer.status == 501 and "Crosswind's own server" in answer.log


# --- the module


def test_validated() -> None:
    application = validator(probe().application)
    for path in ("/hello", "/status/204", "/status/304", "/cookies", "/throws", "/large/3000000", "/nowhere"):
        given = environ(path)
        given["wsgi.errors"] = sys.stderr
        answer = Answer.__new__(Answer)
        answer.heads, answer.written = [], []
        iterable = application(given, answer.start_response)
        assert b"".join(iterable) is not None
        iterable.close()


def test_import_error_of_an_application_that_cannot_be_made() -> None:
    with pytest.raises(ImportError, match="the application can't be made"):
        probe().broken  # noqa: B018
    with pytest.raises(AttributeError):
        probe().nothing  # noqa: B018


def test_missing_library(tmp_path: Path) -> None:
    from hosted.calls import PROBE
    (tmp_path / "lost.py").write_bytes((PROBE / "hosted_probe.py").read_bytes())
    done = subprocess.run([sys.executable, "-c", "import lost"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "ImportError: the library of lost does not load here" in done.stderr


def test_in_a_package(tmp_path: Path) -> None:
    from hosted.calls import PROBE
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "__init__.py").write_bytes((PROBE / "hosted_probe.py").read_bytes())
    (tmp_path / "mine" / "_mine.so").symlink_to(PROBE / "_hosted_probe.so")
    done = subprocess.run([sys.executable, "-c", "from mine import application; print(application)"], cwd=tmp_path,
                          capture_output=True, text=True)
    assert done.returncode == 0 and "application" in done.stdout, done.stderr


# --- files through transforms


PACKED = """
import gzip, hashlib, resource, sys, zlib
from hosted.calls import environ, probe
application, size = probe().application, int(sys.argv[1])

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

def ask(path, method="GET", **more):
    heads = []
    body = application(environ(path, method, HTTP_ACCEPT_ENCODING="gzip", **more), lambda *head: heads.append(head))
    unpacked, digest, sent, count = zlib.decompressobj(31), hashlib.sha256(), 0, 0
    for block in body:
        sent += len(block)
        assert len(block) <= 1 << 20
        for at in range(0, len(block), 4096):
            piece = unpacked.decompress(block[at:at + 4096])
            count += len(piece)
            digest.update(piece)
    getattr(body, "close", lambda: None)()
    return heads[0][0], dict(heads[0][1]), sent, count, digest.hexdigest()

status, fields, sent, count, digest = ask("/packed/static/small.txt")
assert (status, count) == ("200 OK", 5000), (status, count)
before = peak()
status, fields, sent, count, digest = ask("/packed/static/large.txt")
assert (status, count, fields["Content-Encoding"]) == ("200 OK", size, "gzip"), (status, count, fields)
assert int(fields["Content-Length"]) == sent < size // 100
assert digest == hashlib.sha256(bytes(size)).hexdigest()
grown = peak() - before
assert grown < 48 << 20, "%d MiB for a file of %d MiB" % (grown >> 20, size >> 20)
status, fields, sent, count, digest = ask("/packed/behind/large.txt")
assert (status, count) == ("200 OK", size + 7)
status, fields, sent, count, digest = ask("/packed/static/large.txt", "HEAD")
assert (status, fields["Content-Encoding"], sent) == ("200 OK", "gzip", 0) and "Content-Length" not in fields
assert ask("/packed/static/large.txt", HTTP_IF_NONE_MATCH="*")[0] == "304 Not Modified"
print("whole")
"""


def test_large_files_through_a_transform(tmp_path: Path) -> None:
    """Compressing a file takes a piece's memory, whatever its size, also where a response can't be sent in pieces."""
    size = 160 << 20
    (tmp_path / "small.txt").write_bytes(b"small" * 1000)
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(size)
    path = os.pathsep.join([str(Path(__file__).resolve().parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run([sys.executable, "-c", PACKED, str(size)], capture_output=True, text=True, timeout=300,
                          env=dict(os.environ, PROBE_FILES=str(tmp_path), PYTHONPATH=path))
    assert done.stdout == "whole\n", done.stderr
