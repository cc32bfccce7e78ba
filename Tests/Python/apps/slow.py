"""Apps that take their time."""

import ctypes
import io
import os
import threading
import time

import state
from framing import TEXT


def sleep(environ, start_response):
    """/slow/sleep?SECONDS"""
    state.count("sleep.began")
    time.sleep(float(environ["QUERY_STRING"] or 1))
    state.count("sleep.ended")
    start_response("200 OK", [TEXT, ("Content-Length", "6")])
    return [b"slept\n"]


def fifo(environ, start_response):
    """/slow/fifo?PATH waits until somebody opens the other end: a test, which need not ask this server for it."""
    os.close(os.open(environ["QUERY_STRING"], os.O_RDONLY))
    start_response("200 OK", [TEXT, ("Content-Length", "7")])
    return [b"opened\n"]


def gate(environ, start_response):
    """/slow/gate?NAME waits until /slow/open?NAME (or for 30 s), and says which thread it ran on."""
    name = environ["QUERY_STRING"]
    state.count("gate.%s.waiting" % name)
    opened = state.gate(name).wait(30)
    state.count("gate.%s.waiting" % name, -1)
    start_response("200 OK" if opened else "504 Gate", [TEXT])
    return [b"%d" % threading.get_ident()]


def until(environ, start_response):
    """/slow/until?FILE waits until the file is there; FILE.begun says that it waits. For tests that can't ask meanwhile."""
    path = environ["QUERY_STRING"]
    with io.open(path + ".begun", "w"):
        pass
    while not os.path.exists(path):
        time.sleep(0.01)
    start_response("200 OK", [TEXT, ("Content-Length", "7")])
    return [b"waited\n"]


def spin(environ, start_response):
    """/slow/spin?NAME holds the GIL in pure Python until /slow/open?NAME (or for 30 s)."""
    name = environ["QUERY_STRING"]
    opened, end = state.gate(name), time.monotonic() + 30
    state.count("spin.%s.began" % name)
    while not opened.is_set() and time.monotonic() < end:
        pass
    start_response("200 OK" if opened.is_set() else "504 Gate", [TEXT])
    return [b"busy\n"]


def gate_stream(environ, start_response):
    """The head and a chunk at once, the rest behind the gate."""
    name = environ["QUERY_STRING"]
    start_response("200 OK", [TEXT])
    yield b"first "
    state.count("gate.%s.waiting" % name)
    state.gate(name).wait(30)
    state.count("gate.%s.waiting" % name, -1)
    yield b"second"


def open(environ, start_response):
    state.gate(environ["QUERY_STRING"]).set()
    start_response("200 OK", [TEXT])
    return [b"opened"]


def busy(environ, start_response):
    """Holds the GIL in pure Python."""
    end, n = time.perf_counter() + float(environ["QUERY_STRING"] or 0.1), 0
    while time.perf_counter() < end:
        n += 1
    start_response("200 OK", [TEXT])
    return [b"busy\n"]


def hold(environ, start_response):
    """Holds the GIL in native code, as an extension does that never lets go of it."""
    state.count("hold.began")
    seconds = float(environ["QUERY_STRING"] or 1)
    ctypes.PyDLL(None).usleep(ctypes.c_uint(int(seconds * 1e6)))
    start_response("200 OK", [TEXT])
    return [b"held\n"]


def held(environ, start_response):
    """/slow/held?PATH: like fifo, and with the GIL held by native code meanwhile."""
    python = ctypes.PyDLL(None)
    os.close(python.open(os.fsencode(environ["QUERY_STRING"]), os.O_RDONLY))
    start_response("200 OK", [TEXT])
    return [b"held\n"]


def trickle(environ, start_response):
    """A byte at a time, with pauses: each must arrive when it is made."""
    start_response("200 OK", [TEXT])
    for n in range(3):
        state.count("trickle.made")
        yield b"%d" % n
        state.gate("trickle%d" % n).wait(20)


def objects(environ, start_response):
    start_response("200 OK", [TEXT])
    return [b"%d" % state.objects()]
