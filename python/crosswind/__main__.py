"""``python -m crosswind`` and the ``crosswind`` command."""

from __future__ import annotations

import sys

from crosswind import _loader, _project


def main() -> int:
    """Runs the command line in ``sys.argv`` and returns the exit code (the console script passes it to ``exit``)."""
    if sys.argv[1:2] and sys.argv[1] in _project.COMMANDS:
        return _project.run(sys.argv[1:])
    if sys.argv[1:2] == ["doctor"]:
        from crosswind import _doctor
        return _doctor.main(sys.argv[2:])
    try:
        code = _loader.run("crosswind", sys.argv[1:])
        if code == 0 and {"--help", "-h"}.intersection(sys.argv[1:]):
            print_commands()
        return code
    except _loader.LoadError as error:
        print("crosswind: error: %s" % error, file=sys.stderr)
        return 1


def print_commands() -> None:
    """What `crosswind --help` says of the commands that are Python's, behind the options that are the library's."""
    print("\nCOMMANDS (crosswind COMMAND --help says more):")
    commands = {**_project.COMMANDS, "doctor": "say what an application needs, and how many workers and threads suit it"}
    for name, about in commands.items():
        print("  %-24s%s" % (name, about))


if __name__ == "__main__":
    sys.exit(main())
