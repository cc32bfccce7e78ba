"""Takes its time at import."""

import time

print("importing", flush=True)
time.sleep(3)


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"at last"]
