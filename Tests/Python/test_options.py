"""Each option has a line in docs/options.md, made from the options table, and is used by a test; and what no other file tests."""

import os
import re
import socket
import sys
from pathlib import Path

import pytest

from harness.server import APPS, ROOT, run
from harness.wire import Client, until

CLI = APPS / "cli"
ENTRY = re.compile(r"^### `(?:(-\w), )?--([\w-]+).*?(?=^### |^## |\Z)", re.M | re.S)


def table():
    """{option: patterns of its names}, as the command itself has them."""
    done = run("--print-options-markdown")
    assert done.returncode == 0
    assert done.stdout == (ROOT / "docs" / "options.md").read_text()
    found = {}
    for entry in ENTRY.finditer(done.stdout):
        also = re.search(r"^- Also: (.+)", entry[0], re.M)
        names = ["--(?:no-)?" + entry[2], *re.findall(r"`(--[\w-]+)`", also[1] if also else "")]
        found[entry[2]] = names + [entry[1]] * bool(entry[1])
    return found


def test_every_option_has_its_test():
    """Some test of the running server or command gives it, by one of its names; to read the value alone would be no test."""
    here = Path(__file__).parent
    texts = [path.read_text() for path in [*here.glob("test_*.py"), *here.glob("drills/test_*.py")]]
    options = table()
    assert len(options) > 60
    untried = []
    for option, names in options.items():
        given = re.compile(r"""["' ](?:%s)(?=["' =,])""" % "|".join(names))
        if not any(given.search(text) for text in texts):
            untried.append(option)
    assert not untried


@pytest.mark.parametrize("spelling", ["--host --port", "--port", "--uds", "--fd"])
def test_where_to_listen_in_other_words(start, tmp_path, spelling):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        path = str(tmp_path / "socket")
        options, fds = {
            "--host --port": (["--host", "127.0.0.1", "--port", "0"], []), "--port": (["--port", "0"], []),
            "--uds": (["--uds", path], []), "--fd": (["--fd", str(listener.fileno())], [listener.fileno()]),
        }[spelling]
        server = start("good", *options, bind="", pass_fds=fds, wait=False, cwd=CLI)
        if "--port" in options:
            port = int(server.logged(r"listens at http://127\.0\.0\.1:(\d+)")[1])
            assert port != 0
            address = ("127.0.0.1", port)
        else:
            address = path if spelling == "--uds" else listener.getsockname()
        server.wait_until_ready(address)
        with Client(address) as client:
            assert client.get("/").body == b"application"


def test_loops(start):
    server = start("good", "--loops", "3", cwd=CLI)
    names = [path.read_text().strip() for path in Path("/proc/%d/task" % server.process.pid).glob("*/comm")]
    assert len([name for name in names if name.startswith("NIO-ELT")]) == 3
    clients = [server.connect() for _ in range(9)]
    for client in clients:
        assert client.get("/").body == b"application"
        client.close()


@pytest.mark.parametrize("threshold, is_spooled", [("64K", True), ("1M", False)])
def test_spool_threshold(start, threshold, is_spooled):
    """While a body of 512 KiB arrives, it lies in a file without a name, or in memory."""
    server = start("everything", "--spool-threshold", threshold, "--body-memory", "0")
    folder = Path("/proc/%d/fd" % server.process.pid)

    def unnamed():
        links = []
        for each in folder.iterdir():
            try:
                links.append(os.readlink(each))
            except OSError:
                pass  # closed meanwhile
        return {link for link in links if link.endswith("(deleted)")} - others
    others = set()
    others = unnamed()
    body = b"x" * (512 << 10)
    with server.connect() as client:
        client.send(b"POST /inputs/echo HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:-1])
        if is_spooled:
            until(unnamed, "a file for the body")
        else:
            assert not unnamed()
        client.send(body[-1:])
        assert client.response().body == body
    until(lambda: not unnamed(), "the file's end")


@pytest.mark.parametrize("option", [("--python", sys.executable), ("--venv", sys.prefix)])
def test_the_interpreter_of_the_wheel_is_the_one_it_is_in(option):
    done = run("good", *option, cwd=CLI)
    assert done.returncode == 2 and "are for the executable that embeds Python" in done.stderr
