"""A request that does not end, and exit functions; with WAITS one of them waits for what the request holds."""

import atexit
import os
import sys
import threading
import time

lock = threading.Lock()


def last():
    if os.environ.get("WAITS"):
        print("atexit waits", file=sys.stderr, flush=True)
        lock.acquire()
    print("atexit ran", file=sys.stderr)
    print("atexit printed")


atexit.register(last)


def application(environ, start_response):
    with lock:
        print("inside", file=sys.stderr, flush=True)
        time.sleep(1000)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"never"]
