"""Apps that write to wsgi.errors, to logging, to the standard streams."""

import logging
import sys
import warnings

import state
from framing import TEXT

log = logging.getLogger("talking")


def _done(start_response):
    start_response("200 OK", [TEXT, ("Content-Length", "5")])
    return [b"said\n"]


def errors(environ, start_response):
    """/talking/errors?WORD"""
    stream, word = environ["wsgi.errors"], environ["QUERY_STRING"]
    stream.write("errors-%s-write\n" % word)
    stream.writelines(["errors-%s-one\n" % word, "errors-%s-two\n" % word])
    stream.write("errors-%s-part " % word)
    stream.write("and the rest\n")
    stream.flush()
    print("errors-%s-print" % word, file=stream)
    return _done(start_response)


def errors_between(environ, start_response):
    """/talking/errors_between?WORD: half a line, the rest of it behind /slow/open?WORD."""
    stream, word = environ["wsgi.errors"], environ["QUERY_STRING"]
    stream.write("left-%s " % word)
    state.count("between.waiting")
    state.gate(word).wait(30)
    stream.write("right-%s\n" % word)
    return _done(start_response)


def errors_odd(environ, start_response):
    stream = environ["wsgi.errors"]
    stream.write("odd: \u20ac caf\xe9 \U0001f40d lone \udcff zero \0 end\n")
    stream.write("")
    stream.write("odd-without-newline")
    stream.flush()
    try:
        stream.write(b"bytes")
    except TypeError:
        stream.write("odd-bytes-refused\n")
    return _done(start_response)


def errors_late(environ, start_response):
    """Keeps the stream and writes to it in the next request."""
    old = getattr(errors_late, "kept", None)
    errors_late.kept = environ["wsgi.errors"]
    if old:
        print("late-%s" % environ["QUERY_STRING"], file=old)
    return _done(start_response)


def long_line(environ, start_response):
    environ["wsgi.errors"].write("long-%s-end\n" % ("x" * 100_000))
    return _done(start_response)


def logging_default(environ, start_response):
    log.warning("logging-%s", environ["QUERY_STRING"])
    return _done(start_response)


def logging_exception(environ, start_response):
    try:
        raise ValueError("logged-%s" % environ["QUERY_STRING"])
    except ValueError:
        log.exception("it failed")
    return _done(start_response)


def streams(environ, start_response):
    print("stdout-%s" % environ["QUERY_STRING"], flush=True)
    print("stderr-%s" % environ["QUERY_STRING"], file=sys.stderr, flush=True)
    return _done(start_response)


def warns(environ, start_response):
    warnings.warn("warned-%s" % environ["QUERY_STRING"], stacklevel=1)
    return _done(start_response)
