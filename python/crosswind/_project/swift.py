"""The Swift toolchain, asked and called."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Sequence

from crosswind._project.errors import ProjectError

OLDEST = (6, 2)

#: For every symbol but `crosswind_…`: what an application's library shows, and what it takes from others, is nothing else.
EXPORTS = "{\n  global:\n    crosswind_*;\n  local:\n    *;\n};\n"


def check() -> None:
    """Whether there is a Swift here that can build Crosswind, for a library that Python here can load."""
    if not sys.platform.startswith("linux"):
        raise ProjectError("`crosswind build` makes libraries for Linux, and this is %s: build in a Linux container, such as "
                           "the image swift:%d.%d" % (sys.platform, *OLDEST))
    if not shutil.which("swift"):
        raise ProjectError("`swift` is not on PATH: install Swift %d.%d or newer (https://www.swift.org/install)" % OLDEST)
    said = subprocess.run(["swift", "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = re.search(r"Swift version (\d+)\.(\d+)", said.stdout + said.stderr)
    if not found:
        raise ProjectError("`swift --version` did not say a version but: %s" % (said.stdout + said.stderr).strip()[:200])
    if (int(found[1]), int(found[2])) < OLDEST:
        raise ProjectError("this is Swift %s.%s, and Crosswind needs %d.%d or newer (https://www.swift.org/install)"
                           % (found[1], found[2], *OLDEST))


def manifest(package: Path) -> "dict[str, Any]":
    """Package.swift as SwiftPM understands it."""
    if not (package / "Package.swift").is_file():
        raise ProjectError("there is no Package.swift in %s: go where it is, name its folder by --package-path, or make one by "
                           "`crosswind new myapp`" % package.resolve())
    done = subprocess.run(["swift", "package", "--package-path", str(package), "dump-package"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise ProjectError("SwiftPM cannot read %s; its messages stand above" % (package / "Package.swift"))
    return dict(json.loads(done.stdout))


def build(package: Path, scratch: Path, product: str, more: Sequence[str] = ()) -> Path:
    """The dynamic library that `product` becomes, with the Swift runtime inside: the flags of scripts/build-extension."""
    scratch.mkdir(parents=True, exist_ok=True)
    exports = scratch / "exports.map"
    exports.write_text(EXPORTS)
    command = ["swift", "build", "-c", "release", "--package-path", str(package), "--scratch-path", str(scratch),
               "--product", product, "-Xswiftc", "-enforce-exclusivity=unchecked", "-Xswiftc", "-static-stdlib",
               "-Xswiftc", "-use-ld=lld", "-Xlinker", "--exclude-libs=ALL", "-Xlinker", "--gc-sections", "-Xlinker", "-Bsymbolic",
               "-Xlinker", "--version-script=%s" % exports.resolve(), "-Xlinker", "-s", *more]
    if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode:
        raise ProjectError("the Swift build failed; its messages stand above")
    where = subprocess.run([*command, "--show-bin-path"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True)
    return Path(where.stdout.strip()) / ("lib%s.so" % product)
