"""Asks an application in this process, and takes the time: the wall's, the processor's, and that of neither."""

from __future__ import annotations

import io
import threading
import time
from typing import Any, Callable, Optional
from urllib.parse import unquote_to_bytes


def environ_of(path: str, host: str, is_multithreaded: bool) -> "dict[str, Any]":
    """As the server would make it for a GET."""
    target, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": unquote_to_bytes(target).decode("latin-1"),
        "QUERY_STRING": query, "SERVER_NAME": host, "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT": "*/*", "HTTP_USER_AGENT": "crosswind-doctor",
        "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": is_multithreaded, "wsgi.multiprocess": True, "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }


def ask(application: "Callable[..., Any]", environ: "dict[str, Any]") -> "tuple[int, int]":
    """One request: its status (0 for none), and how many bytes came."""
    status, count = 0, 0

    def start_response(line: str, headers: Any, exc_info: Any = None) -> "Callable[[bytes], None]":
        nonlocal status
        status = int(line[:3])
        return write

    def write(data: bytes) -> None:
        nonlocal count
        count += len(data)
    body = application(environ, start_response)
    try:
        for chunk in body:
            count += len(chunk)
    finally:
        if hasattr(body, "close"):
            body.close()
    return status, count


class Tally:
    """What one thread has seen."""

    def __init__(self) -> None:
        self.requests = self.wall = self.cpu = self.queued = 0
        self.bytes = 0
        self.statuses: "dict[int, int]" = {}
        self.error: Optional[str] = None
        self.errors = 0

    def add(self, other: "Tally") -> None:
        for name in ("requests", "wall", "cpu", "queued", "bytes", "errors"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for status, count in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + count
        self.error = self.error or other.error

    @property
    def failures(self) -> int:
        return self.errors + sum(count for status, count in self.statuses.items() if status >= 500 or status < 200)


def queued() -> int:
    """Nanoseconds that this thread was ready and no processor was free: neither its work nor its waiting."""
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def loop(application: "Callable[..., Any]", path: str, host: str, until: float, many: bool, tally: Tally) -> None:
    wall, cpu, waited = time.perf_counter_ns(), time.thread_time_ns(), queued()
    while time.monotonic() < until:
        try:
            status, count = ask(application, environ_of(path, host, many))
            tally.statuses[status] = tally.statuses.get(status, 0) + 1
            tally.bytes += count
        except Exception as error:  # noqa: BLE001 - whatever it raises is what is to be told
            tally.errors += 1
            tally.error = tally.error or "%s: %s" % (type(error).__name__, error)
            if tally.errors > 1000:
                break
        tally.requests += 1
    tally.wall = time.perf_counter_ns() - wall
    tally.cpu = time.thread_time_ns() - cpu
    tally.queued = queued() - waited


def run(application: "Callable[..., Any]", path: str, host: str, seconds: float, threads: int) -> "dict[str, Any]":
    """Asks with so many threads for so long. Times are per request, in microseconds."""
    began, process = time.perf_counter(), time.process_time()
    until = time.monotonic() + seconds
    tallies = [Tally() for _ in range(threads)]
    if threads == 1:
        loop(application, path, host, until, False, tallies[0])
    else:
        workers = [threading.Thread(target=loop, args=(application, path, host, until, True, tally), daemon=True)
                   for tally in tallies]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    elapsed, burnt = time.perf_counter() - began, time.process_time() - process
    total = Tally()
    for tally in tallies:
        total.add(tally)
    count = max(1, total.requests)
    return {
        "threads": threads, "requests": total.requests, "per_second": round(total.requests / elapsed, 1),
        "wall_us": round(total.wall / count / 1000, 1), "cpu_us": round(total.cpu / count / 1000, 1),
        "queued_us": round(total.queued / count / 1000, 1), "process_cpu_us": round(burnt / count * 1e6, 1),
        "cores": round(burnt / elapsed, 2), "bytes": total.bytes // count,
        "statuses": {str(status): number for status, number in sorted(total.statuses.items())},
        "failures": total.failures, "error": total.error,
    }
