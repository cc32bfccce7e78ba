"""Workers that have lived long enough are replaced, and no client notices (docs/deploy.md)."""

import threading

import pytest

from harness.server import Server
from harness.wire import until


@pytest.mark.parametrize("options, words", [
    (("--max-requests", "200", "--max-requests-jitter", "50"), r"2\d\d requests|250 requests"),
    (("--max-worker-age", "1s"), "it is as old as --max-worker-age allows"),
    (("--max-worker-rss", "1M"), r"\d+ MiB are resident \(--max-worker-rss\)"),
])
def test_under_load(options, words):
    with Server("workers", "--workers", "2", *options) as server:
        failures, count, stop = [], [0] * 4, threading.Event()

        def load(number):
            while not stop.is_set():
                try:
                    with server.connect(20) as client:
                        assert client.get("/").status == 200
                        count[number] += 1
                except Exception as error:  # noqa: BLE001 - whatever it is, it is a failed request
                    failures.append(repr(error))
        threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        try:
            until(lambda: server.log.count("is ready") >= 6, "successors; log:\n" + server.log, 60)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        assert not failures, failures[:5]
        assert sum(count) > 0
        server.logged("asks for a successor: (%s)" % words)
        assert "killed" not in server.log and "all workers are replaced" not in server.log


def test_without_workers_there_is_one():
    with Server("workers", "--max-requests", "5") as server:
        server.logged("worker 1 is ready")
        pids = set()

        def replaced():
            pids.add(server.get("/").text)
            return len(pids) > 2
        until(replaced, "two successors", 30)


def test_a_successor_that_cannot_start(tmp_path):
    """The worker stays, and tries again later."""
    broken = tmp_path / "broken"
    with Server("workers", "--max-requests", "5", env={"BROKEN_WHEN": str(broken)}) as server:
        server.expect_trouble = True
        server.logged("worker 1 is ready")
        broken.write_text("")
        pids = {server.get("/").text for _ in range(20)}
        server.logged("before it listened; the workers that run stay")
        pids |= {server.get("/").text for _ in range(20)}
        assert len(pids) == 1
        broken.unlink()
        until(lambda: server.get("/").text not in pids, "the successor", 40)
