"""``crosswind doctor MODULE:APP``: what runs the application, what it needs, and how many workers and threads suit it.

The application is imported and asked in processes of their own, so that what it does to its process stays there, and that
the whole ends in time whatever it does.
"""

from __future__ import annotations

import argparse
import json
import sys

from crosswind._doctor import advice, discovery, interpreter, limits, modules, probe, report

#: Exit codes; 4 is what the server ends with as well.
GOOD, FAILED, NOT_IMPORTED = 0, 1, 4


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crosswind doctor",
        description="Says what runs an application and what limits it, asks it for some seconds, and suggests --workers "
                    "and --threads. The figures are the application's alone: HTTP and sockets are not in them.",
        epilog="Exit codes: 0 done, 1 the application failed on the requests, 2 wrong arguments, 4 it can't be imported.")
    parser.add_argument("application", metavar="MODULE[:CALLABLE]", nargs="?",
                        help="as for the server; FILE.py:CALLABLE, create_app(); without it what the server would find")
    parser.add_argument("--path", type=target, default="/", metavar="PATH", help="what to GET, with a query if need be (/)")
    parser.add_argument("--host", default="localhost", metavar="HOST", help="the Host that is asked for (localhost)")
    parser.add_argument("--seconds", type=seconds, default=4.0, metavar="N", help="how long to ask, 0.2 to 60 (4)")
    parser.add_argument("--threads", type=threads, default=8, metavar="N", help="threads to ask with at once, 2 to 64 (8)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")
    return parser


def target(text: str) -> str:
    if not text.startswith("/"):
        raise argparse.ArgumentTypeError("%r is no path; write it as in /shop/?page=2" % text)
    return text


def seconds(text: str) -> float:
    value = float(text)
    if not 0.2 <= value <= 60:
        raise argparse.ArgumentTypeError("%s is not possible; write 0.2 to 60" % text)
    return value


def threads(text: str) -> int:
    value = int(text)
    if not 2 <= value <= 64:
        raise argparse.ArgumentTypeError("%s is not possible; write 2 to 64" % text)
    return value


def main(arguments: "list[str]") -> int:
    """Runs the command with these arguments and returns the exit code."""
    words = parser()
    try:
        return run(words.parse_args(arguments))
    except discovery.NotFound as error:
        words.error(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return FAILED


def run(options: argparse.Namespace) -> int:
    chosen = discovery.Found(options.application, "named", "") if options.application else discovery.find()
    found = {"application": chosen.reference, "found": chosen.why or None, "interpreter": interpreter.facts(),
             "limits": limits.facts()}
    measured = probe.ask(options, chosen)
    found["measured"] = measured
    if "error" not in measured:
        found["modules"] = modules.facts(measured.pop("extensions"), measured.pop("path"), measured.pop("notes"))
        found["advice"] = advice.give(measured, found["interpreter"], found["limits"])
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        print(report.text(found))
    sys.stdout.flush()
    if "error" in measured:
        return NOT_IMPORTED if measured["stage"] == "import" else FAILED
    return FAILED if measured["failures"] >= measured["one"]["requests"] else GOOD
