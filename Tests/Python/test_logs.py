"""The access log, the server's log, and what the app says."""

import json
import re
import time

import pytest

from harness.fifo import Fifo
from harness.server import APPS
from harness.wire import until
from test_metrics import Metered

CLI = APPS / "cli"
REQUEST = ("/framing/hello?a=1", "Referer: http://there/", "User-Agent: tester \"quoted\"", "Authorization: Basic bWU6c2VjcmV0")


def lines(server, count=1):
    """The access log's lines on standard output."""
    return until(lambda: len(server.printed.splitlines()) >= count and server.printed.splitlines(), "access log lines", 10)


def test_off_by_default(start):
    server = start("everything")
    server.get("/framing/hello")
    assert server.printed == ""


def test_common(start):
    server = start("everything", "--access-log", "-", "--access-log-format", "common")
    server.get(*REQUEST)
    assert re.fullmatch(r'127\.0\.0\.1 - me \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "GET /framing/hello\?a=1 HTTP/1\.1" 200 12',
                        lines(server)[0])


def test_combined_is_the_default(start):
    server = start("everything", "--access-log", "-")
    server.get(*REQUEST)
    line = lines(server)[0]
    assert re.match(r'127\.0\.0\.1 - me \[.*\] "GET /framing/hello\?a=1 HTTP/1\.1" 200 12 "http://there/" "', line)
    assert 'tester "quoted"' not in line  # quotes within quotes are escaped
    assert "secret" not in line and "bWU6" not in line


def test_json(start):
    server = start("everything", "--access-log", "-", "--access-log-format", "json")
    server.get(*REQUEST)
    entry = json.loads(lines(server)[0])
    assert entry["remote"] == "127.0.0.1" and entry["user"] == "me" and entry["method"] == "GET"
    assert entry["target"] == "/framing/hello?a=1" and entry["protocol"] == "HTTP/1.1"
    assert entry["status"] == 200 and entry["bytes"] == 12
    assert entry["referer"] == "http://there/" and entry["user_agent"] == 'tester "quoted"'
    assert 0 <= entry["duration_us"] < 60_000_000
    assert 0 <= entry["queue_us"] + entry["gil_us"] + entry["app_us"] <= entry["duration_us"]
    assert "trace_id" not in entry  # nothing is invented


def test_json_with_a_trace(start):
    server = start("everything", "--access-log", "-", "--access-log-format", "json")
    server.get("/framing/hello", "Traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    server.get("/framing/hello", "Traceparent: 00-none")
    first, second = map(json.loads, lines(server, 2))
    assert first["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert "trace_id" not in second


def test_times_add_up(tmp_path):
    options = ("--access-log", "-", "--access-log-format", "%(U)s %(D)s %(queue)s %(gil)s %(app)s")
    with Metered("everything", *options, threads=1) as server:
        with server.connect() as first, server.connect() as second, Fifo(tmp_path) as fifo:
            first.request(fifo.target)
            # In the application, or on its way there.
            until(lambda: server.value("crosswind_inflight") == 1 and server.value("crosswind_queue_length") == 0, "the first")
            second.request("/slow/sleep?0.1")
            server.becomes(1, "crosswind_queue_length")
            time.sleep(0.1)
            fifo.open()
            first.response()
            second.response()
        found = {words[0]: [int(word) for word in words[1:]] for words in map(str.split, lines(server, 2))}
    for duration, queue, gil, app in found.values():
        assert queue + gil + app <= duration
    # The second waited while the first was in the application, and that is no time of its own there.
    _, queue, _, app = found["/slow/sleep"]
    assert queue >= 100_000 and app >= 100_000


def test_python_busy_elsewhere_is_waiting_for_the_gil(start):
    """A thread that wakes while another computes waits for the GIL, and the log says so."""
    server = start("everything", "--access-log", "-", "--access-log-format", "%(U)s %(gil)s", threads=2)

    def waits():
        with server.connect() as first:
            first.request("/slow/busy?0.5")
            for _ in range(20):
                server.get("/framing/hello")
            first.response()
        found = [line.split() for line in server.printed.splitlines()]
        return any(int(gil) >= 1000 for path, gil in found if path == "/framing/hello")
    until(waits, "a thread that waits for the GIL")


@pytest.mark.parametrize("atoms, expected", [
    ("%(h)s|%(l)s|%(u)s|%(m)s|%(U)s|%(q)s|%(H)s|%(s)s|%(B)s|%(b)s", r"127\.0\.0\.1\|-\|me\|GET\|/framing/hello\|a=1\|HTTP/1\.1\|200\|12\|12"),
    ("%(r)s %%", r"GET /framing/hello\?a=1 HTTP/1\.1 %"),
    ("%(f)s", "http://there/"),
    ("%(T)s %(M)s %(D)s %(L)s", r"\d+ \d+ \d+ \d+\.\d{6}"),
    ("%(p)s", r"<\d+>"),
    ("%({Referer}i)s %({x-none}i)s", "http://there/ -"),
    ("%({Content-Type}o)s %({content-length}o)s %({x-none}o)s", "text/plain 12 -"),
    ("%({REMOTE_ADDR}e)s", r"127\.0\.0\.1"),
    ("%({QUERY_STRING}e)s %({HTTP_REFERER}e)s %({CONTENT_TYPE}e)s %({wsgi.url_scheme}e)s", "a=1 http://there/ - http"),
    ("%(queue)s %(gil)s %(app)s", r"\d+ \d+ \d+"),
    ("%({traceparent}i)s", "-"),
])
def test_atoms(start, atoms, expected):
    server = start("everything", "--access-log", "-", "--access-log-format", atoms)
    server.get(*REQUEST)
    assert re.fullmatch(expected, lines(server)[0])


def test_file(start, tmp_path):
    path = tmp_path / "access.log"
    path.write_text("kept\n")
    server = start("everything", "--access-log=%s" % path, "--access-log-format", "%(r)s %(s)s")
    server.get("/framing/hello")
    server.get("/nowhere")
    server.stop()
    assert path.read_text() == "kept\nGET /framing/hello HTTP/1.1 200\nGET /nowhere HTTP/1.1 404\n"


def test_every_request_has_its_line(start):
    server = start("everything", "--access-log", "-", "--access-log-format", "%(r)s %(s)s %(B)s")
    with server.connect() as client:
        client.get("/framing/nocl_generator")
        client.request("/framing/megabyte", "HEAD").response("HEAD")
        client.get("/framing/bare_status/304")
    server.expect_trouble = True
    server.get("/calls/raises")
    server.exchange(b"BAD\r\n\r\n")
    with server.connect() as client:
        client.send(b"POST /inputs/read HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello")
        client.response()
    server.stop()
    found = server.printed.splitlines()
    assert found[0] == "GET /framing/nocl_generator HTTP/1.1 200 7"
    assert found[1] == "HEAD /framing/megabyte HTTP/1.1 200 0"
    assert found[2].startswith("GET /framing/bare_status/304 HTTP/1.1 304 ")
    assert found[3].startswith("GET /calls/raises HTTP/1.1 500 ")
    assert found[-1].startswith("POST /inputs/read HTTP/1.1 200 ")
    assert len(found) in (5, 6)  # what was no request may have a line, or not


def test_control_bytes_are_escaped(start):
    server = start("everything", "--access-log", "-", "--access-log-format", "%(a)s|%(r)s")
    with server.connect() as client:
        client.send(b"GET /framing/hello?\xff\"x HTTP/1.1\r\nHost: x\r\nUser-Agent: a\tb\xe9\"c\r\n\r\n").response()
        client.get("/framing/hello")
    found = lines(server, 2)
    assert len(found) == 2
    assert all(32 <= ord(c) < 127 for line in found for c in line), found
    assert '"' not in found[0].replace('\\"', "")


def test_log_level(start):
    server = start("everything", "--log-level", "error")
    server.get("/framing/hello")
    assert server.log == ""


def test_json_log(start):
    server = start("everything", "--log-format", "json")
    server.expect_trouble = True
    server.get("/calls/raises?json-marker")
    server.logged("json-marker")
    entries = [json.loads(line) for line in server.log.splitlines()]
    assert any("Traceback" in json.dumps(e) and "json-marker" in json.dumps(e) for e in entries)


# --- what the app says

def test_wsgi_errors(server):
    mark = server.mark()
    assert server.get("/talking/errors?w1").status == 200
    for words in ("errors-w1-write", "errors-w1-one", "errors-w1-two", "errors-w1-part and the rest", "errors-w1-print"):
        server.logged(words, mark)


def test_wsgi_errors_of_threads(server):
    """What one thread writes doesn't come between two parts of another's line."""
    mark, before = server.mark(), server.count("between.waiting")
    with server.connect() as client:
        client.request("/talking/errors_between?between")
        until(lambda: server.count("between.waiting") > before, "half a line")
        server.get("/talking/errors?meanwhile")
        server.logged("errors-meanwhile-print", mark)
        server.get("/slow/open?between")
        assert client.response().status == 200
    server.logged("left-between right-between", mark)
    assert "left-between errors" not in server.log[mark:]


def test_wsgi_errors_odd(server):
    mark = server.mark()
    assert server.get("/talking/errors_odd").status == 200
    found = server.logged(r"odd: .*odd-without-newline", mark)[0]
    assert "caf" in found and "end" in found
    server.logged("odd-bytes-refused", mark)


def test_wsgi_errors_kept(server):
    server.get("/talking/errors_late?one")
    mark = server.mark()
    assert server.get("/talking/errors_late?two").status == 200
    server.logged("late-two", mark)


def test_long_line_arrives_whole(server):
    mark = server.mark()
    server.get("/talking/long_line")
    assert len(server.logged("long-x+-end", mark)[0]) == 100_000 + len("long--end")


def test_python_logging_without_configuration(server):
    mark = server.mark()
    server.get("/talking/logging_default?l1")
    server.logged("logging-l1", mark)
    server.get("/talking/logging_exception?l2")
    server.logged(r"it failed.*Traceback.*ValueError: logged-l2", mark)


def test_python_logging_configured_by_the_app(start):
    server = start("configured", cwd=CLI)
    server.get("/?c1")
    server.logged("MINE DEBUG configured detail-c1")
    server.logged("MINE ERROR configured trouble-c1")
    assert server.log.count("trouble-c1") == 1  # once, not by us too


def test_standard_streams(server):
    mark = server.mark()
    server.get("/talking/streams?s1")
    server.logged("stderr-s1", mark)
    until(lambda: "stdout-s1" in server.printed, "the app's print", 10)


def test_warnings_reach_the_log(server):
    mark = server.mark()
    server.get("/talking/warns?u1")
    server.logged("UserWarning: warned-u1", mark)


def test_traceback_names_the_request(server):
    mark = server.mark()
    server.get("/calls/raises?who-was-it")
    server.logged(r"GET.*/calls/raises|/calls/raises", mark)


def test_each_traceback_line_is_the_apps(server):
    """Only the app's frames: ours have none, and nobody's helper stands in between."""
    mark = server.mark()
    server.get("/calls/raises?frames")
    text = server.logged(r"Traceback.*?Planned: before the head frames", mark)[0]
    files = re.findall(r'File "([^"]+)"', text)
    assert files and all("/apps/" in f or f.endswith((".py",)) for f in files)
    assert "crosswind" not in "".join(f.rpartition("/")[2] for f in files)
