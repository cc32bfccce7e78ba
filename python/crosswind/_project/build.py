"""``crosswind build``: the package's dynamic library as a Python module, and on request a wheel of it."""

from __future__ import annotations

import argparse
import ctypes
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any, Optional

from crosswind._project import swift
from crosswind._project.errors import ProjectError

SHIM = Path(__file__).parent.parent / "_wsgi_module.py"


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crosswind build",
        description="Builds the dynamic library of a Swift package, and makes a Python module of it: MODULE.py and _MODULE.so.")
    parser.add_argument("--package-path", type=Path, default=Path(), metavar="FOLDER", help="where Package.swift is (here)")
    parser.add_argument("--product", help="the dynamic library, when there is more than one")
    parser.add_argument("--module", help="what Python imports it as (the product's name)")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="where the module or the wheel goes (dist in the package)")
    parser.add_argument("--wheel", action="store_true", help="make a wheel and not a module")
    parser.add_argument("--wheel-version", default="0.1.0", metavar="VERSION", help="(0.1.0)")
    parser.add_argument("--scratch-path", type=Path, metavar="FOLDER", help="for what is built in between (.build-python)")
    parser.add_argument("swift", nargs="*", metavar="-- OPTION", help="passed on to `swift build`")
    return parser


def run(options: argparse.Namespace) -> int:
    swift.check()
    package: Path = options.package_path
    product = choose(swift.manifest(package), options.product)
    module = module_name(options.module or product)
    library = swift.build(package, options.scratch_path or package / ".build-python", product, options.swift)
    verify(library, product)
    output: Path = options.output or package / "dist"
    output.mkdir(parents=True, exist_ok=True)
    if options.wheel:
        from crosswind._project import wheel
        print(wheel.make(library, SHIM, module, options.wheel_version, output))
        return 0
    replace(library, output / ("_%s.so" % module))
    replace(SHIM, output / ("%s.py" % module))
    print(output / ("%s.py" % module))
    print("PYTHONPATH=%s gunicorn %s:application" % (output, module), file=sys.stderr)
    return 0


def choose(manifest: "dict[str, Any]", wanted: Optional[str]) -> str:
    """The dynamic library that was meant."""
    dynamic = [product["name"] for product in manifest["products"] if product["type"].get("library") == ["dynamic"]]
    if wanted is not None:
        if wanted in dynamic:
            return wanted
        known = "its dynamic libraries are %s" % ", ".join(dynamic) if dynamic else "it has no dynamic library"
        raise ProjectError("%s has no product %r that is a dynamic library: %s" % (manifest["name"], wanted, known))
    if len(dynamic) == 1:
        return str(dynamic[0])
    if dynamic:
        raise ProjectError("which one? --product %s" % " or --product ".join(dynamic))
    raise ProjectError('%s has no dynamic library, which is what Python loads. In Package.swift: products: [.library(name: "myapp", '
                       'type: .dynamic, targets: ["…"])]' % manifest["name"])


def module_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        raise ProjectError("Python cannot import %r: name the module by --module" % name)
    return name


def verify(library: Path, product: str) -> None:
    """What Python would say of it, said now. Nothing in it runs: the functions are looked up and not called."""
    if not library.is_file():
        raise ProjectError("the build left no %s" % library)
    try:
        loaded = ctypes.CDLL(str(library.resolve()), mode=os.RTLD_LAZY | os.RTLD_LOCAL)
    except OSError as error:
        raise ProjectError("%s does not load: %s" % (library, error)) from None
    if not hasattr(loaded, "crosswind_application"):
        raise ProjectError("%s exports no crosswind_application, which Python calls: the target needs a function marked "
                           "@c(crosswind_application) that returns WSGIModule.export { … }" % product)


def replace(source: Path, target: Path) -> None:
    """Replaced, not overwritten: a server that runs keeps the old one."""
    new = target.with_name(".%s.new" % target.name)
    shutil.copyfile(source, new)
    os.replace(new, target)
