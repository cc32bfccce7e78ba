"""Nothing grows over 100,000 calls, whatever becomes of them."""

from __future__ import annotations

import pytest

from harness.server import APPS
from hosted.test_processes import run
from test_versions import VERSIONS, interpreter

SCRIPT = """
import gc, io, os
import hosted_probe

with open(os.path.join(os.environ["PROBE_FILES"], "leak.txt"), "wb") as file:
    file.write(b"x" * 100)


class Planned(Exception):
    pass


def raising(*_):
    raise Planned()


def read(size):
    raise Planned()


start = lambda *_: (lambda data: None)
half = lambda *_: raising
Broken = type("Broken", (), {"read": staticmethod(read)})
quiet = type("Quiet", (), {"write": lambda self, text: None, "flush": lambda self: None})()
body = b"a=1&b=2"
shared = "a-value-that-many-environs-share"
form = dict(REQUEST_METHOD="POST", CONTENT_LENGTH="7", CONTENT_TYPE="application/x-www-form-urlencoded")
plain, streaming, small = hosted_probe.application, hosted_probe.streaming, hosted_probe.small

# (application, start_response, path, what differs in environ); a fresh input for each call
KINDS = [
    (plain, start, "/hello", {}),
    (plain, start, "/hello", {"HTTP_COOKIE": "a=1; b=2", "HTTP_X_SHARED": shared}),
    (plain, start, "/nowhere/caf\\xc3\\xa9", {"QUERY_STRING": "x=1&y=%20"}),
    (plain, start, "/cookies", {}),
    (plain, start, "/throws", {}),
    (plain, start, "/flush", {}),
    (plain, start, "/yield", {}),
    (plain, start, "/", form),
    (small, start, "/body", dict(form, CONTENT_LENGTH="2000")),
    (small, start, "/body", dict(form, CONTENT_LENGTH="9999")),
    (plain, start, "/hello", {"REQUEST_METHOD": None}),
    (plain, start, "/hello", {"PATH_INFO": 7, "HTTP_X_SHARED": shared}),
    (plain, start, "/body", dict(form, CONTENT_LENGTH="70")),
    (plain, start, "/body", dict(form, **{"wsgi.input": Broken()})),
    (plain, raising, "/hello", {}),
    (streaming, start, "/flush", {}),
    (streaming, half, "/flush", {}),
    (streaming, raising, "/flush", {}),
    (streaming, start, "/flush-then-fail", {}),
    (plain, start, "/files/leak.txt", {}),
    (plain, start, "/large/1100000", {}),
    (plain, start, "/python/hello", {}),
]


def round_of(kinds):
    for application, start_response, path, more in kinds:
        given = environ(path, **{"wsgi.errors": quiet, "wsgi.input": io.BytesIO(body * 300)})
        given.update(more)
        given = {key: value for key, value in given.items() if value is not None}
        try:
            for block in application(given, start_response):
                pass
        except (Planned, RuntimeError):
            pass


def measure():
    gc.collect()
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    return {"blocks": sys.getallocatedblocks(), "objects": len(gc.get_objects()), "references": sys.getrefcount(shared),
            "none": sys.getrefcount(None), "callables": sys.getrefcount(start) + sys.getrefcount(raising),
            "descriptors": len(os.listdir("/proc/self/fd")), "rss": pages * 4}


for _ in range(20):
    round_of(KINDS)
# The rare and expensive ones now and then, the others often: 100,000 calls.
often = [kind for kind in KINDS if kind[2] not in ("/large/1100000", "/python/hello", "/files/leak.txt")]
calls = 0
while calls < 30_000:
    round_of(often)
    calls += len(often)
before = measure()
while calls < 100_000:
    for _ in range(50):
        round_of(often)
    round_of(KINDS)
    calls += 50 * len(often) + len(KINDS)
after = measure()
assert ask(plain, "/hello") == b"Hello, world"
print(calls, before, after)
grown = {name: after[name] - before[name] for name in after}
# Each kind is called more than 3,000 times in between; caches of the interpreter's own take a few blocks.
assert all(abs(grown[name]) <= 500 for name in ("blocks", "objects", "references", "callables", "descriptors")), grown
# Immortal from 3.12 on; a few frames may hold some.
assert abs(grown["none"]) <= 500, grown
assert grown["rss"] <= 2048, grown
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_nothing_grows(version: str) -> None:
    python = interpreter(version)
    if not python:
        pytest.skip("no Python %s here" % version)
    print(run(python, SCRIPT, PYTHONPATH=str(APPS)))
