"""--metrics-bind: Prometheus metrics of all workers together (docs/observability.md)."""

import contextlib
import os
import re
import signal
import subprocess
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from harness.fifo import Fifo
from harness.server import APPS, COMMAND, Server, clean_environment, free_port, freeze
from harness.wire import Client, Truncated, until
from test_workers import running, workers_of


class Metered(Server):
    """A server with metrics."""

    def __init__(self, app, *options, metrics=None, **more):
        self.metrics = metrics or "127.0.0.1:%d" % free_port()
        super().__init__(app, "--metrics-bind", self.metrics, *options, **more)

    def ask(self, target="/metrics", *fields, method="GET"):
        address = self.metrics[5:] if self.metrics.startswith("unix:") else ("127.0.0.1", int(self.metrics.split(":")[1]))
        with Client(address) as client:
            return client.request(target, method, *fields).response(method)

    def samples(self):
        """(name, labels) => value, of a page that is as Prometheus wants it."""
        response = self.ask()
        assert response.status == 200
        assert response.get("Content-Type") == "text/plain; version=0.0.4; charset=utf-8"
        return parsed(response.text)

    def becomes(self, expected, name, **labels):
        """A request is counted when its answer is out, which the client may have read by then."""
        until(lambda: self.value(name, **labels) == expected, "%s%r to be %r" % (name, labels, expected), 20)

    def value(self, name, **labels):
        return self.samples().get((name, tuple(sorted(labels.items()))), 0)


def parsed(text):
    """The samples, after what `promtool check metrics` would look at."""
    assert text.endswith("\n")
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        assert family.type in ("counter", "gauge", "histogram"), family
        assert re.fullmatch(r"crosswind_[a-z_]+[a-z]", family.name)
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found, key
            found[key] = sample.value
            if family.type == "counter":
                assert sample.name.endswith("_total"), sample
            else:
                assert not sample.name.endswith("_total"), sample
        if family.type == "histogram":
            series = {}
            for sample in family.samples:
                if sample.name.endswith("_bucket"):
                    labels = dict(sample.labels)
                    end = float(labels.pop("le"))
                    series.setdefault(tuple(sorted(labels.items())), []).append((end, sample.value))
            for labels, buckets in series.items():
                assert buckets == sorted(buckets) and buckets[-1][0] == float("inf")
                assert [count for _, count in buckets] == sorted(count for _, count in buckets)
                assert buckets[-1][1] == found[(family.name + "_count", labels)]
    names = re.findall(r"^# TYPE (\S+)", text, re.M)
    assert len(names) == len(set(names)) and names == re.findall(r"^# HELP (\S+)", text, re.M)
    return found


def test_without_the_option_there_is_no_such_page():
    with Server("everything") as server:
        assert "metrics" not in server.log
        assert server.get("/metrics").status == 404


def test_one_process():
    with Metered("everything") as server:
        server.logged("metrics are at http://%s/metrics" % server.metrics)
        for _ in range(3):
            assert server.get("/framing/hello").status == 200
        server.get("/no-such-page")
        assert server.exchange(b"nonsense\r\n\r\n").status == 400
        server.becomes(4, "crosswind_request_duration_seconds_count")
        server.becomes(0, "crosswind_inflight")
        samples = server.samples()
        assert samples[("crosswind_requests_total", (("method", "GET"), ("status", "200")))] == 3
        assert samples[("crosswind_requests_total", (("method", "GET"), ("status", "404")))] == 1
        assert samples[("crosswind_requests_refused_total", (("status", "400"),))] == 1
        for name in ("request_duration", "queue", "gil_wait", "app", "write"):
            assert samples[("crosswind_%s_seconds_count" % name, ())] == 4, name
            assert 0 <= samples[("crosswind_%s_seconds_sum" % name, ())] < 60
        assert samples[("crosswind_workers", (("state", "ready"),))] == 1
        assert samples[("crosswind_connections_accepted_total", ())] >= 5
        assert samples[("crosswind_worker_open_fds", (("worker", "1"),))] > 5
        assert samples[("crosswind_worker_resident_memory_bytes", (("worker", "1"),))] > 5e6
        assert samples[("crosswind_worker_cpu_seconds_total", (("worker", "1"),))] > 0
        # Metrics are not requests of the application's.
        server.becomes(3, "crosswind_requests_total", method="GET", status="200")


def test_what_is_not_there():
    with Metered("everything") as server:
        assert server.ask("/").status == 404
        response = server.ask(method="POST")
        assert response.status == 405 and response.get("Allow") == "GET, HEAD"
        head = server.ask(method="HEAD")
        assert head.status == 200 and head.body == b"" and int(head.get("Content-Length")) > 1000


def test_bytes_and_methods_that_nobody_knows():
    with Metered("everything") as server:
        with server.connect() as client:
            assert client.post("/inputs/echo", b"x" * 1000).body == b"x" * 1000
            assert client.request("/framing/hello", "BREW").response().status == 200
        server.becomes(2, "crosswind_app_seconds_count")
        samples = server.samples()
        assert samples[("crosswind_request_body_bytes_total", ())] == 1000
        assert samples[("crosswind_response_body_bytes_total", ())] > 1000
        assert samples[("crosswind_requests_total", (("method", "_OTHER"), ("status", "200")))] == 1


def test_at_a_unix_socket(tmp_path):
    path = tmp_path / "metrics.sock"
    with Metered("everything", metrics="unix:%s" % path) as server:
        server.get("/framing/hello")
        server.becomes(1, "crosswind_requests_total", method="GET", status="200")
    assert not path.exists()


def test_of_all_workers_and_whichever_answers():
    with Metered("workers", "--workers", "2", "--threads=2") as server:
        running(server, 2)
        assert server.status("Threads") == 1
        for _ in range(20):
            server.get("/")
        server.becomes(20, "crosswind_requests_total", method="GET", status="200")
        for _ in range(10):
            assert server.value("crosswind_requests_total", method="GET", status="200") == 20
        samples = server.samples()
        assert samples[("crosswind_workers", (("state", "ready"),))] == 2
        assert samples[("crosswind_workers_wanted", ())] == 2
        assert {labels for name, labels in samples if name == "crosswind_worker_open_fds"} == {
            (("worker", "1"),), (("worker", "2"),)}


def test_totals_do_not_fall_when_workers_die_or_are_replaced():
    with Metered("workers", "--workers", "2", "--threads=2") as server:
        server.expect_trouble = True
        running(server, 2)
        for _ in range(10):
            server.get("/")
        for path in ("/kill", "/exit"):
            before = workers_of(server)
            with pytest.raises((OSError, Truncated)):
                server.get(path)
            until(lambda before=before: workers_of(server) != before, "another worker", 30)
            running(server, 2)
        server.becomes(10, "crosswind_requests_total", method="GET", status="200")
        server.becomes(1, "crosswind_worker_restarts_total", reason="killed")
        server.becomes(1, "crosswind_worker_restarts_total", reason="exited")
        # The requests that the dead were in don't run any more.
        server.becomes(0, "crosswind_inflight")
        before = workers_of(server)
        server.signal(signal.SIGHUP)
        server.logged("all workers are replaced")
        until(lambda: not before & workers_of(server), "the old workers' end", 30)
        server.becomes(10, "crosswind_requests_total", method="GET", status="200")
        server.becomes(2, "crosswind_worker_restarts_total", reason="reload")
        server.becomes(2, "crosswind_workers", state="ready")


def test_a_stopped_worker_does_not_keep_the_others_from_answering():
    with Metered("workers", "--workers", "2", "--threads=2") as server:
        victim = min(running(server, 2))
        freeze(victim)
        try:
            for _ in range(10):
                server.becomes(2, "crosswind_workers", state="ready")
        finally:
            os.kill(victim, signal.SIGCONT)


def test_while_python_is_stuck_and_others_wait(tmp_path):
    with Metered("everything", threads=1) as server, Fifo(tmp_path) as fifo:
        clients = [server.connect() for _ in range(3)]
        for client in clients:
            client.request(fifo.target)
        server.becomes(3, "crosswind_inflight")
        # One is in the application.
        server.becomes(2, "crosswind_queue_length")
        time.sleep(1.1)
        fifo.open()
        for client in clients:
            assert client.response().status == 200
            client.close()
        server.becomes(0, "crosswind_inflight")
        server.becomes(0, "crosswind_queue_length")
        samples = server.samples()
        assert samples[("crosswind_app_seconds_bucket", (("le", "1.0"),))] < samples[("crosswind_app_seconds_count", ())]


def test_routes_that_are_known(tmp_path):
    (tmp_path / "a.txt").write_text("file")
    with Metered("everything", "--workers", "2", "--mount", "/two=environs:dump", "--static", "/files=%s" % tmp_path) as server:
        running(server, 2)
        for target in ("/two", "/two/three", "/files/a.txt", "/files/none.txt", "/framing/hello"):
            server.get(target)
        server.becomes(4, "crosswind_requests_total", method="GET", status="200")
        server.becomes(2, "crosswind_route_requests_total", route="/two", status="2xx")
        server.becomes(1, "crosswind_route_requests_total", route="/files/", status="2xx")
        samples = server.samples()
        assert samples[("crosswind_route_duration_seconds_count", (("route", "/two"),))] == 2
        # What the application answers has no route that the server knows, a file that isn't there included.
        assert {labels for name, labels in samples if name == "crosswind_route_duration_seconds_count"} == {
            (("route", "/two"),), (("route", "/files/"),)}


def test_what_is_counted_by_swift_metrics_is_there_too(tmp_path):
    with Metered("everything", "--access-log=%s" % (tmp_path / "log")) as server:
        server.get("/framing/hello")
        samples = server.samples()
        assert samples[("crosswind_access_log_lines_lost_total", ())] == 0
        assert samples[("crosswind_series_refused_total", ())] == 0


def test_an_address_that_is_taken_ends_the_start():
    with Metered("everything") as server:
        done = subprocess.run(
            [COMMAND, "everything", "--bind", "127.0.0.1:0", "--metrics-bind", server.metrics], cwd=APPS,
            env=clean_environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 3
        assert done.stderr.startswith("crosswind: --metrics-bind: can't listen at %s" % server.metrics), done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("options, reason", [
    (("--max-requests", "3"), "requests"), (("--max-worker-age", "1s"), "age"), (("--max-worker-rss", "1M"), "memory"),
])
def test_workers_that_have_lived_long_enough_count_for_that(options, reason):
    with Metered("everything", "--workers", "1", *options) as server:
        def replaced():
            with contextlib.suppress(OSError):
                server.get("/framing/hello")
            return server.value("crosswind_worker_restarts_total", reason=reason) >= 1
        until(replaced, "a successor", 60)
        assert server.value("crosswind_worker_restarts_total", reason="reload") == 0


def test_a_request_that_takes_too_long_counts():
    with Metered("everything", "--workers", "1", "--timeout", "1s") as server:
        server.expect_trouble = True
        assert server.get("/slow/sleep?6").status == 504
        server.becomes(1, "crosswind_timeouts_total", kind="request")
        server.becomes(1, "crosswind_worker_restarts_total", reason="timeout")
        assert server.value("crosswind_requests_total", method="GET", status="504") == 1
