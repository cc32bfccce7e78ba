"""WebDAV: WsgiDAV behind litmus, the test suite of its protocol, and behind cadaver, a client that people type into."""

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Iterator

import pytest

from harness.needs import needs
from harness.server import Server

needs("wsgidav")

#: litmus's programs, and how many tests each had when this was written: a suite that gives up early has fewer.
SUITES = {"basic": 16, "copymove": 13, "props": 30, "locks": 41, "http": 4}
LITMUS = Path("/usr/libexec/litmus")


@pytest.fixture
def share(tmp_path: Path) -> "Iterator[Server]":
    folder = tmp_path / "share"
    folder.mkdir()
    with Server("dav_share:make()", env={"DAV_FOLDER": str(folder)}) as server:
        yield server


@pytest.mark.skipif(not shutil.which("litmus"), reason="litmus is not installed: apt-get install litmus")
@pytest.mark.parametrize("suite", SUITES)
def test_litmus(share: Server, tmp_path: Path, suite: str) -> None:
    done = subprocess.run(["litmus", "-k", share.url + "/"], cwd=tmp_path, env={**os.environ, "TESTS": suite, "no_proxy": "*"},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    said = done.stdout.replace("\r", "\n")
    summary = re.search(r"of (\d+) tests run: (\d+) passed, (\d+) failed", said)
    assert summary, said + done.stderr
    assert (int(summary[2]), int(summary[3])) == (int(summary[1]), 0) and int(summary[1]) >= SUITES[suite], said
    assert "WARNING" not in said, said


@pytest.mark.skipif(not shutil.which("cadaver"), reason="cadaver is not installed: apt-get install cadaver")
def test_cadaver(share: Server, tmp_path: Path) -> None:
    large = os.urandom(2_000_000)
    (tmp_path / "large").write_bytes(large)
    script = ["mkcol folder", "cd folder", "put large", "put large käse%20a", "copy large again", "move again moved", "lock moved", "unlock moved",
              "propset moved author me", "propget moved author", "ls", "get moved back", "delete large", "cd ..", "ls", "quit"]
    done = subprocess.run(["cadaver", share.url + "/"], cwd=tmp_path, input="\n".join(script) + "\n", capture_output=True, text=True,
                          env={**os.environ, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "no_proxy": "*"}, timeout=120)
    said = done.stdout + done.stderr
    assert done.returncode == 0 and "failed" not in said and "Failed" not in said, said
    assert (tmp_path / "back").read_bytes() == large
    assert "Value of author is: me" in said, said
    folder = tmp_path / "share" / "folder"
    assert sorted(os.listdir(folder)) == ["käse%20a", "moved"]
    assert hashlib.sha256((folder / "käse%20a").read_bytes()).digest() == hashlib.sha256(large).digest()


@pytest.mark.skipif(not shutil.which("rclone"), reason="rclone is not installed: apt-get install rclone")
def test_rclone(share: Server, tmp_path: Path) -> None:
    """Several transfers at once on kept connections, one of them of a length that nobody knows."""
    source, back = tmp_path / "source", tmp_path / "back"
    for number in range(20):
        (source / ("d%d" % (number % 3))).mkdir(parents=True, exist_ok=True)
        (source / ("d%d" % (number % 3)) / ("f %d é" % number)).write_bytes(os.urandom(number * 20_000))

    def rclone(*arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(["rclone", "--config", str(tmp_path / "none"), "--retries", "1", *arguments], input=stdin, capture_output=True,
                              timeout=120, env={**{k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")},
                                                "HOME": str(tmp_path)})
        assert done.returncode == 0, done.stderr
        return done.stdout
    remote = ":webdav,url='%s':" % share.url
    rclone("copy", str(source), remote + "copy")
    rclone("check", "--download", str(source), remote + "copy")
    rclone("copy", remote + "copy", str(back))
    assert {p.name: p.read_bytes() for p in back.rglob("f*")} == {p.name: p.read_bytes() for p in source.rglob("f*")}
    piped = os.urandom(500_000)
    rclone("rcat", "--streaming-upload-cutoff", "1k", remote + "piped", stdin=piped)
    assert rclone("cat", remote + "piped") == piped
    assert rclone("cat", "--offset", "1000", "--count", "500", remote + "piped") == piped[1000:1500]
    rclone("purge", remote + "copy")
    assert sorted(rclone("lsf", remote).split()) == [b"piped"]
