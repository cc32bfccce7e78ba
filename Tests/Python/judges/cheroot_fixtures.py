"""A pytest plugin: what cheroot's tests take for cheroot is the server under test, with the applications that they bring.

Loaded with --noconftest in place of cheroot's own fixtures. The tests set options of the server as attributes; those
that matter are given to the command.
"""

from __future__ import annotations

import socket
from typing import Any, Callable, Iterator

import pytest
from cheroot.testing import get_server_client

from harness.server import Server
from harness.wire import HANG

socket.setdefaulttimeout(HANG)  # the tests wait for ever

SERVERS = {
    "cheroot.test.test_core": ("cheroot_cases:core()", []),
    # Of test_conn's fixture: max_request_body_size = 1001, timeout = 1.
    "cheroot.test.test_conn": ("cheroot_cases:connections()", ["--max-body-size", "1001", "--keep-alive", "1s", "--header-timeout", "1s"]),
}


class Instance:
    """What the tests may set of a server of cheroot's, and read of its address."""

    ssl_adapter = None
    protocol = "HTTP/1.1"

    def __init__(self, server: Server) -> None:
        self.bind_addr = server.address

    def error_log(self, *_: Any, **__: Any) -> None:
        """Replaced by the tests, whose monitor then hears of nothing: the server is another process."""


@pytest.fixture(scope="session")
def servers() -> "Iterator[Callable[[str], Server]]":
    running: "dict[str, Server]" = {}

    def serving(module: str) -> Server:
        if module not in running:
            application, options = SERVERS[module]
            running[module] = Server(application, *options)
            running[module].expect_trouble = True  # some of the applications are wrong on purpose
        return running[module]
    yield serving
    for server in running.values():
        server.stop()


@pytest.fixture
def wsgi_server_client(servers: "Callable[[str], Server]", request: pytest.FixtureRequest) -> Any:
    return get_server_client(Instance(servers(request.module.__name__)))
