"""Writes the table of a full run of the drills into docs/reliability.md: what `make drills` ends with.

    python Tests/Python/drills/report.py RESULTS
"""

import json
import sys
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "reliability.md"
BEGIN, END = "<!-- drills: begin -->\n", "<!-- drills: end -->"


def row(drill):
    canary = "%d answered, slowest %d ms" % (drill["answered"] - drill["failed"], drill["slowest"])
    if drill["failed"]:
        canary += ", %d lost with the worker that had them" % drill["failed"]
    says = "`%s`" % drill["says"].replace("|", "\\|").replace("`", "'") if drill["says"] else ""
    return "| %s | %s | %s | %d MiB | %s |" % (drill["title"], drill["what"], canary, drill["peak"], says)


def main(results):
    drills = [json.loads(line) for line in Path(results).read_text(encoding="utf-8").splitlines()]
    assert drills, "no drill has left a result"
    table = ["| drill | what is done | canary | memory at most | log |", "|---|---|---|---|---|"] + [row(d) for d in drills]
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, "%s lacks its markers" % DOCUMENT
    DOCUMENT.write_text(before + BEGIN + "\n".join(table) + "\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
