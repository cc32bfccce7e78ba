"""`make hosts`: one build of the applications under test, in every WSGI server of hosts.py, in every Python that is here.

    matrix.py [--python 3.9,system] [--host uwsgi,cgi] [--page docs/wsgi-hosts.md | --update]

Each Python gets a virtual environment in .build-hosts, with those servers that pip can install there; `system` is Debian's
Python, which Debian's Apache and uWSGI know. The page is written when nothing was chosen, or when --page names one; with
--update what was chosen replaces its cells of the page, and the others stay. Exits with 1 when a test failed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any, Optional

ROOT = Path(__file__).resolve().parent.parent.parent.parent
sys.path[:0] = [str(ROOT / "Tests" / "Python"), str(ROOT / "python")]

from hosted import page  # noqa: E402
from hosted.hosts import HOSTS  # noqa: E402
from test_versions import interpreter  # noqa: E402

FOLDER = ROOT / ".build-hosts"
PYTHONS = ["3.9", "3.11", "3.12", "3.13", "system"]
SYSTEM = "/usr/bin/python3"
PAGE = ROOT / "docs" / "wsgi-hosts.md"
SUITE = ["test_hosts.py", "test_protocol.py"]
#: A build from source may take so long.
PATIENCE = 600


class Environment:
    """A Python with servers."""

    def __init__(self, name: str, base: str) -> None:
        self.name, self.folder = name, FOLDER / name
        self.python = self.folder / "bin" / "python"
        self._notes = self.folder / "missing.json"
        if not self.python.exists():
            subprocess.run([base, "-m", "venv", str(self.folder)], check=True)
        self.label = page.label(name, self.say("__import__('platform').python_version()"))

    def say(self, expression: str) -> str:
        return subprocess.run([str(self.python), "-c", "print(%s)" % expression], capture_output=True, text=True).stdout.strip()

    def install(self, chosen: "list[str]") -> "dict[str, str]":
        """What could not be installed, by package, and why. What failed once is not tried again before RETRY=1."""
        missing: "dict[str, str]" = json.loads(self._notes.read_text()) if self._notes.exists() else {}
        wanted = {kind.package for kind in HOSTS if kind.package and kind.name in chosen} - {"crosswind"}
        for package in ["flask", "packaging", *sorted(wanted)]:
            if self.name == "system" and package == "uwsgi":
                continue  # Debian's own
            if self.has(package):
                missing.pop(package, None)
            elif package not in missing or os.environ.get("RETRY"):
                reason = self.pip(package)
                missing.pop(package, None)
                if reason:
                    missing[package] = reason
        wheels = sorted((ROOT / "dist").glob("crosswind-*.whl"), key=os.path.getmtime)
        missing.pop("crosswind", None)
        reason = self.pip("--no-deps", "--force-reinstall", str(wheels[-1])) if wheels else "no wheel in dist/: make wheel"
        if reason:
            missing["crosswind"] = reason
        self._notes.write_text(json.dumps(missing))
        return missing

    def has(self, package: str) -> bool:
        return bool(self.say("__import__('importlib.metadata').metadata.version(%r)" % package))

    def pip(self, *arguments: str) -> str:
        """Why it failed; empty when it did not."""
        print("%s: pip install %s" % (self.name, arguments[-1]), flush=True)
        try:
            done = subprocess.run([str(self.python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments],
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return "building it took more than %d s" % PATIENCE
        if done.returncode == 0:
            return ""
        lines = [line.strip() for line in done.stderr.splitlines()]
        told = [line for line in lines if "error:" in line.lower() and not line.endswith("exited with error")]
        return page.sentence((told or lines or ["pip said nothing"])[0])

    def environ(self, **more: str) -> "dict[str, str]":
        return {**os.environ, "CROSSWIND_HOST_PYTHON": str(self.python), **more}

    def describe(self) -> "dict[str, Any]":
        """What hosts.py finds for this Python."""
        done = subprocess.run([sys.executable, __file__, "--describe"], env=self.environ(), capture_output=True, text=True,
                              check=True)
        return dict(json.loads(done.stdout))

    def test(self, host: str) -> "page.Result":
        report = FOLDER / "results" / ("%s-%s.xml" % (self.name, host))
        report.parent.mkdir(exist_ok=True)
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "--junit-xml", str(report), "-o", "junit_logging=no",
                   *(str(Path(__file__).parent / name) for name in SUITE)]
        done = subprocess.run(command, cwd=ROOT, env=self.environ(CROSSWIND_HOSTS=host), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if not report.exists():
            return page.Result(failures={"pytest": page.sentence(done.stdout[-300:] + done.stderr[-300:])})
        return read(report)


def read(report: Path) -> "page.Result":
    result = page.Result()
    for case in ElementTree.parse(report).iter("testcase"):
        failure: "Optional[ElementTree.Element]" = None
        for kind in ("failure", "error"):
            failure = case.find(kind) if failure is None else failure
        skipped = case.find("skipped")
        if failure is not None:
            result.failures[str(case.get("name"))] = page.sentence(failure.get("message") or "")
        elif skipped is not None:
            result.left_out.append(skipped.get("message") or "")
        else:
            result.passed += 1
    return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default="")
    parser.add_argument("--host", default="")
    parser.add_argument("--page", default="")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--describe", action="store_true")
    options = parser.parse_args()
    if options.describe:
        print(json.dumps({kind.name: {"program": kind.program(), "version": kind.version()} for kind in HOSTS}))
        return 0

    FOLDER.mkdir(exist_ok=True)
    hosts = [name for name in options.host.split(",") if name] or [kind.name for kind in HOSTS]
    matrix = page.Matrix({kind.name: kind for kind in HOSTS if kind.name in hosts or options.update})
    if options.update:
        matrix.read(PAGE.read_text())
    for name in [name for name in options.python.split(",") if name] or PYTHONS:
        base = SYSTEM if name == "system" and os.path.exists(SYSTEM) else interpreter(name)
        if not base:
            matrix.absent.append(name)
            continue
        environment = Environment(name, base)
        missing, found = environment.install(hosts), environment.describe()
        for kind in [kind for kind in HOSTS if kind.name in hosts]:
            if found[kind.name]["program"]:
                result = environment.test(kind.name)
                result.version = found[kind.name]["version"] or "Python's own"
            else:
                result = page.Result(missing=missing.get(kind.package or "", kind.why or "pip install %s" % kind.package))
            matrix.put(environment.label, kind.name, result)
            print("%-7s %-20s %s" % (name, kind.name, result), flush=True)
    target = options.page or (str(PAGE) if options.update or not (options.python or options.host) else "")
    if target:
        Path(target).write_text(matrix.markdown())
        print("wrote " + target)
    return 1 if matrix.failed else 0


if __name__ == "__main__":
    sys.exit(main())
