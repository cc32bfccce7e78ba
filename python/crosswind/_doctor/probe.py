"""Imports the application and asks it, in a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
import warnings
from typing import Any

from crosswind._doctor import child
from crosswind._doctor.discovery import Found

#: How long the import may take, and how long the last requests.
IMPORT, PATIENCE = 60.0, 30.0


def ask(options: argparse.Namespace, chosen: Found) -> "dict[str, Any]":
    """What the process found out; with "error", "stage" and "output" when it did not."""
    question = {"application": chosen._asdict(), "path": options.path, "host": options.host, "seconds": options.seconds,
                "threads": options.threads}
    said, code, output = child.run("crosswind._doctor.probe", question, IMPORT + options.seconds + PATIENCE)
    found: "dict[str, Any]" = {"stage": "import"}
    for each in said:
        found.update(each)
    if "error" not in found and found["stage"] != "done":
        found["error"] = ("took too long and was ended" if code is None else "ended the process with code %d" % code)
    if "error" in found:
        found["output"] = output
    return found


def main() -> None:
    descriptor = int(sys.argv[1])
    question = json.loads(sys.stdin.buffer.read())
    # The application's own, as under the server.
    sys.argv = ["crosswind"]
    chosen = Found(**question["application"])
    before = os.getcwd()
    if chosen.directory:
        os.chdir(chosen.directory)
    sys.path[:] = [*map(os.path.abspath, chosen.path), os.getcwd(), *(path for path in sys.path if path not in ("", before))]
    from crosswind._doctor import loading, measure, modules
    python_alone = resident()
    began = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RuntimeWarning)
        try:
            application = loading.load(chosen.reference, chosen.kind, chosen.factory)
        except BaseException as error:  # noqa: BLE001 - SystemExit, too
            text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
            child.answer(descriptor, {"error": "%s: %s" % (type(error).__name__, error), "traceback": text[-6000:]})
            os._exit(1)
    child.answer(descriptor, {
        "stage": "requests", "import_seconds": round(time.perf_counter() - began, 3), "rss_python": python_alone,
        "rss_imported": resident()})
    path, host, seconds = question["path"], question["host"], question["seconds"]
    # The first requests import, connect and compile templates.
    measure.run(application, path, host, min(0.5, seconds / 4), 1)
    one = measure.run(application, path, host, seconds / 2, 1)
    many = measure.run(application, path, host, seconds / 2, question["threads"])
    child.answer(descriptor, {
        "stage": "done", "path_asked": path, "one": one, "many": many, "failures": one["failures"], "rss_loaded": resident(),
        "extensions": modules.loaded(), "path": sys.path, "notes": modules.notes(caught)})
    # Threads and exit functions of the application's are not waited for.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def resident() -> int:
    """Memory that this process has, in bytes; where the system doesn't say, the most that it had."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
