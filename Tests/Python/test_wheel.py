"""The wheel: what is in it, what it needs, how it is built and what is said when it cannot be."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import crosswind
from harness.server import ROOT, clean_environment

PACKAGE = ROOT / "python" / "crosswind"
#: What goes in whole: commands, what development needs, the Django app.
FOLDERS = ("_project", "_develop", "_doctor", "django")
LIBRARY = ROOT / ".build-wheel" / "release" / "libCrosswindExtension.so"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel as `make wheel` builds it, around the library that `make build` left."""
    pytest.importorskip("hatchling")
    if not LIBRARY.exists():
        pytest.skip("no library in .build-wheel: `make build` makes it")
    where = tmp_path_factory.mktemp("dist")
    done = hatchling("-d", str(where), "-t", "wheel", CROSSWIND_PREBUILT=str(LIBRARY))
    assert done.returncode == 0, done.stderr
    return next(where.glob("*.whl"))


def hatchling(*arguments, cwd=ROOT, **env):
    return subprocess.run([sys.executable, "-m", "hatchling", "build", *arguments], cwd=cwd, capture_output=True, text=True,
                          env={**clean_environment(), **env})


@pytest.fixture(scope="module")
def library(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.read("crosswind/_crosswind.so")


def elf(data):
    from elftools.elf.elffile import ELFFile
    return ELFFile(io.BytesIO(data))


def test_name_and_size(wheel):
    assert re.fullmatch(r"crosswind-%s-py3-none-(manylinux_2_\d+|linux)_\w+\.whl" % re.escape(crosswind.__version__), wheel.name)
    assert wheel.stat().st_size < 8 << 20


def test_contents(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read("crosswind-%s.dist-info/METADATA" % crosswind.__version__).decode()
    project = {n for n in names if n.startswith(tuple("crosswind/%s/" % folder for folder in FOLDERS))}
    assert project == {"crosswind/" + str(path.relative_to(PACKAGE)) for folder in FOLDERS
                       for path in (PACKAGE / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert {n for n in names if n.startswith("crosswind/")} - project == {
        "crosswind/__init__.py", "crosswind/__main__.py", "crosswind/_loader.py", "crosswind/_wsgi_module.py",
        "crosswind/py.typed", "crosswind/_crosswind.so"}
    assert "Requires-Python: >=3.9" in metadata and "License-Expression: Apache-2.0" in metadata
    assert "Requires-Dist" not in metadata


def test_needs_nothing_but_the_c_and_cpp_runtimes(library):
    dynamic = elf(library).get_section_by_name(".dynamic")
    needed = {tag.needed for tag in dynamic.iter_tags("DT_NEEDED")}
    allowed = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libutil.so.1"}
    assert needed and {n for n in needed if not n.startswith("ld-linux")} <= allowed, needed


def test_is_stripped_and_exports_two_functions(library):
    sections = elf(library)
    assert sections.get_section_by_name(".symtab") is None
    symbols = sections.get_section_by_name(".dynsym").iter_symbols()
    defined = {s.name for s in symbols if s["st_shndx"] != "SHN_UNDEF" and s["st_info"]["bind"] in ("STB_GLOBAL", "STB_WEAK")}
    assert defined == {"crosswind_main", "crosswind_version"}


def test_full_foundation_is_not_linked(library):
    """FoundationEssentials may be inside (swift-argument-parser brings it); Foundation with ICU's tables would be 30 MB more."""
    assert b"libFoundation" not in library
    assert b"FoundationInternationalization" not in library
    assert b"$s10Foundation" not in library and b"_CFRuntimeCreateInstance" not in library


def test_tag_tells_the_truth(wheel, library):
    """The newest glibc that a symbol asks for is the one in the wheel's name."""
    versions = elf(library).get_section_by_name(".gnu.version_r")
    wanted = [int(aux.name.split(".")[1]) for need, auxes in versions.iter_versions() if need.name.startswith(("libc.", "libm."))
              for aux in auxes if aux.name.startswith("GLIBC_2.")]
    said = re.search(r"manylinux_2_(\d+)", wheel.name)
    assert said and int(said[1]) >= max(wanted)


def test_sdist_holds_all_a_build_needs(tmp_path):
    pytest.importorskip("hatchling")
    done = hatchling("-d", str(tmp_path), "-t", "sdist")
    assert done.returncode == 0, done.stderr
    import tarfile
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Package.swift", "hatch_build.py", "scripts/build-extension", "scripts/exports.map", "python/crosswind/_loader.py",
            "Sources/CrosswindExtension/CrosswindExtension.swift"} <= names
    assert not [n for n in names if n.endswith((".so", ".whl", ".pyc")) or n.startswith((".build", ".venv"))]


def without_swift(tmp_path):
    """A PATH on which there is no `swift`."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("sh", "uname", "dirname", "git"):
        if shutil.which(name):
            (tools / name).symlink_to(shutil.which(name))
    return str(tools)


def test_missing_swift_is_said_in_one_line(tmp_path):
    pytest.importorskip("hatchling")
    done = hatchling("-d", str(tmp_path), "-t", "wheel", PATH=without_swift(tmp_path))
    assert done.returncode != 0
    assert "`swift` is not on PATH" in done.stderr and "CROSSWIND_PREBUILT" in done.stderr
    assert "Traceback" not in done.stderr


def test_prebuilt_library_that_is_not_there(tmp_path):
    pytest.importorskip("hatchling")
    done = hatchling("-d", str(tmp_path), "-t", "wheel", CROSSWIND_PREBUILT=str(tmp_path / "none.so"))
    assert done.returncode != 0 and "CROSSWIND_PREBUILT names no file" in done.stderr and "Traceback" not in done.stderr


def test_import_is_light():
    """`import crosswind` loads no library and next to no module."""
    script = "import sys; before = set(sys.modules); import crosswind; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(Path(crosswind.__file__).parent.parent)})
    assert done.stdout == "['crosswind']\n"
