"""``crosswind new NAME``: a Swift package that is a Python module, and a server of its own."""

from __future__ import annotations

import argparse
import json
import keyword
import os
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Optional
from urllib.parse import urlsplit
from urllib.request import url2pathname

import crosswind
from crosswind._project.errors import ProjectError

TEMPLATE = Path(__file__).parent / "template"


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crosswind new", description="Makes a Swift package whose application Python imports.")
    parser.add_argument("name", help="of the folder, and of the Python module")
    parser.add_argument("--crosswind", metavar="PATH|URL",
                        help="where Crosswind's own Swift package is (CROSSWIND_PACKAGE; what this command was installed from)")
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
    print("%s: `cd %s`, then `swift run %s-server`, or `crosswind build` and `PYTHONPATH=dist gunicorn %s:application`;\n"
          "README.md there has more." % (folder, folder, name, name), file=sys.stderr)
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
    version = 'from: "%s"' % crosswind.__version__
    if where is None:
        checkout = checkout_of(Path(crosswind.__file__).resolve())
        where, commit = (str(checkout), None) if checkout else installed_from()
        if where is None:
            raise ProjectError("where is Crosswind's Swift package? Say --crosswind ../crosswind for a checkout, or its URL")
        if commit is not None:
            version = 'revision: "%s"' % commit
    if re.match(r"[a-z+]+://|[\w.-]+@[\w.-]+:", where):
        identity = re.split(r"[/:]", where.rstrip("/"))[-1]
        return '.package(url: "%s", %s)' % (where, version), re.sub(r"\.git$", "", identity)
    path = Path(where)
    if not is_crosswind(path):
        raise ProjectError("%s is no checkout of Crosswind: there is no Package.swift of that name in it" % where)
    # Relative stays relative, but to where the package will be.
    shown = str(path) if path.is_absolute() else os.path.relpath(path, folder)
    return '.package(name: "crosswind", path: "%s")' % shown, "crosswind"


def installed_from() -> "tuple[Optional[str], Optional[str]]":
    """What pip made this package of, as it noted it (PEP 610): a checkout, also by a wheel in one, or a repository and the commit."""
    try:
        noted = json.loads(metadata.distribution("crosswind").read_text("direct_url.json") or "{}")
        url = str(noted.get("url", ""))
        if "vcs_info" in noted:
            return url, str(noted["vcs_info"]["commit_id"])
    except (metadata.PackageNotFoundError, ValueError, KeyError):  # by other means, or another note than the standard's
        return None, None
    if not url.startswith("file:"):
        return None, None
    checkout = checkout_of(Path(url2pathname(urlsplit(url).path)))
    return str(checkout) if checkout else None, None


def checkout_of(place: Path) -> Optional[Path]:
    """The checkout that a place lies in."""
    return next((folder for folder in (place, *place.parents) if is_crosswind(folder)), None)


def is_crosswind(folder: Path) -> bool:
    manifest = folder / "Package.swift"
    return manifest.is_file() and 'name: "crosswind"' in manifest.read_text(encoding="utf-8", errors="replace")


def fill(text: str, words: "dict[str, str]") -> str:
    return re.sub(r"__(NAME|TYPE|DEPENDENCY|IDENTITY|DOT)__", lambda match: words[match[1]], text)
