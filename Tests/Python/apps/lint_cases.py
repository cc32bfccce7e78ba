"""Applications that break PEP 3333, each by the number of the rule that it breaks (docs/errors.md), and some that don't."""

import sys

TEXT = ("Content-Type", "text/plain")
BROKEN = {}
GOOD = {}


def breaks(*numbers):
    def keep(app):
        BROKEN[numbers] = app
        return app
    return keep


def good(app):
    GOOD[app.__name__] = app
    return app


def head(number, status="200 OK", headers=(TEXT,), body=(b"x",)):
    """An application whose head is wrong."""
    def app(environ, start_response):
        start_response(status, list(headers) if isinstance(headers, tuple) else headers)
        return list(body)
    BROKEN[(number,)] = app


head(301, status=b"200 OK")
head(302, status="200")
head(303, status="100 Continue")
head(304, headers=iter([TEXT]))
head(305, headers=(["Content-Type", "text/plain"], TEXT))
head(306, headers=(TEXT, ("X-Count", 3)))
head(307, headers=(TEXT, ("X Count", "3")))
head(308, headers=(TEXT, ("X-A", "b\r\nSet-Cookie: c=d")))
head(309, headers=(TEXT, ("X-A", "\u20ac")))
head(310, headers=(TEXT, ("Transfer-Encoding", "chunked")))
head(311, headers=(TEXT, ("Status", "200 OK")))
head(312, headers=(("X-A", "b"),))
head(313, status="204 No Content", body=())
head(314, headers=(TEXT, ("Content-Length", "one")))
head(315, headers=(TEXT, ("Content-Length", "3")), body=(b"four",))
head(316, headers=(TEXT, ("Content-Length", "5")), body=(b"four",))
head(317, status="204 No Content", headers=(("X-A", "b"),))
head(318, headers=(TEXT, ("Location", "/a"), ("Location", "/b")))


@breaks(321)
def silent(environ, start_response):
    return []


@breaks(322)
def twice(environ, start_response):
    start_response("200 OK", [TEXT])
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(323)
def odd_exc_info(environ, start_response):
    try:
        raise KeyError("x")
    except KeyError as error:
        start_response("500 Oh", [TEXT], error)
    return [b"x"]


@breaks(324)
def named(environ, start_response):
    start_response(status="200 OK", response_headers=[TEXT])
    return [b"x"]


@breaks(325)
def late(environ, start_response):
    yield b"x"
    start_response("200 OK", [TEXT])


KEPT = []


@breaks(326)
def keeps(environ, start_response):
    if KEPT:
        try:
            KEPT.pop()("200 OK", [TEXT])
        except Exception:  # noqa: BLE001 - what a server says of it is its own affair
            pass
    KEPT.append(start_response)
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(327)
def swallows(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"x"
    try:
        raise KeyError("late")
    except KeyError:
        try:
            start_response("500 Oh", [TEXT], sys.exc_info())
        except KeyError:
            pass
    yield b"y"


@breaks(331)
def returns_text(environ, start_response):
    start_response("200 OK", [TEXT])
    return "x"


@breaks(332)
def yields_text(environ, start_response):
    start_response("200 OK", [TEXT])
    return ["x"]


@breaks(333)
def writes_text(environ, start_response):
    start_response("200 OK", [TEXT])("x")
    return []


@breaks(334)
def writes_while_iterated(environ, start_response):
    write = start_response("200 OK", [TEXT])
    yield b"x"
    write(b"y")


class Bitter:
    def __init__(self):
        self.left = [b"x"]

    def __iter__(self):
        return iter(self.left)

    def close(self):
        raise ValueError("close() failed on purpose")


@breaks(335)
def close_fails(environ, start_response):
    start_response("200 OK", [TEXT])
    return Bitter()


WRITERS = []


@breaks(336)
def writes_later(environ, start_response):
    if WRITERS:
        try:
            WRITERS.pop()(b"y")
        except Exception:  # noqa: BLE001
            pass
    WRITERS.append(start_response("200 OK", [TEXT]))
    return [b"x"]


@breaks(341)
def closes_input(environ, start_response):
    environ["wsgi.input"].close()
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(342)
def reads_too_much(environ, start_response):
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0) + 1)
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(343)
def reads_without_size(environ, start_response):
    environ["wsgi.input"].read()
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(344)
def bytes_to_errors(environ, start_response):
    try:
        environ["wsgi.errors"].write(b"x")
    except TypeError:
        pass
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(345)
def closes_errors(environ, start_response):
    errors = environ["wsgi.errors"]
    errors.close = getattr(errors, "close", None)  # the stream itself stays open in these tests
    type(errors).close(errors)
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(351)
def replaces(environ, start_response):
    environ["REMOTE_USER"] = 7
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(352)
def removes(environ, start_response):
    del environ["wsgi.url_scheme"]
    start_response("200 OK", [TEXT])
    return [b"x"]


@breaks(353)
def shifts(environ, start_response):
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = environ["SCRIPT_NAME"] + "/", environ["PATH_INFO"].lstrip("/")
    environ["SCRIPT_NAME"] += "shop"
    start_response("200 OK", [TEXT])
    return [b"x"]


@good
def plain(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "1"), ("Set-Cookie", "a=b"), ("Set-Cookie", "c=d")])
    return [b"x"]


@good
def generator(environ, start_response):
    yield b""
    start_response("200 OK", [TEXT])
    yield b"x"


@good
def writer(environ, start_response):
    start_response("200 OK", [TEXT])(b"x")
    return []


@good
def replaced(environ, start_response):
    start_response("200 OK", [TEXT])
    try:
        raise KeyError("x")
    except KeyError:
        start_response("500 Oh", [TEXT], sys.exc_info())
    return [b"x"]


@good
def nothing(environ, start_response):
    start_response("304 Not Modified", [("ETag", '"x"')])
    return []


@good
def reader(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    print("read", len(body), file=environ["wsgi.errors"])
    start_response("200 OK", [TEXT])
    return [body or b"x"]


@good
def mount(environ, start_response):
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = environ["SCRIPT_NAME"] + environ["PATH_INFO"], ""
    start_response("200 OK", [TEXT])
    return [b"x"]


def application(environ, start_response):
    """/321 is the application that breaks rule 321, /plain a good one."""
    name = environ["PATH_INFO"].strip("/")
    if name.isdigit():
        return BROKEN[(int(name),)](environ, start_response)
    return GOOD.get(name, plain)(environ, start_response)
