"""h2load in HTTP/1.1: many connections, each with several requests on the way at once, and not one may be lost."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.server import Server

pytestmark = pytest.mark.skipif(not shutil.which("h2load"), reason="h2load is not installed: apt-get install nghttp2-client")


def h2load(server: Server, targets: "list[str]", *options: str, requests: int) -> "re.Match[str]":
    done = subprocess.run(["h2load", "--h1", "-n", str(requests), *options, *(server.url + target for target in targets)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    counted = re.search(r"requests: (\d+) total, (\d+) started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", done.stdout)
    assert counted, done.stdout
    assert counted.groups() == (str(requests),) * 4 + ("0",) * 3, done.stdout
    statuses = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", done.stdout)
    # It may count one more than it has asked for; gunicorn in our place shows that too.
    assert statuses and int(statuses[1]) >= requests and statuses.groups()[1:] == ("0",) * 3, done.stdout
    return counted


@pytest.mark.parametrize("workers", [[], ["--workers", "2"]], ids=["one process", "two workers"])
def test_pipelined(workers: "list[str]") -> None:
    """Small answers, chunked ones and files by turns, up to 16 requests ahead of their answers."""
    with Server("everything", *workers) as server:
        h2load(server, ["/framing/hello", "/framing/nocl_generator", "/framing/empty_list", "/calls/write_then_iterate"], "-c", "20", "-m", "16", requests=12_000)
        assert server.get("/framing/hello").status == 200


def test_bodies(tmp_path: Path, server: Server) -> None:
    """Uploads on kept connections; h2load sends the next request only behind the whole of the last."""
    (tmp_path / "body").write_bytes(b"x" * 20_000)
    h2load(server, ["/inputs/echo"], "-c", "10", "-d", str(tmp_path / "body"), requests=1_000)
