"""``python -m crosswind`` and the ``crosswind`` command."""

from __future__ import annotations

import sys

from crosswind import _loader


def main() -> int:
    """Runs the command line in ``sys.argv`` and returns the exit code (the console script passes it to ``exit``)."""
    try:
        return _loader.run("crosswind", sys.argv[1:])
    except _loader.LoadError as error:
        print("crosswind: error: %s" % error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
