"""A wheel (PEP 427) of a module and its library. Made by hand: it is a zip of four files and a list of them."""

from __future__ import annotations

import base64
import hashlib
import platform
import re
import zipfile
from pathlib import Path

from crosswind._project.errors import ProjectError


def make(library: Path, shim: Path, module: str, version: str, folder: Path) -> Path:
    """``MODULE-VERSION-py3-none-PLATFORM.whl``: the library knows no Python version, only a C library."""
    if not re.fullmatch(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9]+(\.[a-z0-9]+)*)?", version):
        raise ProjectError("%r is no version as PEP 440 has them, such as 1.2.0" % version)
    data = library.read_bytes()
    tag = "py3-none-" + platform_tag(data)
    about = "%s-%s.dist-info" % (module, version)
    files = {
        "%s.py" % module: shim.read_bytes(),
        "_%s.so" % module: data,
        about + "/METADATA": ("Metadata-Version: 2.1\nName: %s\nVersion: %s\nRequires-Python: >=3.9\n" % (module, version)).encode(),
        about + "/WHEEL": ("Wheel-Version: 1.0\nGenerator: crosswind\nRoot-Is-Purelib: false\nTag: %s\n" % tag).encode(),
    }
    record = "".join("%s,sha256=%s,%d\n" % (name, digest(content), len(content)) for name, content in files.items())
    files[about + "/RECORD"] = (record + about + "/RECORD,,\n").encode()
    target = folder / ("%s-%s-%s.whl" % (module, version, tag))
    new = target.with_name("." + target.name + ".new")
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the same input gives the same wheel
            entry.external_attr = (0o100755 if name.endswith(".so") else 0o100644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    new.replace(target)
    return target


def digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def platform_tag(library: bytes) -> str:
    """manylinux_2_N for the newest glibc symbol that the library asks for, so that the promise is the truth (PEP 600)."""
    needs = re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", library)
    return ("manylinux_2_%d_" % max(map(int, needs)) if needs else "linux_") + platform.machine()
