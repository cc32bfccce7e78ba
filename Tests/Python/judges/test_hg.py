"""Mercurial: hgweb, which answers by `write` and generators, and the real hg, which compresses and streams both ways."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.needs import needs
from harness.server import Server, clean_environment

needs("mercurial", reason="Mercurial has no wheel for this machine: pip install mercurial")

LARGE = os.urandom(1_000_000)


class Hg:
    """The command with a configuration of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "hgrc").write_text("[ui]\nusername = tester <tester@example.com>\nquiet = true\n[http_proxy]\nhost =\n")
        self.environment = {k: v for k, v in clean_environment(HGRCPATH=str(folder / "hgrc"), HGPLAIN="1").items()
                            if not k.lower().endswith("_proxy")}

    def __call__(self, *arguments: str, cwd: "Path | None" = None, code: int = 0) -> str:
        done = subprocess.run([sys.executable, "-m", "mercurial", *arguments], cwd=cwd or self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        assert done.returncode == code, (done.stdout, done.stderr)
        return done.stdout + done.stderr


@pytest.fixture
def hg(tmp_path: Path) -> Hg:
    return Hg(tmp_path)


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that anybody may push to: starting hg is what costs here, so that the tests copy it."""
    folder = tmp_path_factory.mktemp("seed")
    hg, seed = Hg(folder), folder / "site"
    hg("init", str(seed))
    (seed / ".hg" / "hgrc").write_text("[web]\npush_ssl = false\nallow-push = *\nallow-archive = gz, zip\n[server]\nuncompressed = true\n")
    (seed / "small").write_text("small\n")
    hg("commit", "-A", "-m", "one", cwd=seed)
    return seed


@pytest.fixture
def site(seed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seed, tmp_path / "site"))


def served(site: Path, *options: str) -> Server:
    return Server("hg_site:make()", *options, env={"HG_REPOSITORY": str(site), "HGRCPATH": str(site.parent / "hgrc")})


@pytest.mark.parametrize("ways", [
    [],
    ["--config", "devel.legacy.exchange=bundle1"],
    ["--config", "experimental.httppostargs=true"],
    ["--stream"],
], ids=["bundle2", "bundle1", "arguments in bodies", "uncompressed"])
def test_clone_push_clone(hg: Hg, site: Path, tmp_path: Path, ways: "list[str]") -> None:
    work, again = tmp_path / "work", tmp_path / "again"
    with served(site) as server:
        hg("clone", *ways, server.url, str(work))
        assert (work / "small").read_text() == "small\n"
        (work / "large").write_bytes(LARGE)
        hg("commit", "-A", "-m", "two", cwd=work)
        hg("push", *(part for part in ways if part != "--stream"), cwd=work)
        hg("clone", *ways, server.url, str(again))
        assert (again / "large").read_bytes() == LARGE
        if not ways:
            (again / "small").write_text("changed\n")
            hg("commit", "-m", "three", cwd=again)
            hg("push", cwd=again)
            hg("pull", "-u", cwd=work)
            assert (work / "small").read_text() == "changed\n"


def test_many_heads(hg: Hg, tmp_path: Path) -> None:
    """Discovery with more arguments than fit a header field: hg spreads them over X-HgArg-1, X-HgArg-2, …"""
    site, work, other = (tmp_path / name for name in ("site", "work", "other"))
    hg("init", str(site))
    shutil.copytree(site, work)
    (site / ".hg" / "hgrc").write_text("[web]\npush_ssl = false\nallow-push = *\n")
    hg("debugbuilddag", "+3 :b" + " <b +2" * 100, cwd=work)
    with served(site, "--access-log", "--access-log-format", "%({X-HgArg-2}i)s") as server:
        hg("push", "-r", "50", server.url, cwd=work)
        hg("clone", server.url, str(other))
        hg("push", "-f", server.url, cwd=work)
        hg("pull", cwd=other)
        heads = [sorted(hg("heads", "-T", "{node}\n", cwd=folder).split()) for folder in (work, other)]
        assert len(heads[0]) == 100 and heads[0] == heads[1]
        assert "no changes found" in hg("--config", "ui.quiet=false", "incoming", server.url, cwd=work, code=1)
    assert re.search("^[^-]", server.printed, re.M), "no request needed a second field"


def test_a_refused_push(hg: Hg, site: Path, tmp_path: Path) -> None:
    """hgweb refuses without a look at the body, which the client sends meanwhile; it must get to see why."""
    work = Path(shutil.copytree(site, tmp_path / "work"))
    (work / "large").write_bytes(LARGE)
    hg("commit", "-A", "-m", "two", cwd=work)
    with (site / ".hg" / "hgrc").open("a") as configuration:
        configuration.write("[web]\ndeny_push = *\n")
    before = (site / ".hg" / "store" / "00changelog.i").read_bytes()
    with served(site) as server:
        assert "authorization failed" in hg("push", server.url, cwd=work, code=255)
    assert (site / ".hg" / "store" / "00changelog.i").read_bytes() == before


def test_pages(site: Path) -> None:
    """What people see of it: pages, revalidation, archives made as they are sent."""
    with served(site, "--root-path", "/code") as server:
        with server.connect() as client:
            front = client.get("/code/")
            assert front.status == 200 and b"tester" in front.body
            assert client.get("/code/", "If-None-Match: " + str(front.get("etag"))).status == 304
            assert client.get("/code/file/tip/small").status == 200
            assert client.get("/code/raw-file/tip/small").body == b"small\n"
            assert client.get("/code/archive/tip.tar.gz").body[:2] == b"\x1f\x8b"
            assert client.get("/code/archive/tip.zip").body[:2] == b"PK"
            assert client.get("/code/static/mercurial.js").status == 200
            assert client.get("/code/rev/0000000").status in (200, 404)
            assert client.request("/code/", "HEAD").response("HEAD").status == 200
            assert client.get("/code/?cmd=capabilities").get("content-type") == "application/mercurial-0.1"
