"""An application whose requests hang in several ways; BODY of the environment's paths below."""

import ctypes
import os
import signal
import threading
import time

HOLD = float(os.environ.get("STUCK_FOR", "60"))
release = threading.Event()
late = []


def hang_in_python():
    release.wait(HOLD)


def spin_in_python():
    end = time.monotonic() + HOLD
    while time.monotonic() < end and not release.is_set():
        pass


def hold_the_gil():
    os.write(2, b"holds the GIL\n")
    ctypes.PyDLL(None).usleep(int(float(os.environ.get("HOLD_GIL", "8")) * 1e6))


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/hang":
        hang_in_python()
    if path == "/spin":
        spin_in_python()
    if path == "/gil":
        hold_the_gil()
    if path == "/segfault":
        ctypes.string_at(0)
    if path == "/kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if path == "/eat-memory":
        eaten = []
        while True:
            eaten.append(bytearray(os.urandom(1 << 20)))
    if path == "/abort":
        os.abort()
    if path == "/release":
        release.set()
    if path == "/rearm":
        release.clear()
    if path == "/late":  # calls start_response long after
        hang_in_python()
        try:
            start_response("200 OK", [("Content-Type", "text/plain")])
        except RuntimeError as error:
            late.append(str(error))
            raise
        return [b"late"]
    if path == "/complaints":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return ["\n".join(late).encode()]
    if path == "/stream":
        return stream(start_response)
    if path == "/ticks":
        return ticks(start_response)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d" % os.getpid()]


def stream(start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"first\n"
    hang_in_python()
    yield b"second\n"


def ticks(start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    for _ in range(12):
        time.sleep(0.25)
        yield b"tick\n"
