"""Fixtures: `server` runs all the small apps and is shared; `start` starts one of your own."""

from __future__ import annotations

from typing import Any, Callable, Iterator

import pytest

from harness import server as harness
from harness.wire import Client


@pytest.fixture(scope="session")
def _everything() -> Iterator[harness.Server]:
    with harness.Server("everything") as server:
        server.expect_trouble = True  # many of its apps raise; each test looks at its own part of the log
        yield server


@pytest.fixture
def server(_everything: harness.Server) -> Iterator[harness.Server]:
    """The shared server with every app of apps/; it must outlive each test."""
    assert _everything.process.poll() is None, "the server died in an earlier test:\n" + _everything.log[-4000:]
    yield _everything
    if _everything.process.poll() is not None:
        pytest.fail("the server died:\n" + _everything.log[-4000:])


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
