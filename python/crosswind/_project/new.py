"""``crosswind new NAME``: a Swift package that is a Python module, and a server of its own."""

from __future__ import annotations

import argparse
import keyword
import os
import re
import sys
from pathlib import Path
from typing import Optional

import crosswind
from crosswind._project.errors import ProjectError

TEMPLATE = Path(__file__).parent / "template"


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crosswind new", description="Makes a Swift package whose application Python imports.")
    parser.add_argument("name", help="of the folder, and of the Python module")
    parser.add_argument("--crosswind", metavar="PATH|URL",
                        help="where Crosswind's own Swift package is (CROSSWIND_PACKAGE; a checkout that this command runs from)")
    return parser


def run(options: argparse.Namespace) -> int:
    folder = Path(options.name)
    name = module_name(folder.name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError("%s is there already: choose another name, or an empty folder" % folder)
    dependency, identity = crosswind_package(options.crosswind or os.environ.get("CROSSWIND_PACKAGE"), folder)
    words = {"NAME": name, "TYPE": type_name(name), "DEPENDENCY": dependency, "IDENTITY": identity, "DOT": "."}
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        target = folder / fill(str(source.relative_to(TEMPLATE)), words)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fill(source.read_text(encoding="utf-8"), words), encoding="utf-8")
    print("%s: `cd %s`, then `swift run %s-server`, or `crosswind build` and `python3 -m wsgiref.simple_server`'s like;\n"
          "README.md there has more." % (folder, folder, name), file=sys.stderr)
    return 0


def module_name(name: str) -> str:
    """Python imports it, so it must be an identifier; one in lower case, as modules are."""
    if re.fullmatch(r"[a-z][a-z0-9_]*", name) and not keyword.iskeyword(name):
        return name
    proposal = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_0123456789")
    proposal = proposal if re.fullmatch(r"[a-z][a-z0-9_]*", proposal) and not keyword.iskeyword(proposal) else "myapp"
    raise ProjectError("%r cannot be imported by Python: a module's name is lower-case letters, digits and _, such as %s"
                       % (name, proposal))


def type_name(name: str) -> str:
    """`my_app` is `MyApp` in Swift."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def crosswind_package(where: Optional[str], folder: Path) -> "tuple[str, str]":
    """The dependency as Package.swift has it, and what SwiftPM calls that package."""
    if where is None:
        checkout = Path(crosswind.__file__).resolve().parents[2]
        if not is_crosswind(checkout):
            raise ProjectError("where is Crosswind's Swift package? Say --crosswind ../crosswind for a checkout, or its URL")
        where = str(checkout)
    if re.match(r"[a-z+]+://|[\w.-]+@[\w.-]+:", where):
        identity = re.split(r"[/:]", where.rstrip("/"))[-1]
        return ('.package(url: "%s", from: "%s")' % (where, crosswind.__version__), re.sub(r"\.git$", "", identity))
    path = Path(where)
    if not is_crosswind(path):
        raise ProjectError("%s is no checkout of Crosswind: there is no Package.swift of that name in it" % where)
    # Relative stays relative, but to where the package will be.
    shown = str(path) if path.is_absolute() else os.path.relpath(path, folder)
    return '.package(name: "crosswind", path: "%s")' % shown, "crosswind"


def is_crosswind(folder: Path) -> bool:
    manifest = folder / "Package.swift"
    return manifest.is_file() and 'name: "crosswind"' in manifest.read_text(encoding="utf-8", errors="replace")


def fill(text: str, words: "dict[str, str]") -> str:
    return re.sub(r"__(NAME|TYPE|DEPENDENCY|IDENTITY|DOT)__", lambda match: words[match[1]], text)
