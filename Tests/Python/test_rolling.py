"""No request fails while servers are restarted, reloaded and killed: behind HAProxy, and under wrk."""

import http.client
import os
import re
import signal
import socket
import time

import pytest

from harness.load import Load
from harness.balancers import HAProxy, journal, program, wrk
from harness.server import Background, Server, free_port
from harness.wire import until
from test_workers import running, workers_of

#: What an operator would write. Retries are HAProxy's own: `retries 3` of what could not connect at all (`retry-on
#: conn-failure` is the default), on another server (`option redispatch`). A request that was sent is never sent again.
CONFIGURATION = """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout check 5s
    retries 3
    option redispatch

frontend web
    bind 127.0.0.1:%d
    default_backend site

backend site
    balance roundrobin
    option httpchk GET /readyz
    http-check expect status 200
    default-server check inter 300ms fall 3 rise 2
    server one 127.0.0.1:%d
    server two 127.0.0.1:%d
"""

#: A keep-alive beyond the balancer's own (`pool-purge-delay`, 5 s), as always behind a proxy: who reuses a connection must be
#: the one that closes it.
OPTIONS = ("--keep-alive=30", "--ready-path=/readyz", "--health-path=/healthz", "--workers=2", "--threads=4", "--drain-delay=5")


class Site:
    """Two instances behind HAProxy."""

    def __init__(self, directory):
        self.journal = directory / "journal"
        self.ports = {"one": free_port(), "two": free_port()}
        self.servers = {}
        for name in self.ports:
            self.start(name)
        front = free_port()
        self.proxy = HAProxy(CONFIGURATION % (front, *self.ports.values()), front, directory)
        for name in self.ports:
            self.proxy.waits_for(name, "UP")

    def start(self, name):
        server = Server("rolling", *OPTIONS, bind="127.0.0.1:%d" % self.ports[name],
                        env={"JOURNAL": str(self.journal)})
        self.servers[name] = server
        running(server, 2)

    def restart(self, name):
        """As a deployment does it: stop one, wait for it, start the next, go on when the balancer has it back."""
        self.servers[name].signal(signal.SIGTERM)
        assert self.servers[name].wait() == 0
        self.proxy.waits_for(name, "DOWN")
        self.start(name)
        self.proxy.waits_for(name, "UP")

    def close(self):
        self.proxy.stop()
        for server in self.servers.values():
            server.signal(signal.SIGQUIT)
            server.wait()


@pytest.fixture
def site(tmp_path):
    program("haproxy")
    site = Site(tmp_path)
    yield site
    site.close()


def gone(server, pids):
    until(lambda: not pids & workers_of(server), "the old workers' end", 60)


def asked_for_a_while(load, requests=200):
    """Lets the load make so many requests."""
    before = load.total
    until(lambda: load.total >= before + requests, "answers", 60)


def test_a_rolling_restart_of_both(site):
    with Load(site.proxy.port) as load:
        asked_for_a_while(load)
        old = set().union(*(workers_of(server) for server in site.servers.values()))
        for name in site.ports:
            site.restart(name)
            asked_for_a_while(load)
    assert load.failures == {}
    for server in site.servers.values():
        new, answered = workers_of(server), set(load.answered)
        assert not old & new

        def all_have_answered(server=server, new=new, answered=answered):
            """How many connections the balancer keeps to it is the balancer's affair."""
            clients = [server.connect() for _ in range(8)]
            answered.update(int(client.get("/?id=0").text.split()[0]) for client in clients)
            for client in clients:
                client.close()
            return new <= answered

        until(all_have_answered, "an answer of every new worker", 60)


def test_a_reload(site):
    with Load(site.proxy.port) as load:
        for server in site.servers.values():
            before, mark = workers_of(server), server.mark()
            asked_for_a_while(load)
            server.signal(signal.SIGHUP)
            server.logged("all workers are replaced", mark)
            gone(server, before)
        asked_for_a_while(load)
    assert load.failures == {}
    assert site.proxy.states() == {"one": "UP", "two": "UP"}


def parked(site, release, count):
    """Requests that their application has and doesn't finish before that file is there: number ⇒ the client that waits."""
    numbers = range(1_000_000, 1_000_000 + count)
    waiting = {number: Background(ask, site.proxy.port, "/?id=%d&until=%s" % (number, release)) for number in numbers}
    until(lambda: set(numbers) <= set(journal(site.journal)[0]), "the application to have them", 60)
    return waiting


def ask(port, target):
    """The answer's status and body; 0 when there is none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def test_a_worker_is_killed(site, tmp_path):
    """What fails is what that worker had, to the request: all that it began and did not finish, and what lay unread in its
    connections, of which it has at most one for each client."""
    release = tmp_path / "release"
    with Load(site.proxy.port, clients=8) as load:
        asked_for_a_while(load)
        # Fewer than a worker has threads: whoever has them all serves the load too.
        waiting = parked(site, release, 3)
        owners = {number: pid for number, pid in journal(site.journal)[0].items() if number in waiting}
        victim = owners[min(owners)]
        server, = (server for server in site.servers.values() if victim in running(server, 2))
        os.kill(victim, signal.SIGKILL)
        server.logged("pid %d, was killed by SIGKILL.*replaced at once" % victim)
        until(lambda: victim not in workers_of(server), "a successor", 30)
        running(server, 2)
        asked_for_a_while(load)
        lost = {number for number, pid in owners.items() if pid == victim}
        # The balancer says so (502) while the others still wait, and doesn't ask another server for them.
        assert all(waiting[number].result(120)[0] in (502, 0) for number in lost)
        release.write_text("")
        for number in set(owners) - lost:
            assert waiting[number].result(120) == (200, b"%d %d" % (owners[number], number))
    began, ended = journal(site.journal)
    torn = {number for number, pid in began.items() if pid == victim and number not in ended} - lost
    unread = {number for number in load.failures if number not in began}
    # An answer that was written in full may be lost with its process too, between the journal and the socket.
    unsent = {number for number in load.failures if ended.get(number) == victim}
    assert set(load.failures) == torn | unread | unsent, load.failures
    assert all(began.get(number, victim) == victim for number in load.failures), load.failures
    assert len(load.failures) <= 8
    assert site.proxy.states() == {"one": "UP", "two": "UP"}
    print("killed with %d requests in flight: %d parked, %d begun, %d unread, %d unsent; %d answered"
          % (len(lost) + len(load.failures), len(lost), len(torn), len(unread), len(unsent), load.total))


def without_failures(process):
    """wrk's report must name no error."""
    output = process.communicate(timeout=180)[0]
    assert process.returncode == 0, output
    assert "Socket errors" not in output and "Non-2xx" not in output, output
    requests = int(re.search(r"(\d+) requests in", output)[1])
    assert requests > 0, output
    return requests


def test_reloads_under_wrk(tmp_path):
    program("wrk")
    with Server("rolling", *OPTIONS, env={"JOURNAL": str(tmp_path / "journal")}) as server:
        running(server, 2)
        load = wrk(server.url + "/", 12)
        reloads = 0
        deadline = time.monotonic() + 9
        while time.monotonic() < deadline:
            mark = server.mark()
            server.signal(signal.SIGHUP)
            server.logged("all workers are replaced", mark)
            reloads += 1
        print("%d reloads, %d requests" % (reloads, without_failures(load)))
        assert reloads >= 1
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0


@pytest.mark.parametrize("workers", [(), ("--workers=2",)])
def test_restarts_under_wrk_with_sockets_that_stay(tmp_path, workers):
    """As `systemctl restart` with a socket unit: clients wait in the queue until the next server is there."""
    program("wrk")
    environment = {"JOURNAL": str(tmp_path / "journal")}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        port, number = listener.getsockname()[1], listener.fileno()
        os.set_inheritable(number, True)

        def start():
            server = Server("rolling", "--ready-path=/readyz", "--threads=4", *workers, bind="fd://%d" % number,
                            env=environment, pass_fds=[number], wait=False)
            if workers:
                running(server, 2)
            else:
                server.logged("listens at")
            return server

        server = start()
        load = wrk("http://127.0.0.1:%d/" % port, 14)
        restarts = 0
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            time.sleep(1)
            server.signal(signal.SIGTERM)
            assert server.wait() == 0
            server = start()
            restarts += 1
        print("%d restarts, %d requests" % (restarts, without_failures(load)))
        assert restarts >= 1
        server.signal(signal.SIGTERM)
        assert server.wait() == 0
