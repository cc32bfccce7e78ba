"""Server-Timing, and the trace context that passes through (docs/observability.md)."""

import re

import pytest

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
STATE = "vendor=t61rcWkgMzE,other=00f067aa0ba902b7"


def timing(response):
    match = re.fullmatch(r"queue;dur=(\d+\.\d{3}), gil;dur=(\d+\.\d{3}), app;dur=(\d+\.\d{3})",
                         response.get("Server-Timing"))
    assert match, response.headers
    return [float(number) for number in match.groups()]


def test_off_by_default(server):
    assert server.get("/framing/hello").get("Server-Timing") is None


def test_on_request(start):
    server = start("everything", "--server-timing")
    _, _, app = timing(server.get("/slow/sleep?0.2"))
    assert app >= 200
    for path in ("/framing/hello", "/framing/nocl_generator", "/framing/megabyte"):
        assert all(number >= 0 for number in timing(server.get(path)))
    with server.connect() as client:  # pipelined: one run
        client.send(b"GET /framing/hello HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        for _ in range(3):
            timing(client.response())


def test_errors_have_it_too(start):
    server = start("everything", "--server-timing")
    server.expect_trouble = True
    response = server.get("/calls/raises")
    assert response.status == 500
    timing(response)


def test_by_variable(start):
    timing(start("everything", env={"CROSSWIND_SERVER_TIMING": "1"}).get("/framing/hello"))


@pytest.mark.parametrize("options", [(), ("--access-log=-",)])
def test_a_trace_context_passes_through_untouched(start, options):
    server = start("everything", *options)
    environ = server.json("/environs/dump", "traceparent: " + PARENT, "tracestate: " + STATE)
    assert environ["HTTP_TRACEPARENT"] == ["str", PARENT]
    assert environ["HTTP_TRACESTATE"] == ["str", STATE]
    environ = server.json("/environs/dump")
    assert "HTTP_TRACEPARENT" not in environ and "HTTP_TRACESTATE" not in environ
    environ = server.json("/environs/dump", "traceparent: not-one")
    assert environ["HTTP_TRACEPARENT"] == ["str", "not-one"]
