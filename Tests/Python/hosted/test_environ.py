"""`HTTPRequest(environ)`: what a request looks like in Swift (Tornado: `tornado.wsgi.HTTPRequest`)."""

from __future__ import annotations

import io
from typing import Any

import pytest

from hosted.calls import call, describe, probe


def test_plain() -> None:
    seen = describe("/a/b?x=1&x=2&y=")
    assert (seen["method"], seen["path"], seen["uri"], seen["query"]) == ("GET", "/a/b", "/a/b?x=1&x=2&y=", "x=1&x=2&y=")
    assert (seen["version"], seen["protocol"], seen["remoteIP"]) == ("HTTP/1.1", "http", "192.0.2.7")
    assert (seen["host"], seen["hostName"], seen["fullURL"]) == ("localhost", "localhost", "http://localhost/a/b?x=1&x=2&y=")
    assert seen["arguments"] == {"x": ["1", "2"], "y": [""]}
    assert seen["headers"] == [] and seen["body"] == "" and seen["supportsHTTP11"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "get", "PROPFIND", "M-SEARCH"])
def test_method_verbatim(method: str) -> None:
    assert describe("/", method)["method"] == method


@pytest.mark.parametrize("script, info, path", [
    ("", "/", "/"),
    ("/app", "/x", "/app/x"),
    ("/app", "", "/app"),
    ("", "", ""),
    ("", "/a b", "/a%20b"),
    ("", "/%41", "/%2541"),
    ("", "/caf\xc3\xa9", "/caf%C3%A9"),
    ("/\xff", "/\x00\x80", "/%FF/%00%80"),
    ("", "/-._~!$&'()*+,;=:@", "/-._~%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%40"),
    ("", "//double//", "//double//"),
])
def test_path(script: str, info: str, path: str) -> None:
    """quote(SCRIPT_NAME) + quote(PATH_INFO)."""
    seen = describe("/", SCRIPT_NAME=script, PATH_INFO=info)
    assert (seen["path"], seen["uri"]) == (path, path)


@pytest.mark.parametrize("query, arguments", [
    ("", {}),
    ("a", {"a": [""]}),
    ("a=%zz&b=%4", {"a": ["%zz"], "b": ["%4"]}),
    ("a=1+2&a=%31", {"a": ["1 2", "1"]}),
    ("a=%C3%A9", {"a": ["\xc3\xa9"]}),
    ("=x&&b=", {"": ["x"], "b": [""]}),
])
def test_query(query: str, arguments: Any) -> None:
    seen = describe("/", QUERY_STRING=query)
    assert seen["query"] == query and seen["uri"] == "/" + ("?" + query if query else "")
    assert seen["arguments"] == seen["queryArguments"] == arguments and seen["bodyArguments"] == {}


def test_headers() -> None:
    seen = describe(
        "/", HTTP_X_ONE="1", HTTP_ACCEPT="text/html", HTTP_CONTENT_LENGTH="99", HTTP_CONTENT_TYPE="look/alike", CONTENT_TYPE="a/b",
        HTTP_LATIN="caf\xe9", HTTP_EMPTY="", HTTP_WWW_AUTHENTICATE_="odd", not__HTTP=object(), CONTENT_LENGTH="")
    assert dict(map(tuple, seen["headers"])) == {
        "Content-Type": "a/b", "X-One": "1", "Accept": "text/html", "Latin": "caf\xe9", "Empty": "", "Www-Authenticate-": "odd"}
    assert seen["headers"][0] == ["Content-Type", "a/b"]


@pytest.mark.parametrize("keys, host", [
    ({"HTTP_HOST": "example.com:8080"}, "example.com:8080"),
    ({"HTTP_HOST": "[::1]:8080"}, "[::1]:8080"),
    ({}, "localhost"),
    ({"SERVER_PORT": "8888"}, "localhost:8888"),
    ({"SERVER_PORT": "443"}, "localhost:443"),
    ({"SERVER_PORT": "443", "wsgi.url_scheme": "https"}, "localhost"),
    ({"SERVER_PORT": "80", "wsgi.url_scheme": "https"}, "localhost:80"),
])
def test_host(keys: Any, host: str) -> None:
    seen = describe("/", **{key.replace(".", "__"): value for key, value in keys.items()})
    assert seen["host"] == host and seen["protocol"] == keys.get("wsgi.url_scheme", "http")


def test_http10() -> None:
    seen = describe("/", SERVER_PROTOCOL="HTTP/1.0")
    assert (seen["version"], seen["supportsHTTP11"]) == ("HTTP/1.0", False)


def test_without_remote_address() -> None:
    assert describe("/", REMOTE_ADDR=None)["remoteIP"] == ""


def test_cookies() -> None:
    seen = describe("/", HTTP_COOKIE='a=1; b="x y"; c="\\073"; bad name=2; =3; d=last; d=really; e')
    assert seen["cookies"] == {"a": "1", "b": "x y", "c": ";", "d": "really"} | {k: v for k, v in seen["cookies"].items()
                                                                              if k not in "abcd"}
    assert "bad name" not in seen["cookies"]


def test_urlencoded_form() -> None:
    seen = describe("/?a=query", "POST", b"a=form&b=%26+x&c=", CONTENT_TYPE="application/x-www-form-urlencoded")
    assert seen["arguments"] == {"a": ["query", "form"], "b": ["& x"], "c": [""]}
    assert seen["queryArguments"] == {"a": ["query"]} and seen["bodyArguments"] == {"a": ["form"], "b": ["& x"], "c": [""]}
    assert seen["body"] == "a=form&b=%26+x&c="


def test_multipart_form() -> None:
    body = (b'--B\r\nContent-Disposition: form-data; name="field"\r\n\r\nvalue\r\n'
            b'--B\r\nContent-Disposition: form-data; name="up"; filename="a.bin"\r\nContent-Type: a/b\r\n\r\n\x00\xff\r\n'
            b'--B\r\nContent-Disposition: form-data; name="up"; filename="b.txt"\r\n\r\n\r\n--B--\r\n')
    seen = describe("/", "POST", body, CONTENT_TYPE="multipart/form-data; boundary=B")
    assert seen["bodyArguments"] == {"field": ["value"]}
    assert seen["files"] == {"up": [{"filename": "a.bin", "contentType": "a/b", "body": "\x00\xff"},
                                    {"filename": "b.txt", "contentType": "application/octet-stream", "body": ""}]}


# --- bodies


class Input:
    """An input that notes how it is read."""

    def __init__(self, data: bytes, largest: int = 1 << 30) -> None:
        self.stream, self.largest, self.asked = io.BytesIO(data), largest, []  # type: ignore[var-annotated]

    def read(self, size: int = -1) -> bytes:
        self.asked.append(size)
        return self.stream.read(min(size, self.largest) if size >= 0 else size)


def test_reads_no_further_than_content_length() -> None:
    given = Input(b"abcdefgh")
    assert describe("/", "POST", wsgi__input=given, CONTENT_LENGTH="3")["body"] == "abc"
    assert given.stream.read() == b"defgh" and sum(given.asked) == 3


@pytest.mark.parametrize("length", [None, "", "0"])
def test_reads_nothing_without_content_length(length: Any) -> None:
    given = Input(b"abc")
    assert describe("/", "POST", wsgi__input=given, CONTENT_LENGTH=length)["body"] == ""
    assert given.asked == []


def test_reads_to_the_end_when_the_input_ends() -> None:
    assert describe("/", "POST", wsgi__input=Input(b"abc"), wsgi__input_terminated=True)["body"] == "abc"
    assert describe("/", "POST", wsgi__input=Input(b""), wsgi__input_terminated=True)["body"] == ""


def test_short_reads_are_put_together() -> None:
    assert describe("/", "POST", wsgi__input=Input(b"abcdef", largest=1), CONTENT_LENGTH="6")["body"] == "abcdef"


@pytest.mark.parametrize("count, kind", [(999, "memory"), (1000, "memory"), (1001, "file"), (5000, "file")])
def test_spooling(count: int, kind: str) -> None:
    data = bytes(index % 251 for index in range(count))
    total = 0
    for byte in data:
        total = (total * 31 + byte) % 2 ** 64
    for size in (1 << 30, 77):
        answer = call("/body", "POST", application=probe().small, wsgi__input=Input(data, size), CONTENT_LENGTH=str(count))
        assert answer.body == b"%d %s %d" % (count, kind.encode(), total)


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "5001"}, {"wsgi__input_terminated": True}])
def test_too_long(more: Any) -> None:
    answer = call("/body", "POST", application=probe().small, wsgi__input=Input(b"x" * 5001), **more)
    assert answer.status == 413 and "5000" in answer.log


def test_a_body_in_pieces() -> None:
    answer = call("/pieces", "POST", b"x" * 1_000_000)
    total, largest = map(int, answer.body.split())
    assert total == 1_000_000 and largest <= 64 * 1024


# --- what makes no request


class Raising:
    def read(self, size: int) -> bytes:
        raise OSError("planned: the client is gone")


class Overfull:
    def read(self, size: int) -> bytes:
        return b"x" * (size + 1)


class NoInput:
    pass


@pytest.mark.parametrize("more, key", [
    ({"REQUEST_METHOD": None}, "REQUEST_METHOD"),
    ({"REQUEST_METHOD": ""}, "REQUEST_METHOD"),
    ({"REQUEST_METHOD": b"GET"}, "REQUEST_METHOD"),
    ({"REQUEST_METHOD": 1}, "REQUEST_METHOD"),
    ({"SERVER_PROTOCOL": None}, "SERVER_PROTOCOL"),
    ({"wsgi__url_scheme": None}, "wsgi.url_scheme"),
    ({"SERVER_NAME": None}, "SERVER_NAME"),
    ({"SERVER_PORT": 80}, "SERVER_PORT"),
    ({"PATH_INFO": b"/"}, "PATH_INFO"),
    ({"PATH_INFO": "/\u0100"}, "PATH_INFO"),
    ({"PATH_INFO": "/\udcff"}, "PATH_INFO"),
    ({"SCRIPT_NAME": None, "PATH_INFO": ["/"]}, "PATH_INFO"),
    ({"QUERY_STRING": 7}, "QUERY_STRING"),
    ({"QUERY_STRING": "\u20ac"}, "QUERY_STRING"),
    ({"HTTP_X": 1}, "HTTP_X"),
    ({"HTTP_X": "a\r\nb: c"}, "X"),
    ({"CONTENT_TYPE": b"a/b"}, "CONTENT_TYPE"),
    ({"CONTENT_LENGTH": 3}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "x"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "-1"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "+1"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": " 1"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "1_0"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "\u0663"}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "9" * 30}, "CONTENT_LENGTH"),
    ({"CONTENT_LENGTH": "5", "wsgi__input": io.BytesIO(b"abc")}, "wsgi.input"),
    ({"CONTENT_LENGTH": "3", "wsgi__input": None}, "wsgi.input"),
    ({"CONTENT_LENGTH": "3", "wsgi__input": NoInput()}, "wsgi.input"),
    ({"CONTENT_LENGTH": "3", "wsgi__input": io.StringIO("abc")}, "wsgi.input"),
    ({"CONTENT_LENGTH": "3", "wsgi__input": Raising()}, "planned: the client is gone"),
    ({"CONTENT_LENGTH": "3", "wsgi__input": Overfull()}, "wsgi.input"),
])
def test_broken(more: Any, key: str) -> None:
    """400, and the log says what it was; the next call is none the worse."""
    answer = call("/hello", **more)
    assert (answer.status, answer.line) == (400, "400 Bad Request") and key in answer.log
    assert b"400: Bad Request" in answer.body and b"environ" not in answer.body
    assert call("/hello").body == b"Hello, world"


def test_logs_without_a_stream() -> None:
    """wsgi.errors missing or broken: the log goes to standard error, the answer to the client."""
    assert call("/hello", REQUEST_METHOD=None, wsgi__errors=None).status == 400
    assert call("/hello", REQUEST_METHOD=None).status == 400


@pytest.mark.parametrize("arguments", [(), ({},), ({}, None, None), (None, None), ([], None), ("environ", None), (1, 2)])
def test_not_a_call(arguments: Any) -> None:
    with pytest.raises(TypeError):
        probe().application(*arguments)


def test_a_dict_of_its_own_kind() -> None:
    class Environ(dict):  # type: ignore[type-arg]
        pass
    from hosted.calls import Answer, environ
    assert Answer(probe().application, Environ(environ("/hello"))).body == b"Hello, world"


# --- where it is mounted


def test_routes_match_script_name_and_path_info() -> None:
    assert describe("/", SCRIPT_NAME="/mounted", PATH_INFO="/describe")["path"] == "/mounted/describe"
    assert call("/", SCRIPT_NAME="/item", PATH_INFO="/7").body == b"/item/7"


def test_routing_may_ignore_script_name() -> None:
    unmounted = probe().unmounted
    assert call("/", application=unmounted, SCRIPT_NAME="/mount", PATH_INFO="/hello").body == b"Hello, world"
    seen = describe("/", application=unmounted, SCRIPT_NAME="/mount", PATH_INFO="/x%y")
    assert (seen["path"], seen["uri"]) == ("/mount/x%25y", "/mount/x%25y")
    assert describe("/", application=unmounted, SCRIPT_NAME="/mount", PATH_INFO="")["path"] == "/mount"
