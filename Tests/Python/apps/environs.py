"""Shows the environ as JSON: each key with its value's type and text."""

import json
import threading
from wsgiref.validate import validator

SIMPLE = (str, int, bool, float, tuple, type(None))


def dump(environ, start_response):
    shown = {key: [type(value).__name__, value if isinstance(value, SIMPLE) else repr(value)]
             for key, value in environ.items()}
    shown["(type)"] = [type(environ).__name__, ""]
    shown["(thread)"] = ["str", threading.current_thread().name]
    shown["(main thread)"] = ["bool", threading.current_thread() is threading.main_thread()]
    body = json.dumps(shown).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


validated = validator(dump)
application = dump


def identity(environ, start_response):
    """How a value looks from Python: every str in it latin-1, every key interned or not, but a plain str."""
    odd = [key for key, value in environ.items() if type(key) is not str or isinstance(value, str) and (
        type(value) is not str or any(ord(c) > 255 for c in value))]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr(odd).encode()]
