"""Examples/hello and Examples/chat, started as the README says and asked as a browser asks."""

import json
import os
import re
import shutil
import subprocess
import urllib.parse
from pathlib import Path

import pytest

from harness.browser import Browser
from harness.server import ROOT, Background, Server, free_port
from harness.wire import Client, Truncated, until

PROGRAMS = ROOT / ".build" / "debug"


def program(name):
    path = PROGRAMS / name
    assert path.exists(), "%s is missing: swift build --product %s" % (path, name)
    return str(path)


def test_hello():
    """On port 8888, which the example names; not where that is somebody else's."""
    try:
        with Client(("127.0.0.1", 8888)):
            pytest.skip("somebody has port 8888")
    except OSError:
        pass
    with subprocess.Popen([program("hello")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:
        try:
            def answers():
                if running.poll() is not None:
                    pytest.skip("somebody took port 8888: %s" % running.stdout.read())
                try:
                    Client(("127.0.0.1", 8888)).close()
                except OSError:
                    return False
                return True
            until(answers, "hello")
            with Client(("127.0.0.1", 8888)) as client:
                response = client.get("/")
                assert (response.status, response.body) == (200, b"Hello, world")
                assert client.get("/nowhere").status == 404
                assert client.request("/", "POST").response().status == 405
        finally:
            running.kill()


@pytest.fixture
def chat():
    port = free_port()
    server = Server(bare=True, command=[program("chat")], bind="127.0.0.1:%d" % port, env={"PORT": str(port)})
    yield server
    # It has no handlers of signals.
    server.kill()


def say(browser, text, token=None):
    token = token or re.search(r'name="_xsrf" value="([^"]+)"', browser.open("/")[2])[1]
    status, _, answer = browser.open("/new", urllib.parse.urlencode({"_xsrf": token, "body": text}).encode())
    return status, answer


def test_chat(chat):
    ada, bob = Browser(chat.url), Browser(chat.url)
    # Both wait before there is anything.
    waiting = [Background(chat.get, "/updates?after=0") for _ in range(2)]
    status, answer = say(ada, "Gr\xfc\xdfe <b>")
    assert status == 200 and json.loads(answer) == {"id": 1, "body": "Gr\xfc\xdfe <b>"}
    assert [json.loads(each.result().body) for each in waiting] == [[{"id": 1, "body": "Gr\xfc\xdfe <b>"}]] * 2
    # What was missed is there at once; what is known is waited past.
    assert say(bob, "two")[0] == 200
    assert [message["id"] for message in json.loads(chat.get("/updates?after=0").body)] == [1, 2]
    late = Background(chat.get, "/updates?after=2")
    assert say(bob, "three")[0] == 200
    assert [message["body"] for message in json.loads(late.result().body)] == ["three"]


def test_chat_refuses(chat):
    ada = Browser(chat.url)
    ada.open("/")
    assert say(ada, "forged", "2|00000000|00|1")[0] == 403
    assert say(ada, "")[0] == 400 and say(ada, "x" * 2001)[0] == 400
    assert say(ada, "heard")[0] == 200
    assert [message["body"] for message in json.loads(chat.get("/updates?after=x").body)] == ["heard"]


def test_chat_lets_go_of_those_who_leave(chat):
    for _ in range(20):
        with chat.connect() as client:
            client.request("/updates?after=0")
    waiting = Background(chat.get, "/updates?after=0")
    assert say(Browser(chat.url), "after all")[0] == 200
    assert json.loads(waiting.result().body)[0]["body"] == "after all"


def test_chat_after_a_restart(chat):
    """A page that stayed open asks for what comes after a message that this program never had."""
    waiting = Background(chat.get, "/updates?after=57")
    assert say(Browser(chat.url), "anew")[0] == 200
    for response in (waiting.result(), chat.get("/updates?after=57")):
        assert [message["body"] for message in json.loads(response.body)] == ["anew"]


def test_debug_starts_the_program_anew(tmp_path):
    """Settings.debug: what a build puts in the program's place is what runs, in the same process, at the same port."""
    port = free_port()
    place, fresh = tmp_path / "chat", tmp_path / "fresh"
    shutil.copy(program("chat"), place)
    server = Server(bare=True, command=[str(place)], bind="127.0.0.1:%d" % port, env={"PORT": str(port), "DEBUG": "1"})
    try:
        running = Path("/proc/%d/exe" % server.process.pid)
        assert running.stat().st_ino == place.stat().st_ino and server.get("/").status == 200
        for build in range(2):
            shutil.copy(program("chat"), fresh)
            os.replace(fresh, place)
            until(lambda: running.stat().st_ino == place.stat().st_ino, "build %d to be running" % build)

            def answers():
                try:
                    return server.get("/").status == 200
                except (OSError, Truncated):
                    # The old program's socket, on its way out.
                    return False
            until(answers, "its answer")
        assert "has changed; starting anew" in server.log
    except Exception:
        print("--- %s; its log\n%s" % (server.process.poll(), server.log))
        raise
    finally:
        server.kill()
