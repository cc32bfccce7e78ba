"""What a call of a Swift application costs beside Python's, and what threads bring: the figures in docs/wsgi-application.md.

    PYTHONPATH=Tests/Python:Tests/Python/apps python Tests/Python/hosted/measure.py [calls] [cpu[=HOST,…]] [threads]

`calls` counts the instructions of one call under callgrind, `cpu` the CPU time of a request in each server under wrk (or in
those named, such as `cpu=crosswind`), `threads` the throughput of a handler that computes with one thread and with two. No
test: a busy machine tells lies, and says how busy it is.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from hosted.calls import PROBE
from hosted.hosts import EXAMPLE, HOSTS, Host, HostKind

HELLOS = {"Python": "measured_hellos:python", "Swift": "hello:application", "Falcon": "measured_hellos:falcon_hello",
          "Flask": "measured_hellos:flask_hello"}
CALLS = """
import sys
sys.path[:0] = %r
import importlib
from hosted.calls import environ
module, name = %r.split(":")
application = getattr(importlib.import_module(module), name)
given = environ("/", HTTP_HOST="localhost", HTTP_USER_AGENT="measure", HTTP_ACCEPT="*/*")
def start(status, headers, exc_info=None):
    return None
for _ in range(%d):
    for block in application(dict(given), start):
        pass
"""


def instructions(app: str, calls: int) -> int:
    script = CALLS % ([str(EXAMPLE), str(PROBE), *sys.path], app, calls)
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, "-c", script],
                          capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}, check=True)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])  # type: ignore[index]


def calls() -> None:
    print("instructions a call, with the copy of environ that each makes")
    for name, app in HELLOS.items():
        print("  %-8s %8.1f k" % (name, (instructions(app, 1500) - instructions(app, 500)) / 1000 / 1000))


def cpu_seconds(host: Host) -> float:
    """User and system time of the server and its workers."""
    total, pids = 0, [host.process.pid]
    while pids:
        pid = pids.pop()
        fields = Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
        pids += [int(child) for child in Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]
    return total / os.sysconf("SC_CLK_TCK")


def wrk(host: Host, target: str, seconds: float, connections: int = 8) -> int:
    """How many requests were answered with 200."""
    out = subprocess.run(["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, host.url + target], capture_output=True,
                         text=True, check=True).stdout
    assert "Non-2xx" not in out, out
    return int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]


def cpu(only: "list[str]", rounds: int = 3, seconds: float = 3) -> None:
    print("CPU microseconds a request, median of %d; in brackets the ratio to Python" % rounds)
    for kind in HOSTS:
        if kind.command("x:y", 1) is None or "validator" in kind.name or only and kind.name not in only:
            continue
        for more in [("--threads", "1"), ("--threads", "8")] if kind.name == "crosswind" else [()]:
            cpu_in(kind, more, rounds, seconds)


def cpu_in(kind: HostKind, more: "tuple[str, ...]", rounds: int, seconds: float) -> None:
    hosts = {name: Host(kind, app, EXAMPLE, *more) for name, app in HELLOS.items()}
    spent: "dict[str, list[float]]" = {name: [] for name in hosts}
    for _ in range(rounds):  # interleaved
        for name, host in hosts.items():
            wrk(host, "/", 1)
            before = cpu_seconds(host)
            count = wrk(host, "/", seconds)
            spent[name].append((cpu_seconds(host) - before) / count * 1e6)
    for host in hosts.values():
        host.kill()
    costs = {name: statistics.median(values) for name, values in spent.items()}
    print("  %-22s" % " ".join([kind.name, *more]), "   ".join(
        "%s %7.1f (%.2f)" % (name, cost, cost / costs["Python"]) for name, cost in costs.items()), flush=True)


def threads(rounds: int = 3, seconds: float = 4) -> None:
    print("requests a second of a handler that computes for about 20 ms, gunicorn gthread, median of %d" % rounds)
    kind = next(host for host in HOSTS if host.name == "gunicorn-gthread")
    for name, app, target in [("Swift", "hosted_probe:application", "/busy/20000000"), ("Python", "measured_hellos:busy", "/")]:
        hosts = {count: Host(kind, app, PROBE, "--threads", str(count)) for count in (1, 2)}
        rates: "dict[int, list[float]]" = {count: [] for count in hosts}
        for _ in range(rounds):
            for count, host in hosts.items():
                began = time.monotonic()
                rates[count].append(wrk(host, target, seconds, connections=4) / (time.monotonic() - began))
        for host in hosts.values():
            host.kill()
        one, two = (statistics.median(rates[count]) for count in (1, 2))
        print("  %-8s 1 thread %6.1f   2 threads %6.1f   ratio %.2f" % (name, one, two, two / one), flush=True)


if __name__ == "__main__":
    print(json.dumps({"python": sys.version.split()[0], "cpus": os.cpu_count(), "load": os.getloadavg()[0]}))
    for word in sys.argv[1:] or ["calls", "cpu", "threads"]:
        name, _, only = word.partition("=")
        if not shutil.which({"calls": "valgrind", "cpu": "wrk", "threads": "wrk"}[name]):
            sys.exit("needs valgrind and wrk (apt-get install valgrind wrk)")
        if name == "cpu":
            cpu([host for host in only.split(",") if host])
        else:
            {"calls": calls, "threads": threads}[name]()
