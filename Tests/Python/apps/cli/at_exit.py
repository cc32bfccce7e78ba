"""Says when the interpreter ends, and keeps a thread that outlives the server for a moment."""

import atexit
import sys
import threading
import time

atexit.register(lambda: print("atexit ran", file=sys.stderr, flush=True))


def application(environ, start_response):
    threading.Thread(target=time.sleep, args=(0.2,)).start()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
