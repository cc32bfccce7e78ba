"""An application that says who answers, and writes down what it began and what it finished: JOURNAL, a line each.

`?id=N&until=FILE` is not finished before there is such a file.
"""

import os
import time
from urllib.parse import parse_qs

JOURNAL = os.open(os.environ["JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC)


def application(environ, start_response):
    asked = parse_qs(environ["QUERY_STRING"])
    number, pid = asked.get("id", ["-"])[0], os.getpid()
    os.write(JOURNAL, b"began %s %d\n" % (number.encode(), pid))
    time.sleep(float(asked.get("for", ["0"])[0]))
    while "until" in asked and not os.path.exists(asked["until"][0]):
        time.sleep(0.01)
    body = b"%d %s" % (pid, number.encode())
    # Once the answer is on its way nothing of the application is left to do.
    os.write(JOURNAL, b"ended %s %d\n" % (number.encode(), pid))
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Worker-PID", str(pid)),
                              ("Content-Length", str(len(body)))])
    return [body]
