"""Fixtures: a host of each kind with the example, shared by the tests of a module."""

from __future__ import annotations

import os
import tempfile
from typing import Iterator

import pytest

from hosted.calls import PROBE
from hosted.hosts import EXAMPLE, Host, HostKind, chosen


@pytest.fixture(scope="session", autouse=True)
def _files() -> Iterator[None]:
    """The probe looks at PROBE_FILES when it is imported."""
    with tempfile.TemporaryDirectory(prefix="probe-files-") as folder:
        os.chmod(folder, 0o755)  # Apache's children are another user when root runs the tests
        os.environ["PROBE_FILES"] = folder
        yield


def installed(kind: HostKind) -> HostKind:
    if kind.command("x:y", 1) is None:
        pytest.skip("%s is not installed here: %s" % (kind.name, kind.why or "pip install %s" % (kind.package or kind.needs)))
    return kind


@pytest.fixture(scope="module", params=chosen(), ids=repr)
def hello(request: pytest.FixtureRequest) -> Iterator[Host]:
    """The document's example in a host of each kind."""
    kind = installed(request.param)
    assert (EXAMPLE / "hello.py").exists(), "%s is empty: make wsgi-example" % EXAMPLE
    with Host(kind, "hello:application", EXAMPLE) as host:
        yield host


def probe_host(kind: HostKind, name: str) -> Host:
    assert (PROBE / "hosted_probe.py").exists(), "%s is empty: make hosted-probe" % PROBE
    host = Host(kind, "hosted_probe:" + name, PROBE, env={"PROBE_FILES": os.environ["PROBE_FILES"]})
    host.expect_trouble = True  # some routes are there to fail
    return host


@pytest.fixture(scope="module", params=chosen(), ids=repr)
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """Everything that an application may do (Tests/hosted-probe) in a host of each kind."""
    with probe_host(installed(request.param), "application") as host:
        yield host


@pytest.fixture(scope="module", params=chosen(), ids=repr)
def streaming(request: pytest.FixtureRequest) -> Iterator[Host]:
    """The same with the options that go beyond plain WSGI."""
    with probe_host(installed(request.param), "everything") as host:
        yield host


@pytest.fixture(scope="module", params=chosen(), ids=repr)
def mounted(request: pytest.FixtureRequest) -> Iterator[Host]:
    """The Swift application below /swift, a Python one elsewhere (apps/swift_mounts.py)."""
    with Host(installed(request.param), "swift_mounts:application", PROBE, env={"PROBE_FILES": os.environ["PROBE_FILES"]}) as host:
        yield host
