"""close() is called exactly once whenever an iterable came into being."""

import pytest

from harness.wire import Truncated, until


def closes(server, name, target=None, method="GET"):
    """Runs the app and returns how often its iterable was made and closed, once that has settled."""
    made, closed = server.count(name + ".made"), server.count(name + ".closed")
    with server.connect() as client:
        try:
            client.request(target or "/closing/" + name, method).response(method)
        except Truncated:
            pass
    until(lambda: server.count(name + ".closed") > closed, "close() of " + name, 10)
    return server.count(name + ".made") - made, server.count(name + ".closed") - closed


@pytest.mark.parametrize("name", [
    "fine", "closing_list", "empty", "raising_next", "raising_first", "never_started", "bad_chunk", "too_long", "too_short",
    "raising_close", "raising_close_stream", "bodiless",
])
def test_close_is_called_once(server, name):
    assert closes(server, name) == (1, 1)


def test_close_runs_on_a_python_thread(server):
    server.get("/closing/fine")
    assert server.json("/state")["fine.thread"] is True


@pytest.mark.parametrize("target, method", [
    ("/closing/bodiless", "HEAD"), ("/closing/bodiless/304", "GET"), ("/closing/bodiless/204", "GET"),
])
def test_close_without_a_body(server, target, method):
    assert closes(server, "bodiless", target, method) == (1, 1)


def test_close_raising_after_a_whole_answer(server):
    """The answer is out and whole; the exception belongs to the log."""
    mark = server.mark()
    response = server.get("/closing/raising_close")
    assert response.status == 500 or response.body == b"abc"
    server.logged("planned: in close", mark)


def test_close_raising_after_a_stream(server):
    mark = server.mark()
    try:
        response = server.get("/closing/raising_close_stream")
        assert response.body == b"abcdef"
    except Truncated as error:
        assert error.response.body == b"abcdef"
    server.logged("planned: in close of a stream", mark)


def test_no_close_is_fine(client):
    assert client.get("/closing/no_close").body == b"no close"


@pytest.mark.parametrize("leave", ["close", "reset", "half_close then close"])
@pytest.mark.parametrize("app", ["endless", "silent"])
def test_close_soon_after_a_disconnect(server, app, leave):
    """The client leaves in the middle of a stream: soon close() runs and the thread is free."""
    name = "%s-%s" % (app, leave.replace(" ", "-"))
    client = server.connect()
    client.request("/closing/%s?%s" % (app, name))
    response = client.head()
    assert client.chunk(response)
    if leave.startswith("half_close"):
        client.half_close()
    if leave == "reset":
        client.reset()
    client.close()
    until(lambda: server.count(name + ".closed") == 1, "close() after a disconnect", 20)
    made = server.count(name + ".chunks")
    assert server.count(name + ".closed") == 1 and server.count(name + ".made") == 1
    assert server.count(name + ".chunks") == made  # nobody iterates it any more


def test_generators_finally_runs(server):
    before = server.count("generator.closed")
    with server.connect() as client:
        client.request("/closing/generator")
        client.chunk(client.head())
    until(lambda: server.count("generator.closed") == before + 1, "the generator's finally", 20)


def test_disconnect_before_the_answer(server):
    """The app runs to its end, and close() is called though there is nobody to send to."""
    before = server.count("sleep.ended")
    with server.connect() as client:
        client.request("/slow/sleep?0.3")
    until(lambda: server.count("sleep.ended") == before + 1, "the end of the app", 10)
    assert server.get("/framing/hello").status == 200


def test_disconnect_in_the_middle_of_a_body(server):
    """The upload never ends, so the app never runs."""
    with server.connect() as client:
        client.send(b"POST /inputs/read HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this")
    assert server.get("/framing/hello").status == 200


def test_close_when_the_server_stops(start):
    """A stream is running at SIGTERM and outlives the grace: cut, closed, and the server still ends with 0."""
    server = start("everything", "--graceful-timeout", "300ms")
    with server.connect() as client:
        client.request("/closing/endless?stopping")
        client.chunk(client.head())
        server.stop()
