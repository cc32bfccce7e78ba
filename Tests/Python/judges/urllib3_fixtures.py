"""A pytest plugin: urllib3's dummy server without TLS is the server under test; those with TLS, and proxies, stay its own."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

from dummyserver import testcase

from harness.server import Server, free_port

theirs = testcase.run_hypercorn_in_thread


@contextlib.contextmanager
def run(host: str, certs: Any, app: Any) -> "Iterator[int]":
    if certs or app is not testcase.hypercorn_app:
        with theirs(host, certs, app) as port:
            yield port
        return
    name = {"localhost": "127.0.0.1", "::1": "[::1]"}.get(host, host)
    with Server("urllib3_dummy", bind="%s:%d" % (name, free_port())) as server:
        server.expect_trouble = True  # some tests leave in the middle of an answer
        yield server.port


testcase.run_hypercorn_in_thread = run
