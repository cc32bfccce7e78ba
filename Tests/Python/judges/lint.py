"""Answers before httplint and redbot, which know HTTP's fields and caching better than any test of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from harness.server import Server
from harness.wire import Response


def lint(server: Server, target: str, *fields: str, method: str = "GET", port: int = 0) -> "tuple[Response, dict[str, str]]":
    """Asks once; the answer, and what httplint says of it and its request: note's name to level and summary."""
    from httplint import HttpRequestLinter, HttpResponseLinter
    from harness.wire import Client
    asked = HttpRequestLinter()
    asked.process_request_topline(method.encode(), ("http://127.0.0.1" + target).encode(), b"1.1")
    asked.process_headers([(name.encode(), value.strip().encode()) for name, _, value in (field.partition(":") for field in fields)])
    asked.finish_content(True)
    with Client(("127.0.0.1", server.port + port)) as client:
        answer = client.request(target, method, *fields).response(method)
    answered = HttpResponseLinter(start_time=time.time(), _related=asked, no_content=method == "HEAD")
    answered.process_response_topline(b"1.1", str(answer.status).encode(), answer.reason.encode())
    answered.process_headers([(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers])
    answered.feed_content(answer.body)
    answered.finish_content(True)
    return answer, {type(note).__name__: "%s: %s" % (note.level.name, note.summary) for note in answered.notes}


def redbot(root: str, *targets: str) -> "dict[str, dict[str, str]]":
    """redbot's notes on each target, for which it also asks for parts, for compression and with validators."""
    environment = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    done = subprocess.run([sys.executable, str(Path(__file__).parent / "redbot_many.py"), *(root + target for target in targets)],
                          env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return {url[len(root):]: notes for url, notes in json.loads(done.stdout).items()}
