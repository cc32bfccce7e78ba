"""--status-bind: the page for people (docs/observability.md), also in a browser where there is Chromium."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile

import pytest

from harness.fifo import Fifo
from harness.server import Server, free_port, freeze
from harness.wire import Client, until
from test_metrics import parsed
from test_workers import running

NASTY = "/slow/fifo/<script>document.title='owned'</script>"


class Watched(Server):
    """A server with a status page."""

    def __init__(self, app="everything", *options, page=None, **more):
        self.page = page or "127.0.0.1:%d" % free_port()
        super().__init__(app, "--status-bind", self.page, *options, **more)

    def ask(self, target="/", host="localhost", method="GET"):
        address = self.page[5:] if self.page.startswith("unix:") else ("127.0.0.1", int(self.page.split(":")[1]))
        with Client(address) as client:
            return client.request(target, method, host=host).response(method)

    def status(self):
        response = self.ask("/status.json")
        assert response.status == 200 and response.get("Content-Type") == "application/json; charset=utf-8"
        return json.loads(response.body)

    def live(self):
        """The requests that run, of all workers."""
        return [thread for worker in self.status()["workers"] if "live" in worker
                for thread in worker["live"]["threads"] if "request" in thread]


@pytest.fixture
def server():
    with Watched() as server:
        yield server


def test_off_by_default():
    with Server("everything") as server:
        assert "status page" not in server.log
        assert not [name for name in os.listdir("/proc/%d/task" % server.process.pid)
                    if "stacks" in open("/proc/%d/task/%s/comm" % (server.process.pid, name)).read()]


def test_the_page(server):
    server.logged(re.escape("the status page is at http://%s/" % server.page))
    server.get("/framing/hello")
    until(lambda: not server.live(), "the request's end", 20)
    response = server.ask()
    assert response.status == 200 and response.get("Content-Type") == "text/html; charset=utf-8"
    policy = response.get("Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'") and "unsafe" not in policy
    assert response.get("X-Frame-Options") == "DENY" and response.get("Cache-Control") == "no-store"
    html = response.text
    assert "<h1>everything</h1>" in html and "No thread is in a request." in html
    # Nothing of anybody else's.
    assert set(re.findall(r'(?:src|href)="([^"]*)"', html)) == {"/status.css", "/status.js", "/status.json", "/metrics"}
    assert server.ask("/status.css").get("Content-Type").startswith("text/css")
    assert server.ask("/status.js").get("Content-Type").startswith("text/javascript")
    assert parsed(server.ask("/metrics").text)
    assert server.ask("/nothing").status == 404
    assert server.ask(method="POST").status == 405
    assert server.ask(method="HEAD").body == b""


def test_a_live_request_with_its_stack(server, tmp_path):
    with server.connect() as client, Fifo(tmp_path, NASTY) as fifo:
        client.request(fifo.target, "GET", "Authorization: Bearer hush", "Cookie: session=hush")
        # At first it may still be importing.
        def inside():
            return next((each for each in server.live() if (each.get("stack") or [{}])[-1].get("function") == "fifo"), None)
        live = until(inside, "a live request", 20)
        # What may be a secret is nobody's business who looks at how a server does: the query, credentials.
        assert live["request"]["method"] == "GET" and live["request"]["target"] == NASTY + "?…"
        assert live["request"]["client"] == "127.0.0.1" and live["request"]["age_s"] > 0
        assert live["name"].startswith("crosswind-py-") and live["native_id"] > 0
        frame = live["stack"][-1]
        assert frame["file"].endswith("slow.py") and "os.O_RDONLY" in frame["source"]
        html = server.ask().text
        assert "&lt;script&gt;" in html and "<script>" not in html
        assert "os.O_RDONLY" in html and "slow.py" in html
        for page in (html, server.ask("/status.json").text):
            assert fifo.path not in page and "hush" not in page


def test_requests_that_wait(tmp_path):
    with Watched("everything", threads=1) as server, Fifo(tmp_path) as fifo:
        clients = [server.connect() for _ in range(3)]
        for client in clients:
            client.request(fifo.target)
        until(lambda: server.status()["queued"] == 2, "two that wait", 20)
        assert "<b>2</b><span>waiting</span>" in server.ask().text
        fifo.open()
        for client in clients:
            assert client.response().status == 200
            client.close()


def test_names_that_lead_here_are_refused(server):
    """DNS rebinding: a stranger's page whose name leads to this machine."""
    assert server.ask(host="evil.example").status == 403
    for host in ("localhost", "127.0.0.1:99", "[::1]:5"):
        assert server.ask(host=host).status == 200


def test_errors(server):
    server.expect_trouble = True
    server.get("/calls/raises/<b>?token=hush")
    server.logged("raises/<b>\\?token=hush")
    errors = until(lambda: server.status()["errors"], "an error", 20)
    assert errors[0]["level"] == "error" and "Traceback" in errors[0]["message"]
    html = server.ask().text
    assert "/calls/raises/&lt;b&gt;?…" in html and "Traceback" in html
    # What the exception itself says stays.
    assert "hush" not in errors[0]["message"].splitlines()[0] and "?token" not in html


def test_while_the_gil_is_held(server, tmp_path):
    """Native code that keeps the GIL must not keep the page."""
    with server.connect() as client, Fifo(tmp_path, "/slow/held") as fifo:
        client.request(fifo.target)
        held = until(lambda: [worker["live"] for worker in server.status()["workers"]
                              if worker["live"].get("gil_held_s")], "a held GIL", 20)[0]
        # It was waited for before it was said.
        assert held["gil_held_s"] > 0.3
        assert "the GIL has been held for" in server.ask().text
        assert parsed(server.ask("/metrics").text)[("crosswind_inflight", ())] == 1
        fifo.open()
        assert client.response().status == 200
    until(lambda: "gil_held_s" not in server.status()["workers"][0]["live"], "the GIL", 20)


def test_a_unix_socket_and_one_address_for_both(tmp_path):
    path = "unix:%s" % (tmp_path / "status.sock")
    with Watched("everything", "--metrics-bind", path, page=path) as server:
        server.logged("status page is at")
        assert server.ask().status == 200 and server.ask("/metrics").status == 200
        assert server.log.count("status page is at") == 1 and "metrics are at" not in server.log
    assert not (tmp_path / "status.sock").exists()


def test_an_address_that_others_reach_is_warned_about():
    port = free_port()
    with Watched(page="0.0.0.0:%d" % port) as server:
        server.logged("warning.*whoever can connect to http://0.0.0.0:%d sees" % port)
        assert server.ask(host="status.example").status == 200


def test_nothing_is_left_behind(tmp_path):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        with Watched("workers", "--workers", "2", env={"TMPDIR": folder}) as server:
            running(server, 2)
            assert server.ask().status == 200
            directory, = os.listdir(folder)
            assert os.stat(os.path.join(folder, directory)).st_mode & 0o777 == 0o700
            assert len(os.listdir(os.path.join(folder, directory))) == 2
        assert os.listdir(folder) == []


def test_all_workers_are_on_the_page(tmp_path):
    with Watched("everything", "--workers", "2", "--threads=4") as server, Fifo(tmp_path) as fifo:
        server.expect_trouble = True
        victim, other = sorted(running(server, 2))
        clients = [server.connect() for _ in range(3)]
        try:
            for client in clients:
                client.request(fifo.target)
            until(lambda: len(server.live()) == 3, "three live requests", 20)
            assert {worker["number"] for worker in server.status()["workers"]} == {1, 2}
            fifo.open()
            for client in clients:
                assert client.response().status == 200
        finally:
            for client in clients:
                client.close()
        freeze(victim)
        try:
            for _ in range(3):
                states = {worker["pid"]: worker["state"] for worker in server.status()["workers"]}
                assert states == {victim: "does not answer", other: "ready"}
            assert "does not answer" in server.ask().text
        finally:
            os.kill(victim, signal.SIGCONT)
        until(lambda: {worker["state"] for worker in server.status()["workers"]} == {"ready"}, "both again", 20)
        os.kill(victim, signal.SIGKILL)
        until(lambda: victim not in {worker["pid"] for worker in server.status()["workers"]}, "its end", 20)
        running(server, 2)
        # What killed it is what one looks for.
        until(lambda: any("killed by SIGKILL" in error["message"] for error in server.status()["errors"]), "the reason", 20)
        assert "killed 1" in server.ask().text


def test_a_client_that_leaves_does_no_harm():
    with Watched("workers", "--workers", "2", "--threads=2") as server:
        victim = min(running(server, 2))
        freeze(victim)
        try:
            for _ in range(20):  # each leaves while the stopped worker is waited for
                with Client(("127.0.0.1", int(server.page.split(":")[1]))) as client:
                    client.request("/")
            assert server.ask().status == 200
        finally:
            os.kill(victim, signal.SIGCONT)


# --- in a browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
browser = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here: apt-get install chromium")


def chromium(*arguments):
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
             "--user-data-dir=" + profile, *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-2000:]
    return done


@browser
def test_in_chromium(server, tmp_path):
    server.expect_trouble = True
    server.get("/calls/raises?<i>")
    with server.connect() as client, Fifo(tmp_path, NASTY) as fifo:
        client.request(fifo.target)
        until(lambda: any("os.O_RDONLY" in str(each.get("stack")) for each in server.live()), "a live request", 20)
        done = chromium("--enable-logging=stderr", "--v=0", "--virtual-time-budget=9000", "--dump-dom",
                        "http://%s/" % server.page)
    dom = done.stdout
    assert "<title>everything – crosswind</title>" in dom, dom[:500]
    assert "owned" not in re.findall("<title>(.*?)</title>", dom)[0]
    assert 'class="line line0"' in dom or "<svg" in dom
    assert "os.O_RDONLY" in dom and "Traceback" in dom
    # The page holds to its own Content-Security-Policy, and its script made no error.
    assert "Content Security Policy" not in done.stderr, done.stderr
    assert "CONSOLE" not in done.stderr, done.stderr
    assert "no answer since" not in dom


@browser
def test_a_screenshot_of_a_phone_and_of_a_desk(server, tmp_path):
    for name, size in (("phone", "412,900"), ("desk", "1280,900")):
        picture = tmp_path / (name + ".png")
        chromium("--window-size=" + size, "--virtual-time-budget=3000", "--screenshot=%s" % picture,
                 "http://%s/" % server.page)
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" and picture.stat().st_size > 5000
