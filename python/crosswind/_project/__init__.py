"""``crosswind new`` and ``crosswind build``: from a Swift package to a Python module.

Python and no SwiftPM plugin, because both are wanted where no package is yet, because a plugin may not pass the linker flags
that make a library every CPython can load, and because what comes out is Python's: a module, a wheel.
"""

from __future__ import annotations

import sys
from typing import Sequence

from crosswind._project.errors import ProjectError

#: What `crosswind` takes for a command when it is the first word. An application in a module of such a name is
#: `build:application`.
COMMANDS = {
    "new": "make a Swift package whose application Python imports",
    "build": "make a Python module, or a wheel, of a Swift package",
}


def run(arguments: Sequence[str]) -> int:
    """Runs a command (the first word is one of COMMANDS) and returns the exit code."""
    from crosswind._project import build, new
    command = {"new": new, "build": build}[arguments[0]]
    try:
        return command.run(command.parser().parse_args(arguments[1:]))
    except ProjectError as error:
        print("crosswind: error: %s" % error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
