"""The options of the command ``crosswind`` as a management command takes them."""

from __future__ import annotations

import argparse
import functools
import os
import re
import subprocess
import sys
from typing import Any, NamedTuple

from django.core.management.base import CommandError

#: Django's own, or of no use to a site that is there already.
LEFT_OUT = frozenset(("app", "factory", "chdir", "pythonpath", "python", "venv", "check", "reload", "config", "print-config"))
#: Those whose value may be left out on the command line.
OPTIONAL = frozenset(("access-log", "lint", "proxy-protocol"))
HEADING = re.compile(r"### `(?:-(?P<short>\w), )?--(?P<name>[\w-]+)(?: (?P<value>[^`]+))?`")
ALSO = re.compile(r"- Also: (.+)")


class Option(NamedTuple):
    name: str
    flags: "tuple[str, ...]"
    #: What stands for the value in the help; empty for a switch.
    value: str
    help: str
    is_list: bool

    @property
    def dest(self) -> str:
        return "crosswind_" + self.name.replace("-", "_")


@functools.lru_cache(maxsize=None)
def table() -> "tuple[Option, ...]":
    """Asked of the server itself, so that there is one table of them."""
    done = subprocess.run([sys.executable, "-m", "crosswind", "--print-options-markdown"], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    if done.returncode:
        raise CommandError("crosswind cannot be started: %s" % done.stderr.strip()[-400:])
    found = []
    for entry in re.split(r"(?m)^(?=### )", done.stdout):
        heading = HEADING.match(entry)
        if heading is None or heading["name"] in LEFT_OUT:
            continue
        also = ALSO.search(entry)
        names = [heading["name"], *(re.findall(r"`--([\w-]+)`", also[1]) if also else ())]
        flags = tuple("--" + name for name in names)
        if heading["short"] and heading["short"] != "v":
            flags = ("-" + heading["short"], *flags)
        text = " ".join(entry.split("\n\n")[1].split()).replace("`", "").replace("%", "%%")
        found.append(Option(heading["name"], flags, heading["value"] or "", text, "- Values: one or more" in entry))
    return tuple(found)


def add(parser: argparse.ArgumentParser) -> None:
    """Adds those that ``parser`` has not already."""
    group = parser.add_argument_group("options of crosswind")
    taken = set(parser._option_string_actions)
    for option in table():
        flags = [flag for flag in option.flags if flag not in taken]
        if not flags:
            continue
        taken.update(flags)
        if option.is_list:
            group.add_argument(*flags, dest=option.dest, action="append", metavar=option.value, help=option.help)
        elif option.value:
            optional: "dict[str, Any]" = {"nargs": "?", "const": ""} if option.name in OPTIONAL else {}
            group.add_argument(*flags, dest=option.dest, metavar=option.value, help=option.help, **optional)
        else:
            group.add_argument(*flags, dest=option.dest, action="store_true", default=None, help=option.help)
            negative = "--no-" + option.name
            if negative not in taken:
                taken.add(negative)
                group.add_argument(negative, dest=option.dest, action="store_false", default=None, help=argparse.SUPPRESS)


def words(options: "dict[str, Any]") -> "list[str]":
    """What was given, as the command line of ``crosswind``."""
    given: "list[str]" = []
    for option in table():
        value = options.get(option.dest)
        if value is None:
            continue
        if value is True or value == "" and option.name in OPTIONAL:
            given.append("--" + option.name)
        elif value is False:
            given.append("--no-" + option.name)
        else:
            given.extend("--%s=%s" % (option.name, each) for each in (value if isinstance(value, list) else [value]))
    return given


def has_listener(options: "dict[str, Any]") -> bool:
    return any(options.get("crosswind_" + name) is not None for name in ("bind", "host", "port", "uds", "fd"))
