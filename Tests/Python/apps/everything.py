"""All the small apps behind one door: /MODULE/NAME runs `NAME` of apps/MODULE.py, /state shows the counters.

The environ is passed on untouched, so an app sees its own module and name in PATH_INFO.
"""

import importlib
import json

import state

MODULES = ("framing", "calls", "closing", "inputs", "files", "slow", "handed", "environs", "talking")


def application(environ, start_response):
    parts = environ["PATH_INFO"].split("/")
    if parts[1:] == ["state"]:
        body = json.dumps(state.snapshot()).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
    if len(parts) > 2 and parts[1] in MODULES:
        app = getattr(importlib.import_module(parts[1]), parts[2], None)
        if app is not None:
            return app(environ, start_response)
    start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "9")])
    return [b"not here\n"]
