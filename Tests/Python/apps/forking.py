"""An application that forks while it answers."""

import os
import sys
import time


def child_ends(how, environ, start_response):
    """In the child: comes back to the server, one way or another."""
    if how == "exits":
        print("said by the child")
        sys.exit(7)
    if how == "raises":
        raise RuntimeError("planned: in the child")
    try:
        start_response("200 OK", [("X-Child", "yes")])
    except RuntimeError:
        return [b"from the child"]
    os._exit(99)


def forked(how, environ, start_response):
    child = os.fork()
    if child == 0:
        return child_ends(how, environ, start_response)
    _, status = os.waitpid(child, 0)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % (os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))]


def in_a_stream(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"before "
    child = os.fork()
    if child == 0:
        yield b"from the child"
        return
    yield b"%d" % os.WEXITSTATUS(os.waitpid(child, 0)[1])


def with_a_child(environ, start_response):
    """/hold?FILE: leaves a child behind that has all descriptors, until the file is there."""
    child = os.fork()
    if child == 0:
        while not os.path.exists(environ["QUERY_STRING"]):
            time.sleep(0.01)
        os._exit(0)
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"%d" % child


def application(environ, start_response):
    how = environ["PATH_INFO"].strip("/")
    if how == "hold":
        return with_a_child(environ, start_response)
    if how == "stream":
        return in_a_stream(environ, start_response)
    if how:
        return forked(how, environ, start_response)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"fine"]
