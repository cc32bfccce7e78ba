"""Apps whose answers differ in length, framing and headers: some right, some wrong."""

from wsgiref.validate import validator

import state

TEXT = ("Content-Type", "text/plain")


def _answer(start_response, chunks, *headers, status="200 OK"):
    start_response(status, [TEXT, *headers])
    return chunks


def hello(environ, start_response):
    return _answer(start_response, [b"Hello world\n"], ("Content-Length", "12"))


validated = validator(hello)


def slow_hello(environ, start_response):
    return _answer(start_response, iter([b"Hello world\n"]))


def nocl_list(environ, start_response):
    return _answer(start_response, [b"abc"])


def nocl_two(environ, start_response):
    return _answer(start_response, [b"abc", b"defg"])


def nocl_tuple(environ, start_response):
    return _answer(start_response, (b"abc", b"defg"))


def nocl_generator(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"abc"
    yield b"defg"


validated_generator = validator(nocl_generator)


def empty_list(environ, start_response):
    return _answer(start_response, [])


def empty_generator(environ, start_response):
    start_response("200 OK", [TEXT])
    return
    yield


def empty_chunks(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b""
    yield b"abc"
    yield b""
    yield b"defg"
    yield b""


def only_empty_chunks(environ, start_response):
    return _answer(start_response, [b"", b""])


def badcl_short(environ, start_response):
    return _answer(start_response, [b"0123456789"], ("Content-Length", "50"))


def badcl_short_generator(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "50")])
    yield b"01234"
    yield b"56789"


def badcl_nothing(environ, start_response):
    return _answer(start_response, [], ("Content-Length", "50"))


def toolarge(environ, start_response):
    return _answer(start_response, [b"HTTP/1.1 200 OK\r\n\r\nsurplus"], ("Content-Length", "4"))


def toolarge_many(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "7")])
    yield b"abc"
    yield b"defg"
    yield b"SURPLUS"
    state.count("toolarge_many.on")
    yield b"SURPLUS"


def toolarge_write(environ, start_response):
    write = start_response("200 OK", [TEXT, ("Content-Length", "3")])
    write(b"abc")
    write(b"SURPLUS")
    return [b"SURPLUS"]


def cl_garbage(environ, start_response):
    return _answer(start_response, [b"abc"], ("Content-Length", "abc"))


def cl_negative(environ, start_response):
    return _answer(start_response, [b"abc"], ("Content-Length", "-3"))


def cl_twice(environ, start_response):
    return _answer(start_response, [b"abc"], ("Content-Length", "3"), ("Content-Length", "4"))


def head_with_length(environ, start_response):
    """A body for GET; for HEAD the same headers and, rightly, nothing."""
    chunks = [] if environ["REQUEST_METHOD"] == "HEAD" else [b"Hello world\n"]
    return _answer(start_response, chunks, ("Content-Length", "12"), ("X-Kept", "yes"))


def head_with_body(environ, start_response):
    """Sends its body even for HEAD, as many do."""
    return _answer(start_response, [b"Hello world\n"], ("Content-Length", "12"), ("X-Kept", "yes"))


def status(environ, start_response):
    """/framing/status/NNN: that status, with the body and Content-Length that it may or may not have."""
    code = environ["PATH_INFO"].rpartition("/")[2]
    return _answer(start_response, [b"body"], ("Content-Length", "4"), ("ETag", '"x"'), status=code + " Whatever")


def bare_status(environ, start_response):
    """/framing/bare_status/NNN: no Content-Type, no body, no length."""
    start_response(environ["PATH_INFO"].rpartition("/")[2] + " Whatever", [])
    return []


def bare_status_generator(environ, start_response):
    start_response(environ["PATH_INFO"].rpartition("/")[2] + " Whatever", [])
    yield b""


def untyped(environ, start_response):
    start_response("200 OK", [])
    return [b"abc"]


def own_headers(environ, start_response):
    return _answer(start_response, [b"abc"], ("Date", "Tue, 15 Nov 1994 08:12:31 GMT"), ("Server", "mine/1"))


def wants_close(environ, start_response):
    return _answer(start_response, [b"abc"], ("Connection", "close"))


def wants_close_generator(environ, start_response):
    start_response("200 OK", [TEXT, ("connection", "Close")])
    yield b"abc"


def hop_by_hop(environ, start_response):
    """/framing/hop_by_hop/NAME/VALUE"""
    name, value = environ["PATH_INFO"].split("/")[3:5]
    return _answer(start_response, [b"abc"], (name, value))


def latin1_header(environ, start_response):
    return _answer(start_response, [b"abc"], ("X-Name", "caf\xe9"))


def many_headers(environ, start_response):
    return _answer(start_response, [b"abc"], *[("X-%d" % n, "v" * 50) for n in range(500)])


def cookies(environ, start_response):
    return _answer(start_response, [b"abc"], ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2; Path=/"))


def megabyte(environ, start_response):
    return _answer(start_response, [b"x" * (1 << 20)], ("Content-Length", str(1 << 20)))


def chunks(environ, start_response):
    start_response("200 OK", [TEXT])
    for n in range(64):
        yield bytes([65 + n % 26]) * (16 << 10)


class Buffer(bytes):
    """A subclass of bytes is bytes."""


def bytes_subclass(environ, start_response):
    return _answer(start_response, [Buffer(b"abc")])


class Sequence:
    """Iterable by __getitem__ alone."""

    def __getitem__(self, index):
        return [b"abc", b"defg"][index]


def old_sequence(environ, start_response):
    return _answer(start_response, Sequence())


class Application:
    """A class as the application: an instance is the iterable."""

    def __init__(self, environ, start_response):
        self.start_response = start_response

    def __iter__(self):
        self.start_response("200 OK", [TEXT])
        yield b"from a class"
