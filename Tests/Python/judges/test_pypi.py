"""pypiserver, and the real twine and pip: multipart uploads with a password, simple indexes, files in part and whole."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Iterator

import pytest

from harness.needs import needs
from harness.server import Server, clean_environment
from harness.wire import until

needs("pypiserver")
needs("twine")

PAYLOAD = os.urandom(1_500_000)


def wheel(folder: Path, version: str, needs: str = "") -> Path:
    """A wheel with something large in it."""
    path = folder / ("judged-%s-py3-none-any.whl" % version)
    info = "judged-%s.dist-info/" % version
    files = {
        "judged/__init__.py": b"version = '%s'\n" % version.encode(), "judged/payload.bin": PAYLOAD,
        info + "METADATA": ("Metadata-Version: 2.1\nName: judged\nVersion: %s\nSummary: Only for tests\n%s" % (version, needs)).encode(),
        info + "WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join("%s,sha256=%s,%d\n" % (
        name, base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode(), len(content))
        for name, content in files.items())
    files[info + "RECORD"] = (record + info + "RECORD,,\n").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def module(name: str, *arguments: str, code: int = 0) -> str:
    """Runs a tool with no configuration but ours."""
    environment = {k: v for k, v in clean_environment().items() if not k.startswith(("PIP_", "TWINE_")) and not k.lower().endswith("_proxy")}
    environment.update(PIP_CONFIG_FILE="/dev/null", PIP_NO_CACHE_DIR="1", PIP_DISABLE_PIP_VERSION_CHECK="1", NO_COLOR="1",
                       PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring")
    done = subprocess.run([sys.executable, "-m", name, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == code, (done.stdout, done.stderr)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("packages")


@pytest.fixture(scope="module")
def index(packages: Path) -> "Iterator[Server]":
    """The index as its documentation has it behind gunicorn; anybody may upload with any password."""
    with Server("pypi_index:make()", "--access-log", "--access-log-format", "%(r)s %(s)s",
                env={"PYPI_PACKAGES": str(packages)}) as server:
        yield server


def upload(index: Server, path: Path, password: str = "secret", code: int = 0) -> str:
    return module("twine", "upload", "--non-interactive", "--disable-progress-bar", "--config-file", "/dev/null", "--repository-url",
                  index.url + "/", "-u", "uploader", "-p", password, str(path), code=code)


def test_upload_and_install(index: Server, packages: Path, tmp_path: Path) -> None:
    for version in ("1.0", "1.1"):
        path = wheel(tmp_path, version)
        upload(index, path)
        assert (packages / path.name).read_bytes() == path.read_bytes()
    module("pip", "install", "--index-url", index.url + "/simple/", "--no-deps", "--target", str(tmp_path / "site"), "judged")
    assert (tmp_path / "site" / "judged" / "payload.bin").read_bytes() == PAYLOAD
    assert "1.1" in (tmp_path / "site" / "judged" / "__init__.py").read_text()
    assert "1.0" in module("pip", "index", "versions", "--index-url", index.url + "/simple/", "judged")


def test_refused_uploads(index: Server, packages: Path, tmp_path: Path) -> None:
    """The answer comes while twine still sends."""
    assert "403" in upload(index, wheel(tmp_path, "2.0"), password="wrong", code=1)
    assert not (packages / "judged-2.0-py3-none-any.whl").exists()
    assert "400" in upload(index, wheel(packages, "2.1"), code=1)  # what is there is not replaced


def test_fast_deps(index: Server, packages: Path, tmp_path: Path) -> None:
    """pip reads a wheel's metadata by ranges of the file where the server has them."""
    path = wheel(packages, "3.0", "Requires-Dist: missing-dependency; extra == 'more'\n")
    module("pip", "download", "--index-url", index.url + "/simple/", "--use-feature", "fast-deps", "-d", str(tmp_path), "judged==3.0")
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    until(lambda: re.search("GET /packages/judged-3.0-py3-none-any.whl HTTP/1.1 206", index.printed), "an answer in part")


def test_what_is_not_there(index: Server, tmp_path: Path) -> None:
    assert "No matching distribution" in module("pip", "download", "--index-url", index.url + "/simple/", "--no-deps", "-d", str(tmp_path),
                                                "not-uploaded", code=1)
