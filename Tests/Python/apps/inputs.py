"""Ways to read the request's body; each answers with JSON about what it got."""

import hashlib
import json
from wsgiref.validate import validator


def _json(start_response, value):
    body = json.dumps(value).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _about(pieces):
    data = b"".join(pieces)
    return {"bytes": len(data), "sha": hashlib.sha256(data).hexdigest(), "pieces": len(pieces),
            "types": sorted({type(p).__name__ for p in pieces}), "longest": max(map(len, pieces), default=0),
            "first": pieces[0].decode("latin-1")[:100] if pieces else None,
            "last": pieces[-1].decode("latin-1")[-100:] if pieces else None}


def _until_empty(read, *arguments):
    pieces = []
    while True:
        piece = read(*arguments)
        if not piece:
            return pieces
        pieces.append(piece)


def read(environ, start_response):
    return _json(start_response, _about([environ["wsgi.input"].read()]))


def read_minus_one(environ, start_response):
    return _json(start_response, _about([environ["wsgi.input"].read(-1)]))


def read_none(environ, start_response):
    return _json(start_response, _about([environ["wsgi.input"].read(None)]))


def read_length(environ, start_response):
    """As PEP 3333's examples do it; a chunked body that is read as it comes has no length, only an end."""
    length = environ.get("CONTENT_LENGTH")
    return _json(start_response, _about([environ["wsgi.input"].read(*[int(length)] if length else [])]))


def read_more(environ, start_response):
    """Asks for more than there is."""
    return _json(start_response, _about([environ["wsgi.input"].read(10 << 20)]))


def read_n(environ, start_response):
    """/inputs/read_n?SIZE"""
    return _json(start_response, _about(_until_empty(environ["wsgi.input"].read, int(environ["QUERY_STRING"]))))


def read_zero(environ, start_response):
    stream = environ["wsgi.input"]
    return _json(start_response, _about([stream.read(0), stream.readline(0), stream.read()]))


def readline(environ, start_response):
    return _json(start_response, _about(_until_empty(environ["wsgi.input"].readline)))


def readline_n(environ, start_response):
    return _json(start_response, _about(_until_empty(environ["wsgi.input"].readline, int(environ["QUERY_STRING"]))))


def readlines(environ, start_response):
    return _json(start_response, _about(environ["wsgi.input"].readlines()))


def readlines_hint(environ, start_response):
    """The first call's lines only: at least the hint's bytes, and then no further line."""
    stream = environ["wsgi.input"]
    first = stream.readlines(int(environ["QUERY_STRING"]))
    return _json(start_response, {"first": _about(first), "rest": _about(stream.readlines())})


def iterate(environ, start_response):
    return _json(start_response, _about(list(environ["wsgi.input"])))


def mixed(environ, start_response):
    """One position for all ways of reading."""
    stream = environ["wsgi.input"]
    pieces = [stream.read(3), stream.readline(), stream.readline(2), next(iter(stream))] + stream.readlines(1)
    return _json(start_response, {"pieces": [p.decode("latin-1") for p in pieces], "rest": len(stream.read())})


def past_end(environ, start_response):
    stream = environ["wsgi.input"]
    whole = stream.read()
    after = [stream.read(), stream.read(1), stream.readline(), stream.readlines(), list(stream), stream.read(0), stream.read()]
    return _json(start_response, {"whole": len(whole), "after": [repr(a) for a in after]})


def unread(environ, start_response):
    return _json(start_response, {"length": environ.get("CONTENT_LENGTH")})


def some(environ, start_response):
    """Reads a part and leaves the rest."""
    return _json(start_response, {"some": environ["wsgi.input"].read(5).decode("latin-1")})


def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(len(body)))])
    return [body]


def echo_stream(environ, start_response):
    """Reads while it answers."""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    while True:
        piece = environ["wsgi.input"].read(65536)
        if not piece:
            return
        yield piece


def methods(environ, start_response):
    stream = environ["wsgi.input"]
    return _json(start_response, {name: callable(getattr(stream, name, None)) for name in
                                  ("read", "readline", "readlines", "__iter__")})


kept = []


def keep(environ, start_response):
    """Keeps the stream beyond its request and reads it in the next."""
    value = [repr(_try(stream.read)) for stream in kept]
    kept[:] = [environ["wsgi.input"]]
    return _json(start_response, value)


def _try(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__


def bad_arguments(environ, start_response):
    stream = environ["wsgi.input"]
    return _json(start_response, {"str": str(_try(lambda: stream.read("x"))), "two": str(_try(lambda: stream.read(1, 2))),
                                  "huge": str(_try(lambda: stream.read(1 << 70))), "rest": len(stream.read())})


def _for_validator(environ, start_response):
    """wsgiref.validate insists on an argument for read and readline."""
    stream = environ["wsgi.input"]
    pieces = [stream.read(2), stream.readline(1000)] + stream.readlines()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"".join(pieces)]


validated = validator(_for_validator)
