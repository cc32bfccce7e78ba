"""Iterables that count how often, and where, `close` is called."""

import threading

import state
from framing import TEXT


class Closing:
    def __init__(self, name, chunks, raising=None, gate=None):
        self.name, self.chunks, self.raising, self.gate = name, iter(chunks), raising, gate
        state.count(name + ".made")

    def __iter__(self):
        return self

    def __next__(self):
        if self.gate:
            self.gate.wait(0.05)
        return next(self.chunks)

    def close(self):
        state.count(self.name + ".closed")
        state.note(self.name + ".thread", threading.current_thread() is not threading.main_thread())
        if self.raising:
            raise self.raising


def _start(start_response, *headers, status="200 OK"):
    start_response(status, [TEXT, *headers])


def fine(environ, start_response):
    _start(start_response, ("Content-Length", "3"))
    return Closing("fine", [b"abc"])


class ClosingList(list):
    """A list may have a `close` too, and then servers forget it."""

    def close(self):
        state.count("closing_list.closed")


def closing_list(environ, start_response):
    state.count("closing_list.made")
    _start(start_response)
    return ClosingList([b"abc"])


def empty(environ, start_response):
    _start(start_response)
    return Closing("empty", [])


def _failing():
    yield b"abc"
    raise RuntimeError("planned: in the middle")


def raising_next(environ, start_response):
    _start(start_response)
    return Closing("raising_next", _failing())


def raising_first(environ, start_response):
    def first():
        raise RuntimeError("planned: at once")
        yield
    _start(start_response)
    return Closing("raising_first", first())


def raising_close(environ, start_response):
    _start(start_response, ("Content-Length", "3"))
    return Closing("raising_close", [b"abc"], RuntimeError("planned: in close"))


def raising_close_stream(environ, start_response):
    _start(start_response)
    return Closing("raising_close_stream", [b"abc", b"def"], RuntimeError("planned: in close of a stream"))


def never_started(environ, start_response):
    return Closing("never_started", [b"abc"])


def bad_chunk(environ, start_response):
    _start(start_response)
    return Closing("bad_chunk", ["text"])


def too_long(environ, start_response):
    _start(start_response, ("Content-Length", "2"))
    return Closing("too_long", [b"abc", b"def"])


def too_short(environ, start_response):
    _start(start_response, ("Content-Length", "20"))
    return Closing("too_short", [b"abc", b"def"])


def bodiless(environ, start_response):
    """For HEAD, and by /closing/bodiless/304 for statuses without a body."""
    code = environ["PATH_INFO"].split("/")[3:] or ["200"]
    _start(start_response, status=code[0] + " X")
    return Closing("bodiless", [b"abc", b"def"])


def endless(environ, start_response):
    """Streams until the client is gone; the query names its counter."""
    name = environ["QUERY_STRING"] or "endless"

    def forever():
        while True:
            state.count(name + ".chunks")
            yield b"x" * 1024
    _start(start_response)
    return Closing(name, forever(), gate=state.gate("never"))


def silent(environ, start_response):
    """A chunk, then a long silence between chunks that are empty: nothing is written that could fail."""
    name = environ["QUERY_STRING"] or "silent"

    def forever():
        yield b"x"
        for _ in range(600):
            yield b""
    _start(start_response)
    return Closing(name, forever(), gate=state.gate("never"))


def gigabyte(environ, start_response):
    """/closing/gigabyte?MIB: so many MiB, as fast as they are taken."""
    block = b"g" * (64 << 10)

    def blocks():
        for _ in range(int(environ["QUERY_STRING"] or 1024) * 16):
            state.count("gigabyte.blocks")
            yield block
    _start(start_response)
    return Closing("gigabyte", blocks())


def generator(environ, start_response):
    """A generator's own `finally` runs by its `close`."""
    start_response("200 OK", [TEXT])
    try:
        state.count("generator.made")
        while True:
            yield b"x" * 65536
    finally:
        state.count("generator.closed")


class NoClose:
    def __iter__(self):
        return iter([b"no close"])


def no_close(environ, start_response):
    _start(start_response)
    return NoClose()
