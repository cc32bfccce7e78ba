"""The findings as text."""

from __future__ import annotations

from typing import Any, Iterator


def text(found: "dict[str, Any]") -> str:
    return "\n".join(lines(found))


def lines(found: "dict[str, Any]") -> "Iterator[str]":
    python, limits, measured = found["interpreter"], found["limits"], found["measured"]
    yield "interpreter"
    yield "  %s, %s%s" % (python["version"], python["executable"],
                          ", in %s" % python["environment"] if python["environment"] else "")
    yield "  %s; libpython: %s" % (
        "free-threaded, GIL %s" % ("on" if python["gil"] else "off") if python["free_threaded"] else "with a GIL",
        python["libpython"] or "none to embed (`crosswind` from the wheel needs none)")
    yield "limits"
    quota = limits["processor_quota"]
    yield "  processors: %d%s" % (limits["processors"], ", of which the container may use %.2f" % quota if quota else "")
    yield "  memory: %s available%s" % (size(limits["memory"]), ", container's limit %s" % size(limits["memory_limit"])
                                        if limits["memory_limit"] else "")
    yield "  descriptors: %s (ulimit -n; up to %s), accept queue: %s (somaxconn)" % (
        limits["descriptors"] or "unlimited", limits["descriptors_hard"] or "unlimited", limits["somaxconn"] or "unknown")
    if limits["descriptors"] and limits["descriptors"] < 4096:
        yield "    few: a connection takes two. Raise it by `ulimit -n`, or LimitNOFILE in the systemd unit"
    if limits["somaxconn"] and limits["somaxconn"] < 2048:
        yield "    --backlog 2048 is cut to that; raise net.core.somaxconn for bursts of connections"
    yield "application %s%s" % (found["application"], ", by %s" % found["found"] if found["found"] else "")
    if "error" in measured:
        yield "  %s: %s" % ("cannot be imported" if measured["stage"] == "import" else "cannot be measured", measured["error"])
        for line in (measured.get("traceback") or measured.get("output") or "").rstrip().splitlines():
            yield "    " + line
        return
    yield from of_measured(measured)
    yield from of_modules(found["modules"])
    advice = found["advice"]
    yield "suggestion"
    named = "" if found["found"] else found["application"] + " "
    yield "  crosswind %s--workers %d --threads %d" % (named, advice["workers"], advice["threads"])
    for reason in advice["reasons"]:
        yield "  - " + reason
    yield "  Measured here, on %s alone and without HTTP: try it under your own load." % measured["path_asked"]


def of_measured(measured: "dict[str, Any]") -> "Iterator[str]":
    yield "  import: %.2f s; memory of a worker: %s with it, %s after the requests (%s Python alone)" % (
        measured["import_seconds"], size(measured["rss_imported"]), size(measured["rss_loaded"]), size(measured["rss_python"]))
    for each in (measured["one"], measured["many"]):
        neither = max(0.0, each["wall_us"] - each["cpu_us"] - each["queued_us"])
        yield "  GET %s, %d thread%s: %.0f/s; a request takes %s, computes %s, waits %s%s" % (
            measured["path_asked"], each["threads"], "" if each["threads"] == 1 else "s", each["per_second"], time(each["wall_us"]),
            time(each["cpu_us"]), time(neither) + (" (the GIL's turn included)" if each["threads"] > 1 else ""),
            ", %s for a processor" % time(each["queued_us"]) if each["queued_us"] >= 0.02 * each["wall_us"] else "")
    one, many = measured["one"], measured["many"]
    if one["per_second"]:
        yield "  %d threads answer %.2f times as many as one, and use %.2f processors" % (
            many["threads"], many["per_second"] / one["per_second"], many["cores"])
    yield "  answers: %s, %d bytes" % (", ".join("%s times %s" % (count, status) for status, count in one["statuses"].items())
                                       or "none", one["bytes"])
    if one["failures"]:
        yield "    %d of %d failed%s: the figures say little; name a page by --path" % (
            one["failures"], one["requests"], ": " + one["error"] if one["error"] else "")


def of_modules(modules: "dict[str, Any]") -> "Iterator[str]":
    extensions, refusing = modules["extensions"], modules["subinterpreters"]
    yield "modules"
    yield "  extension modules beside the standard library: %s" % (
        "%d (%s)" % (len(extensions), ", ".join(extensions[:8]) + (", …" if len(extensions) > 8 else "")) if extensions else "none")
    for note in modules["threads"]:
        yield "  threads: " + note
    if not modules["threads"]:
        yield "  threads: nothing that says it refuses them"
    if modules["subinterpreters_note"] and not refusing:
        yield "  sub-interpreters: " + modules["subinterpreters_note"]
    elif refusing:
        for name, why in sorted(refusing.items()):
            yield "  sub-interpreters: %s refuses them: %s" % (name, why)
    else:
        yield "  sub-interpreters: nothing that refuses them"


def size(count: "int | None") -> str:
    if count is None:
        return "unknown"
    return "%.1f GiB" % (count / (1 << 30)) if count >= 1 << 30 else "%.1f MiB" % (count / (1 << 20))


def time(microseconds: float) -> str:
    return "%.1f ms" % (microseconds / 1000) if microseconds >= 1000 else "%.0f µs" % microseconds
