"""`start_response` and `write` on threads of the app: they work while it runs, else they raise, and no answer is harmed."""

import re

import pytest

import handed
from harness.server import Background
from harness.wire import until
from test_versions import venv  # noqa: F401  (a fixture)
from test_wheel import wheel  # noqa: F401  (a fixture)

SENDING = "RuntimeError: %s was called while the response was being sent"
ENDED = "RuntimeError: %s was called after its request had ended"


def test_thread_answers_while_the_app_waits(client):
    response = client.get("/handed/joined")
    assert (response.status, response.get("X-Thread"), response.body) == (201, "yes", b"one two three")
    assert client.get("/handed/joined_in_generator").body == b"one two three"
    assert client.lives()


def while_sending(server):
    done = server.count("sending.done")
    with server.connect() as client:
        client.request("/handed/while_sending")
        response = client.head()  # and no more: the worker has 8 MiB to send
        assert response.status == 200 and response.get("X-Foreign") is None
        server.get("/slow/open?sending")
        until(lambda: server.count("sending.done") == done + 1, "the thread's end")
        state = server.json("/state")
        assert state["sending.start_response"].startswith(SENDING % "start_response")
        assert state["sending.write"].startswith(SENDING % "write")
        assert client.exactly(len(handed.LONG), response) == handed.LONG
        assert client.lives()


def test_while_the_worker_sends(start):
    while_sending(start("everything"))


def rest(client, response):
    """The body behind a head that was read."""
    while client.chunk(response):
        pass
    return response.body


def test_the_app_returns_while_its_thread_writes(start):
    """The worker waits for the thread; what it wrote and what the app returned both arrive, in order."""
    server = start("everything")
    with server.connect() as client:
        client.request("/handed/left_behind")
        response = client.head()  # which comes with the first of what is written: the thread is inside
        server.get("/slow/open?left_behind")
        assert rest(client, response) == handed.LONG + b"tail"
        assert server.json("/state")["left_behind"] == "accepted"
        assert client.lives()


def test_two_threads_write_at_once(start):
    server = start("everything")
    with server.connect() as client:
        client.request("/handed/two_writers")
        response = client.head()
        server.get("/slow/open?writers")
        until(lambda: "writers.second" in server.json("/state"), "the second writer's answer")
        assert rest(client, response) == handed.LONG + b"tail"
        state = server.json("/state")
        assert state["writers.first"] == "accepted" and state["writers.second"].startswith(SENDING % "write")
        assert client.lives()


def after_the_end(server):
    done = server.count("ended.done")
    with server.connect() as client:
        assert client.get("/handed/after_the_end").body == b"over"
        server.get("/slow/open?ended")
        until(lambda: server.count("ended.done") == done + 1, "the thread's end")
        state = server.json("/state")
        assert state["ended.start_response"].startswith(ENDED % "start_response")
        assert state["ended.write"].startswith(ENDED % "write")
        assert client.lives()


def test_after_the_end(server):
    after_the_end(server)


def storm(server, rounds):
    def ask():
        with server.connect() as client:
            for _ in range(rounds):
                response = client.get("/handed/stormed")
                assert response.status == 200 and response.get("X-Foreign") is None
                text = response.body.decode()
                dots, said = text.count("."), re.search(r" end (\d+)$", text)
                assert said and dots == int(said[1]), (dots, text[-40:])
                assert text.replace(".", "") == "begin " + "".join("[%d]" % n for n in range(20)) + said[0]
        return True
    assert all(each.result(120) for each in [Background(ask) for _ in range(4)])
    assert server.count("stormed.wrong") == 0


def test_storm(start):
    storm(start("everything"), 10)


@pytest.mark.slow
def test_on_each_python(venv, start):  # noqa: F811
    server = start("everything", command=[str(venv / "bin" / "crosswind")])
    while_sending(server)
    after_the_end(server)
    storm(server, 5)
