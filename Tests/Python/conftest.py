"""Fixtures: `server` runs all the small apps and is shared; `start` starts one of your own."""

from __future__ import annotations

from typing import Any, Callable, Iterator, Optional

import pytest

from harness import server as harness
from harness.probe import Probe
from harness.wire import Client


class Shared:
    """The shared server; a test that kills it does not take the others along."""

    server: "Optional[harness.Server]" = None

    def alive(self) -> harness.Server:
        if self.server is None or self.server.process.poll() is not None:
            self.server = harness.Server("everything")
            self.server.expect_trouble = True  # many of its apps raise; each test looks at its own part of the log
        return self.server


@pytest.fixture(scope="session")
def _shared() -> Iterator[Shared]:
    shared = Shared()
    yield shared
    if shared.server is not None and shared.server.process.poll() is None:
        shared.server.stop()


@pytest.fixture
def server(_shared: Shared) -> Iterator[harness.Server]:
    """A server with every app of apps/; it must outlive each test."""
    server = _shared.alive()
    yield server
    if server.process.poll() is not None:
        pytest.fail("the server died with %s:\n%s" % (server.process.returncode, server.log[-4000:]))


@pytest.fixture
def client(server: harness.Server) -> Iterator[Client]:
    """A connection to the shared server."""
    with server.connect() as client:
        yield client


@pytest.fixture
def start() -> Iterator[Callable[..., harness.Server]]:
    """Starts a server of one's own; at the end it must stop with 0 and a quiet log (see Server.expect_trouble)."""
    started: "list[harness.Server]" = []

    def begin(*arguments: Any, **options: Any) -> harness.Server:
        started.append(harness.Server(*arguments, **options))
        return started[-1]
    yield begin
    errors = []
    for server in started:
        if server.exit_code is None:
            try:
                server.stop()
            except AssertionError as error:
                errors.append(error)
    if errors:
        raise errors[0]


@pytest.fixture(scope="session")
def probe() -> Iterator[Probe]:
    """Swift's signatures, sessions and tokens."""
    probe = Probe()
    yield probe
    probe.close()
