"""From the figures to --workers and --threads, with the reasons."""

from __future__ import annotations

import math
from typing import Any

from crosswind._doctor import limits

#: Crosswind's own default: threads that nobody needs sleep, and cost nothing.
USUAL_THREADS = 8
MOST_THREADS = 64
#: Requests are not all alike: this many times the threads that the average one needs.
HEADROOM = 1.5
#: The share of the memory that workers may take together.
MEMORY = 0.8


def waiting(measured: "dict[str, Any]") -> float:
    """The share of a request in which its thread waits for something else than a processor, on a machine that has one free."""
    one = measured["one"]
    undisturbed = one["wall_us"] - one["queued_us"]
    return max(0.0, min(1.0, 1 - one["cpu_us"] / undisturbed)) if undisturbed > 0 else 0.0


def is_busy(measured: "dict[str, Any]") -> bool:
    """Whether the machine had so much else to do that rates say little."""
    return any(each["queued_us"] > 0.2 * each["wall_us"] for each in (measured["one"], measured["many"]))


def give(measured: "dict[str, Any]", interpreter: "dict[str, Any]", found: "dict[str, Any]") -> "dict[str, Any]":
    reasons: "list[str]" = []
    share = waiting(measured)
    threads = thread_count(measured, share, reasons)
    workers = worker_count(measured, interpreter, found, reasons)
    if threads == 1 and share > 0.3:
        reasons.append("with one thread a worker does nothing while it waits: several workers for each processor may pay")
    if is_busy(measured):
        reasons.append("the machine was busy with other things while it was asked: processor times hold, rates do not")
    return {"workers": workers, "threads": threads, "waiting": round(share, 3), "reasons": reasons}


def thread_count(measured: "dict[str, Any]", share: float, reasons: "list[str]") -> int:
    many = measured["many"]
    if many["failures"] and not measured["one"]["failures"]:
        reasons.append("%d of %d requests failed with %d threads and none with one (%s): one thread, until that is mended" % (
            many["failures"], many["requests"], many["threads"], many["error"] or "status %s" % ", ".join(many["statuses"])))
        return 1
    if share >= 1:
        reasons.append("it does nothing but wait: as many threads as requests are to wait at once")
        return MOST_THREADS
    busy = round(1 / (1 - share), 6)
    needed = math.ceil(HEADROOM * busy)
    threads = min(MOST_THREADS, max(USUAL_THREADS, needed))
    if needed > USUAL_THREADS:
        reasons.append("a request waits for %.0f %% of its time, so that %d threads keep one processor busy; half as many again, "
                       "since requests differ%s" % (share * 100, math.ceil(busy),
                                                     "; no more than %d" % MOST_THREADS if needed > MOST_THREADS else ""))
    elif share >= 0.1:
        reasons.append("a request waits for %.0f %% of its time; the %d threads of the default are enough for that" % (
            share * 100, USUAL_THREADS))
    else:
        reasons.append("a request computes for nearly all of its time; the default of %d threads costs nothing, and serves the odd "
                       "request that waits" % USUAL_THREADS)
    return threads


def worker_count(
    measured: "dict[str, Any]", interpreter: "dict[str, Any]", found: "dict[str, Any]", reasons: "list[str]"
) -> int:
    processors = limits.usable(found)
    cores = measured["many"]["cores"]
    workers = max(1, math.floor(processors + 0.25))
    name = "%g processor%s may be used" % (processors, "" if processors == 1 else "s")
    if interpreter["free_threaded"] and not interpreter["gil"]:
        reasons.append("%s, and without a GIL one process uses them all" % name)
        workers = 1
    elif cores >= 1.5 and workers > 1:
        workers = max(1, math.ceil(workers / cores))
        reasons.append("%s; one process used %.1f of them at once, since much of the work is done without the GIL" % (name, cores))
    elif workers > 1:
        used = "" if is_busy(measured) else " (it used %.2f)" % cores
        reasons.append("%s, and the GIL lets one process use one%s" % (name, used))
    else:
        reasons.append(name + ": one worker uses it; two would keep serving while one is replaced")
    memory = limits.usable_memory(found)
    if memory:
        fitting = max(1, int(memory * MEMORY // max(1, measured["rss_loaded"])))
        if fitting < workers:
            reasons.append("a worker takes %.0f MiB, and %.0f MiB are there: no more than %d fit" % (
                measured["rss_loaded"] / 1048576, memory / 1048576, fitting))
            workers = fitting
    return workers
