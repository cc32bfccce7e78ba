"""Apps that keep or break the rules of the call: start_response, write, what is returned, what is raised."""

import sys
from wsgiref.validate import validator

import state
from framing import TEXT


class Planned(Exception):
    """What these apps raise, so that a test finds it in the log."""


def lazy(environ, start_response):
    """Nothing happens before the first `next`."""
    start_response("404 Not Found", [TEXT, ("X-Lazy", "yes")])
    yield b"lazy"


class LazyIterator:
    def __init__(self, start_response):
        self.start_response, self.left = start_response, [b"", b"one", b"two"]

    def __iter__(self):
        return self

    def __next__(self):
        if self.start_response:
            self.start_response("201 Created", [TEXT, ("X-Lazy", "yes")])
            self.start_response = None
        if not self.left:
            raise StopIteration
        return self.left.pop(0)


def lazy_iterator(environ, start_response):
    return LazyIterator(start_response)


class LazyIterable:
    """Not an iterator: `__iter__` answers, and gives another object."""

    def __init__(self, environ, start_response):
        self.start_response = start_response

    def __iter__(self):
        write = self.start_response("201 Created", [TEXT, ("X-Lazy", "yes")])
        write(b"one")
        return iter([b"", b"two"])


def lazy_too_late(environ, start_response):
    """A chunk before start_response."""
    yield b"early"
    start_response("200 OK", [TEXT])


def twice(environ, start_response):
    start_response("200 OK", [TEXT])
    try:
        start_response("201 Created", [TEXT])
    except Exception as error:
        return [b"refused: " + type(error).__name__.encode()]
    return [b"accepted"]


def twice_uncaught(environ, start_response):
    start_response("200 OK", [TEXT])
    start_response("201 Created", [TEXT])
    return [b"never"]


def replaced(environ, start_response):
    """The head is not sent yet: exc_info replaces it, and the old headers are gone."""
    start_response("200 OK", [TEXT, ("X-Old", "1"), ("Content-Length", "999")])
    try:
        raise Planned("replaced")
    except Planned:
        start_response("500 Oops", [TEXT, ("X-New", "1")], sys.exc_info())
    return [b"replaced"]


def replaced_in_generator(environ, start_response):
    start_response("200 OK", [TEXT, ("X-Old", "1")])
    yield b""
    try:
        raise Planned("in generator")
    except Planned:
        start_response("502 Oops", [TEXT, ("X-New", "1")], sys.exc_info())
    yield b"replaced"


def first_call_with_exc_info(environ, start_response):
    try:
        raise Planned("first")
    except Planned:
        start_response("503 Oops", [TEXT], sys.exc_info())
    return [b"first"]


def exc_info_too_late(environ, start_response):
    """The head is out: start_response must raise the original exception again."""
    start_response("200 OK", [TEXT])
    yield b"before"
    try:
        raise Planned("too late %s" % environ["QUERY_STRING"])
    except Planned:
        try:
            start_response("500 Oops", [TEXT], sys.exc_info())
        except Planned:
            state.count("exc_info_too_late.raised")
            raise
    yield b"after"


NO_EXCEPTIONS = [(None, None, None), (1, 2, 3), (ValueError, "text", None), (), (ValueError,), "text"]


def exc_info_of_nothing(environ, start_response):
    """/calls/exc_info_of_nothing/INDEX: too late, and with nothing in it that could be raised."""
    start_response("200 OK", [TEXT])
    yield b"before"
    start_response("500 Oops", [TEXT], NO_EXCEPTIONS[int(environ["PATH_INFO"].rpartition("/")[2])])
    yield b"after"


def never(environ, start_response):
    return [b"never"]


def never_generator(environ, start_response):
    yield b"never"


def never_empty(environ, start_response):
    return []


def returns_none(environ, start_response):
    start_response("200 OK", [TEXT])


def returns_str(environ, start_response):
    start_response("200 OK", [TEXT])
    return "text"


def returns_bytes(environ, start_response):
    """Iterating bytes gives ints."""
    start_response("200 OK", [TEXT])
    return b"text"


def returns_int(environ, start_response):
    start_response("200 OK", [TEXT])
    return 42


def str_chunks(environ, start_response):
    start_response("200 OK", [TEXT])
    return ["text"]


def str_chunk_late(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"bytes"
    yield "text"


def none_chunk(environ, start_response):
    start_response("200 OK", [TEXT])
    yield None


def bytearray_chunk(environ, start_response):
    start_response("200 OK", [TEXT])
    return [bytearray(b"bytearray")]


def memoryview_chunk(environ, start_response):
    start_response("200 OK", [TEXT])
    return [memoryview(b"memoryview")]


STATUSES = ["200", "200OK", "20 OK", "2000 OK", "abc OK", " 200 OK", "", "099 Low", "1000 High", "-20 OK", "200 OK\r\nX-Injected: 1",
            "200 O\nK", "200 \0", 200, None, b"200 OK", ["200 OK"], "200 \u20ac", "100 Continue", "\u0662\u0660\u0660 OK"]

HEADERS = [
    (TEXT,), [list(TEXT)], None, {"Content-Type": "text/plain"}, "Content-Type: text/plain", [("Only-name",)],
    [("A", "b", "c")], [(b"X-Name", "v")], [("X-Name", b"v")], [("X-Name", 1)], [("X-Name", None)],
    [("X-Name", "a\r\nX-Injected: 1")], [("X-Name", "a\nb")], [("X-Name", "a\rb")], [("X-Name", "a\0b")],
    [("X-Name\r\nX-Injected", "1")], [("X Name", "1")], [("X-Name:", "1")], [("", "1")], [("X-N\xe4me", "1")],
    [("X-Name", "\u20ac")], [("X-Na\u20acme", "1")], [("X-Name", "a\x7fb")], [("X-Name", "a\x01b")],
]


def bad_status(environ, start_response):
    """/calls/bad_status/INDEX"""
    start_response(STATUSES[int(environ["PATH_INFO"].rpartition("/")[2])], [TEXT])
    return [b"accepted"]


def bad_headers(environ, start_response):
    """/calls/bad_headers/INDEX"""
    start_response("200 OK", HEADERS[int(environ["PATH_INFO"].rpartition("/")[2])])
    return [b"accepted"]


def no_arguments(environ, start_response):
    start_response()
    return [b"accepted"]


def four_arguments(environ, start_response):
    start_response("200 OK", [TEXT], None, None)
    return [b"accepted"]


def by_keyword(environ, start_response):
    """PEP 3333 makes the arguments positional; whatever happens, the server goes on."""
    try:
        start_response(status="200 OK", response_headers=[TEXT])
    except TypeError:
        start_response("200 OK", [TEXT])
    return [b"done"]


def exc_info_none(environ, start_response):
    start_response("200 OK", [TEXT], None)
    return [b"fine"]


def mutated(environ, start_response):
    """The app's list must be neither kept nor changed: what it does with it afterwards is its own affair."""
    headers = [TEXT, ("X-Mine", "1")]
    start_response("200 OK", headers)
    state.note("mutated.same", headers == [TEXT, ("X-Mine", "1")])
    yield b"abc"
    state.note("mutated.after", headers == [TEXT, ("X-Mine", "1")])


def environ_mutated(environ, start_response):
    """The environ is the app's to change; the next request must not see it."""
    seen = "mine" in environ or environ.get("SERVER_NAME") == "changed" or "HTTP_HOST" not in environ
    environ["mine"] = object()
    environ["SERVER_NAME"] = "changed"
    del environ["HTTP_HOST"], environ["wsgi.errors"]
    start_response("200 OK", [TEXT])
    return [b"seen" if seen else b"clean"]


def write_only(environ, start_response):
    write = start_response("200 OK", [TEXT])
    write(b"one ")
    write(b"two")
    return []


def write_then_iterate(environ, start_response):
    write = start_response("200 OK", [TEXT, ("X-Written", "yes")])
    write(b"written ")
    write(b"")
    return [b"iterated ", b"twice"]


def write_with_length(environ, start_response):
    write = start_response("200 OK", [TEXT, ("Content-Length", "15")])
    write(b"written ")
    return [b"rest...more surplus"[:7]]


def write_leaves(environ, start_response):
    """What was written must reach the client before `write` returns to us, who wait for the client's next step."""
    write = start_response("200 OK", [TEXT])
    write(b"first")
    state.count("write_leaves.returned")
    state.gate("write_leaves").wait(20)
    state.gate("write_leaves").clear()
    return [b"second"]


def write_str(environ, start_response):
    write = start_response("200 OK", [TEXT])
    try:
        write("text")
    except Exception as error:
        return [b"refused: " + type(error).__name__.encode()]
    return [b"accepted"]


def write_after_return(environ, start_response):
    """A `write` kept beyond the request must raise, not write into another's answer."""
    old = getattr(write_after_return, "kept", None)
    write_after_return.kept = start_response("200 OK", [TEXT, ("Content-Length", "4")])
    if old:
        try:
            old(b"FOREIGN")
            return [b"bad."]
        except Exception:
            return [b"good"]
    return [b"kept"]


def start_after_return(environ, start_response):
    """The same for a start_response that is kept."""
    old = getattr(start_after_return, "kept", None)
    start_after_return.kept = start_response
    outcome = b"kept"
    if old:
        try:
            old("500 Foreign", [("X-Foreign", "1")])
            outcome = b"bad."
        except Exception:
            outcome = b"good"
    start_response("200 OK", [TEXT, ("Content-Length", "4")])
    return [outcome]


def raises(environ, start_response):
    raise Planned("before the head %s" % environ["QUERY_STRING"])


def raises_after_start(environ, start_response):
    start_response("200 OK", [TEXT, ("X-Old", "1")])
    raise Planned("after start_response")


def raises_at_first(environ, start_response):
    start_response("200 OK", [TEXT, ("X-Old", "1")])
    raise Planned("at the first chunk")
    yield b"never"


def raises_later(environ, start_response):
    start_response("200 OK", [TEXT])
    yield b"chunk"
    raise Planned("after the head %s" % environ["QUERY_STRING"])


def raises_later_with_length(environ, start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "100")])
    yield b"chunk"
    raise Planned("after the head %s" % environ["QUERY_STRING"])


def raises_after_all(environ, start_response):
    """Every promised byte is out when it raises."""
    start_response("200 OK", [TEXT, ("Content-Length", "5")])
    yield b"chunk"
    raise Planned("after all")


def raises_after_write(environ, start_response):
    write = start_response("200 OK", [TEXT])
    write(b"chunk")
    raise Planned("after write")


def exits(environ, start_response):
    sys.exit(3)


def interrupts(environ, start_response):
    raise KeyboardInterrupt


def stops_iteration(environ, start_response):
    raise StopIteration("not a generator's end")


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def unprintable(environ, start_response):
    raise Unprintable


def unencodable(environ, start_response):
    raise Planned("lone surrogate \udc80 and \u20ac and \0")


def chained(environ, start_response):
    try:
        raise ValueError("the cause")
    except ValueError as error:
        raise Planned("the effect") from error


def recursion(environ, start_response):
    return recursion(environ, start_response)


def memory(environ, start_response):
    raise MemoryError


validated_lazy = validator(lazy)
validated_write = validator(write_then_iterate)
validated_replaced = validator(replaced)
