"""An application that knows which process imported it, and which version it was then."""

import os
import threading

IMPORTER = os.getpid()


def version():
    try:
        with open(os.environ.get("VERSION_FILE", "")) as f:
            return f.read()
    except OSError:
        return "1"


VERSION = version()
if VERSION == "broken":
    raise RuntimeError("broken on purpose")
if os.environ.get("START_THREAD"):
    threading.Thread(target=threading.Event().wait, daemon=True).start()


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d %d %s" % (os.getpid(), IMPORTER, VERSION.encode())]


def make():
    maker = os.getpid()

    def made(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%d %d made" % (os.getpid(), maker)]
    return made
