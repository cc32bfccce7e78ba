"""The call: start_response, write, what is returned, what is raised (docs/wsgi-conformance.md, "the call")."""

import pytest

import calls
from harness.wire import Truncated


def fails(server, target, pattern, status=500):
    """The app breaks a rule: the client gets 500, the log says which rule, and nothing of the app's answer leaks."""
    mark = server.mark()
    response = server.get(target)
    assert response.status == status, response
    assert response.get("X-Injected") is None and response.get("X-Old") is None
    server.logged(pattern, mark)
    return response


def cut(server, target, pattern):
    """The head is out already: the client must see a truncated message, never a clean end."""
    mark = server.mark()
    with server.connect() as client:
        with pytest.raises(Truncated) as caught:
            client.get(target)
        assert client.ends()
    server.logged(pattern, mark)
    return caught.value.response


# --- start_response

@pytest.mark.parametrize("app, status, body", [
    ("lazy", 404, b"lazy"), ("lazy_iterator", 201, b"onetwo"), ("LazyIterable", 201, b"onetwo"),
    ("validated_lazy", 404, b"lazy"),
])
def test_lazy_start_response(client, app, status, body):
    response = client.get("/calls/" + app)
    assert (response.status, response.get("X-Lazy"), response.body) == (status, "yes", body)
    assert client.lives()


def test_chunk_before_start_response(server):
    fails(server, "/calls/lazy_too_late", "start_response")


def test_second_call_raises(client):
    response = client.get("/calls/twice")
    assert response.status == 200 and response.body.startswith(b"refused: ")


def test_second_call_uncaught(server):
    fails(server, "/calls/twice_uncaught", "start_response")


@pytest.mark.parametrize("app, status", [
    ("replaced", 500), ("validated_replaced", 500), ("replaced_in_generator", 502), ("first_call_with_exc_info", 503),
])
def test_exc_info_replaces_an_unsent_head(client, app, status):
    response = client.get("/calls/" + app)
    assert response.status == status and response.reason == "Oops"
    assert response.get("X-Old") is None
    assert response.get("Content-Length") != "999"
    assert client.lives()


def test_exc_info_after_the_head_raises_the_original(server):
    before = server.count("exc_info_too_late.raised")
    response = cut(server, "/calls/exc_info_too_late?marker1", r"Planned: too late marker1")
    assert response.status == 200 and response.body == b"before"
    assert server.count("exc_info_too_late.raised") == before + 1


@pytest.mark.parametrize("index", range(len(calls.NO_EXCEPTIONS)), ids=[ascii(e) for e in calls.NO_EXCEPTIONS])
def test_exc_info_without_an_exception(server, index):
    response = cut(server, "/calls/exc_info_of_nothing/%d" % index, "TypeError: exc_info must be")
    assert response.status == 200 and response.body == b"before"


@pytest.mark.parametrize("index", range(len(calls.STATUSES)), ids=[ascii(s) for s in calls.STATUSES])
def test_bad_status(server, index):
    fails(server, "/calls/bad_status/%d" % index, "status|start_response")


@pytest.mark.parametrize("index", range(len(calls.HEADERS)), ids=[ascii(h) for h in calls.HEADERS])
def test_bad_headers(server, index):
    fails(server, "/calls/bad_headers/%d" % index, "header|start_response")


@pytest.mark.parametrize("name, value", [
    ("Transfer-Encoding", "chunked"), ("Keep-Alive", "timeout=5"), ("Upgrade", "h2c"), ("TE", "trailers"),
    ("Trailer", "X-A"), ("Proxy-Authenticate", "Basic"), ("Proxy-Authorization", "x"), ("transfer-encoding", "gzip"),
    ("Connection", "keep-alive"), ("Connection", "Upgrade"),
])
def test_hop_by_hop_headers_are_refused(server, name, value):
    response = server.get("/framing/hop_by_hop/%s/%s" % (name, value))
    if name == "Connection" and response.status == 200:
        # A wish that is no `close` may be ignored, but never passed on as it is.
        assert response.get("Connection") in (None, "close"), response
    else:
        assert response.status == 500, response


@pytest.mark.parametrize("app", ["no_arguments", "four_arguments"])
def test_wrong_number_of_arguments(server, app):
    fails(server, "/calls/" + app, "TypeError|start_response")


@pytest.mark.parametrize("app, body", [("by_keyword", b"done"), ("exc_info_none", b"fine")])
def test_odd_but_right_calls(client, app, body):
    response = client.get("/calls/" + app)
    assert (response.status, response.body) == (200, body)


def test_the_apps_list_is_not_changed(client, server):
    response = client.get("/calls/mutated")
    assert response.body == b"abc" and response.get("X-Mine") == "1" and response.get("Date")
    snapshot = server.json("/state")
    assert snapshot["mutated.same"] is True and snapshot["mutated.after"] is True


def test_latin1_header_value(server):
    assert server.get("/framing/latin1_header").get("X-Name") == "caf\xe9"


def test_start_response_kept_beyond_its_request(client):
    assert client.get("/calls/start_after_return").body == b"kept"
    response = client.get("/calls/start_after_return")
    assert (response.status, response.body, response.get("X-Foreign")) == (200, b"good", None)


# --- what comes back

@pytest.mark.parametrize("app", ["never", "never_generator", "never_empty"])
def test_start_response_never_called(server, app):
    fails(server, "/calls/" + app, "start_response")


@pytest.mark.parametrize("app, pattern", [
    ("returns_none", "None|iterable"), ("returns_int", "int|iterable"), ("returns_str", "str"), ("str_chunks", "str"),
    ("none_chunk", "None"), ("returns_bytes", "int|bytes"),
])
def test_wrong_return_value(server, app, pattern):
    if app == "returns_bytes":
        # PEP 3333 asks for an iterable of bytes and a bytes object is one of int; some servers are kind here.
        response = server.get("/calls/returns_bytes")
        assert response.status == 500 or response.body == b"text", response
    else:
        fails(server, "/calls/" + app, pattern)


def test_str_chunk_after_the_head(server):
    assert cut(server, "/calls/str_chunk_late", "str").body == b"bytes"


@pytest.mark.parametrize("app", ["bytearray_chunk", "memoryview_chunk"])
def test_chunks_that_are_not_bytes(server, app):
    """PEP 3333 knows bytes alone; a mutable buffer may change while it waits to be sent."""
    fails(server, "/calls/" + app, "bytearray|memoryview|bytes")


@pytest.mark.parametrize("app, body", [
    ("bytes_subclass", b"abc"), ("old_sequence", b"abcdefg"), ("Application", b"from a class"), ("empty_chunks", b"abcdefg"),
])
def test_unusual_iterables(client, app, body):
    response = client.get("/framing/" + app)
    assert (response.status, response.body) == (200, body)
    assert client.lives()


# --- write

@pytest.mark.parametrize("app, body", [
    ("write_only", b"one two"), ("write_then_iterate", b"written iterated twice"), ("validated_write", b"written iterated twice"),
    ("write_with_length", b"written rest..."),
])
def test_write(client, app, body):
    response = client.get("/calls/" + app)
    assert (response.status, response.body) == (200, body)
    assert client.lives()


def test_write_leaves_before_it_returns(server):
    with server.connect() as client:
        client.request("/calls/write_leaves")
        response = client.head()
        assert client.chunk(response) == b"first"  # while the app waits for the next line
        assert server.get("/slow/open?write_leaves").status == 200
        while client.chunk(response):
            pass
        assert response.body == b"firstsecond"


def test_write_refuses_text(client):
    assert client.get("/calls/write_str").body.startswith(b"refused: ")


def test_write_kept_beyond_its_request(client):
    assert client.get("/calls/write_after_return").body == b"kept"
    assert client.get("/calls/write_after_return").body == b"good"
    assert client.lives()


# --- what is raised

@pytest.mark.parametrize("app, pattern", [
    ("raises?marker2", r"Traceback.*in raises\n.*Planned: before the head marker2"),
    ("raises_after_start", r"Traceback.*Planned: after start_response"),
    ("raises_at_first", r"Traceback.*Planned: at the first chunk"),
    ("chained", r"ValueError: the cause.*direct cause.*Planned: the effect"),
    ("exits", "SystemExit"),
    ("interrupts", "KeyboardInterrupt"),
    ("stops_iteration", "StopIteration"),
    ("unprintable", "Unprintable"),
    ("unencodable", "Planned: lone surrogate"),
    ("recursion", "RecursionError"),
    ("memory", "MemoryError"),
])
def test_exception_before_the_head(server, app, pattern):
    response = fails(server, "/calls/" + app, pattern)
    assert b"Planned" not in response.body and b"Traceback" not in response.body
    assert server.get("/framing/hello").status == 200


def test_500_keeps_the_connection_in_order(client):
    """Whether it is kept or closed, client and server agree."""
    response = client.get("/calls/raises")
    if response.get("Connection") == "close":
        assert client.ends()
    else:
        assert client.lives()


@pytest.mark.parametrize("app", ["raises_later", "raises_later_with_length"])
def test_exception_after_the_head(server, app):
    response = cut(server, "/calls/%s?%s-marker" % (app, app), r"Traceback.*Planned: after the head %s-marker" % app)
    assert response.status == 200 and response.body == b"chunk"


def test_exception_after_the_head_on_http_1_0(server):
    """Without framing nothing but a reset can tell; at least nothing further may be sent, and the log must tell."""
    mark = server.mark()
    with server.connect() as client:
        response = client.get("/calls/raises_later?old-marker", version="HTTP/1.0")
        assert response.status == 200 and response.body in (b"", b"chunk")
    server.logged("Planned: after the head old-marker", mark)


def test_exception_after_the_last_byte(server):
    mark = server.mark()
    response = server.get("/calls/raises_after_all")
    assert response.status == 200 and response.body == b"chunk"
    server.logged("Planned: after all", mark)


def test_exception_after_write(server):
    response = cut(server, "/calls/raises_after_write", "Planned: after write")
    assert response.body == b"chunk"
