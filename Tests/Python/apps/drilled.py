"""The application of the failure drills: /, and paths that misbehave on request."""

import os
import sys
import time

BIG = b"x" * (1 << 20)


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/upload":
        stream, total = environ["wsgi.input"], 0
        while chunk := stream.read(65536):
            total += len(chunk)
        body = [b"%d" % total]
    elif path == "/big":
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        return (BIG for _ in range(int(environ["QUERY_STRING"] or 64)))
    elif path == "/blob":
        body = [BIG * int(environ["QUERY_STRING"] or 4)]
    elif path == "/sleep":
        time.sleep(float(environ["QUERY_STRING"] or 1))
        body = [b"slept"]
    elif path == "/raise":
        raise RuntimeError("broken on purpose")
    elif path == "/abort":
        os.abort()
    elif path == "/open":
        with open("/dev/null", "rb"):
            body = [b"opened"]
    elif path == "/print":
        print("x" * 1000, file=environ["wsgi.errors"])
        body = [b"printed"]
    else:
        body = [b"%d" % os.getpid()]
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(sum(map(len, body))))])
    return body


if os.path.exists(os.environ.get("DRILL_BROKEN_WHEN", "")):
    sys.exit("broken on purpose")
