"""How an answer's length is told, and what is sent when the app tells it wrongly."""

import email.utils
import time

import pytest

import framing
from harness.wire import Truncated


@pytest.mark.parametrize("app, body", [
    ("hello", b"Hello world\n"), ("validated", b"Hello world\n"), ("nocl_list", b"abc"), ("nocl_two", b"abcdefg"),
    ("nocl_tuple", b"abcdefg"), ("empty_list", b""), ("only_empty_chunks", b""),
])
def test_exact_length_for_what_is_in_memory(client, app, body):
    response = client.get("/framing/" + app)
    assert (response.status, response.framing, response.body) == (200, "length", body)
    assert client.lives()


@pytest.mark.parametrize("app, body", [
    ("nocl_generator", b"abcdefg"), ("validated_generator", b"abcdefg"), ("empty_chunks", b"abcdefg"), ("empty_generator", b""),
])
def test_streams_are_chunked_on_1_1(client, app, body):
    response = client.get("/framing/" + app)
    assert response.body == body
    assert response.framing == ("chunked" if body else response.framing)
    assert b"" not in response.chunks
    assert client.lives()


def test_streams_are_ended_by_closing_on_1_0(server):
    with server.connect() as client:
        response = client.get("/framing/nocl_generator", "Connection: keep-alive", version="HTTP/1.0")
        assert response.body == b"abcdefg"
        assert response.framing in ("close", "length")  # a length only where it is known after all
        assert response.get("Transfer-Encoding") is None


def test_many_chunks(client):
    response = client.get("/framing/chunks")
    assert response.body == b"".join(framing.chunks({}, lambda *a: None))
    assert client.lives()


def test_megabyte(client):
    response = client.get("/framing/megabyte")
    assert (response.framing, len(response.body)) == ("length", 1 << 20)
    assert client.lives()


# --- wrong lengths

@pytest.mark.parametrize("app, body", [("badcl_short", b"0123456789"), ("badcl_short_generator", b"0123456789"), ("badcl_nothing", b"")])
def test_body_shorter_than_its_length(server, app, body):
    mark = server.mark()
    with server.connect() as client:
        try:
            response = client.get("/framing/" + app)
        except Truncated as error:
            assert error.response.get("Content-Length") == "50" and error.response.body == body
            assert client.ends()
        else:
            # The whole body was at hand before the head was sent: then an error page is the better answer.
            assert response.status == 500, response
    server.logged("content-length", mark)


@pytest.mark.parametrize("app, body", [
    ("toolarge", b"HTTP"), ("toolarge_many", b"abcdefg"), ("toolarge_write", b"abc"),
])
def test_body_longer_than_its_length(server, app, body):
    mark = server.mark()
    with server.connect() as client:
        response = client.get("/framing/" + app)
        assert response.body == body
        # The surplus must not be read as the next response.
        if response.get("Connection") == "close":
            assert client.ends()
        else:
            assert client.ends() or client.lives()
    server.logged("content-length", mark)


@pytest.mark.parametrize("app", ["cl_garbage", "cl_negative", "cl_twice"])
def test_content_length_that_is_none(server, app):
    mark = server.mark()
    assert server.get("/framing/" + app).status == 500
    server.logged("content-length", mark)


# --- no body at all

@pytest.mark.parametrize("app", ["head_with_length", "head_with_body"])
def test_head_has_the_headers_of_get(client, app):
    response = client.request("/framing/" + app, "HEAD").response("HEAD")
    assert (response.status, response.get("Content-Length"), response.get("X-Kept")) == (200, "12", "yes")
    assert client.lives()


@pytest.mark.parametrize("app", ["nocl_list", "nocl_generator", "chunks", "megabyte", "empty_list"])
def test_head_never_sends_a_body(client, app):
    response = client.request("/framing/" + app, "HEAD").response("HEAD")
    assert response.status == 200
    assert client.lives()


def test_head_on_1_0(server):
    with server.connect() as client:
        client.request("/framing/nocl_generator", "HEAD", version="HTTP/1.0").response("HEAD")
        assert client.ends()


@pytest.mark.parametrize("code", [204, 304])
@pytest.mark.parametrize("app", ["status", "bare_status", "bare_status_generator"])
def test_statuses_without_a_body(client, app, code):
    """The strict client refuses a 204 with any framing; a 304 keeps the app's headers and has no body."""
    response = client.get("/framing/%s/%d" % (app, code))
    assert (response.status, response.body) == (code, b"")
    assert response.get("Transfer-Encoding") is None
    if app == "status":
        assert response.get("ETag") == '"x"'
    if app == "status" and code == 304:
        assert response.get("Content-Length") in ("4", None)
    if app != "status":
        assert response.get("Content-Type") is None
    assert client.lives()


@pytest.mark.parametrize("code", [205, 301, 404, 418, 500, 599, 799])
def test_other_statuses_have_bodies(client, code):
    response = client.get("/framing/status/%d" % code)
    assert (response.status, response.body) == (code, b"" if code == 205 and not response.body else b"body")


# --- headers that the server adds, or not

def test_date_and_server_are_added(client):
    response = client.get("/framing/hello")
    sent = email.utils.parsedate_to_datetime(response.get("Date")).timestamp()
    assert abs(sent - time.time()) < 5
    assert response.get("Date").endswith(" GMT")
    assert response.get("Server").startswith("crosswind")


def test_date_moves_on(client):
    """It is cached, but not for ever."""
    first = client.get("/framing/hello").get("Date")
    deadline = time.monotonic() + 20
    while client.get("/framing/hello").get("Date") == first:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_the_apps_own_date_and_server_stand(client):
    response = client.get("/framing/own_headers")
    assert response.get("Date") == "Tue, 15 Nov 1994 08:12:31 GMT"
    assert response.get("Server") == "mine/1"


def test_server_header_can_be_turned_off(start):
    response = start("everything", "--no-server-header").get("/framing/hello")
    assert response.get("Server") is None and response.get("Date")


def test_content_type_is_not_invented(client):
    response = client.get("/framing/untyped")
    assert response.body == b"abc" and response.get("Content-Type") is None


def test_no_connection_header_unless_it_says_something(client):
    assert client.get("/framing/hello").get("Connection") is None


def test_repeated_headers_stay_apart(client):
    assert client.get("/framing/cookies").all("Set-Cookie") == ["a=1", "b=2; Path=/"]


def test_many_headers(client):
    response = client.get("/framing/many_headers")
    assert [response.get("X-%d" % n) for n in range(500)] == ["v" * 50] * 500
    assert client.lives()


@pytest.mark.parametrize("app", ["wants_close", "wants_close_generator"])
def test_the_apps_wish_to_close_is_granted(server, app):
    with server.connect() as client:
        response = client.get("/framing/" + app)
        assert response.body == b"abc"
        assert response.get("Connection").lower() == "close"
        assert client.ends()
