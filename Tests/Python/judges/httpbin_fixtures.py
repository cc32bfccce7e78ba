"""A pytest plugin: pytest-httpbin's fixtures, but that its httpbin without TLS is served by the server under test."""

from __future__ import annotations

from typing import Any, Iterator
from urllib.parse import urljoin

import pytest
from pytest_httpbin.plugin import httpbin_both, httpbin_ca_bundle, httpbin_secure  # noqa: F401

from harness.server import Server


class Httpbin:
    """As tests know it from pytest-httpbin."""

    protocol = "http"

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.host, self.port = server.address

    def __add__(self, other: str) -> str:
        return self.url + other

    def join(self, url: str, allow_fragments: bool = True) -> str:
        return urljoin(self.url, url, allow_fragments=allow_fragments)


@pytest.fixture(scope="session")
def httpbin() -> "Iterator[Httpbin]":
    with Server("httpbin:app") as server:
        yield Httpbin(server)


@pytest.fixture(scope="class")
def class_based_httpbin(request: Any, httpbin: Httpbin) -> None:
    request.cls.httpbin = httpbin


@pytest.fixture(scope="class")
def class_based_httpbin_secure(request: Any, httpbin_secure: Any) -> None:  # noqa: F811
    request.cls.httpbin_secure = httpbin_secure
