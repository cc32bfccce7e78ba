"""Puts the Swift library into the wheel.

`scripts/build-extension` builds it; CROSSWIND_PREBUILT=path/to/libCrosswindExtension.so takes a finished one, for
machines without Swift. The wheel is `py3-none-PLATFORM`: the library knows no Python version, only a C library.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGED = "crosswind/_crosswind.so"


class CrosswindBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict) -> None:
        library = self.prebuilt() or self.build()
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + platform_tag(library)
        if version == "editable":  # the package is then used where it stands, and so must the library be
            shutil.copy2(library, os.path.join(self.root, "python", PACKAGED))
        else:
            build_data["force_include"][library] = PACKAGED

    def prebuilt(self) -> str | None:
        path = os.environ.get("CROSSWIND_PREBUILT")
        if path and not os.path.isfile(path):
            stop("CROSSWIND_PREBUILT names no file: %s" % path)
        return path and os.path.abspath(path)

    def build(self) -> str:
        if not shutil.which("swift"):
            stop(
                "`swift` is not on PATH, and Crosswind's server is written in Swift. Install Swift 6.2 or newer "
                "(https://www.swift.org/install), or name a finished library in CROSSWIND_PREBUILT."
            )
        done = subprocess.run(
            [os.path.join(self.root, "scripts", "build-extension")], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            stop("the Swift build failed (exit code %d); its messages stand above" % done.returncode)
        return done.stdout.decode().splitlines()[-1]


def platform_tag(library: str) -> str:
    """manylinux_2_N for the newest glibc symbol that the library asks for, so that the promise is the truth."""
    if not sys.platform.startswith("linux"):
        return re.sub(r"[-.]", "_", sysconfig.get_platform())
    with open(library, "rb") as f:
        needs = re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", f.read())
    return ("manylinux_2_%d_" % max(map(int, needs)) if needs else "linux_") + platform.machine()


def stop(message: str) -> None:
    sys.stderr.write("crosswind: error: %s\n" % message)
    sys.exit(1)
