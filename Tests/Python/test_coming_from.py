"""docs/coming-from.md names every option of the servers that are installed here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import ROOT

PAGE = (ROOT / "docs/coming-from.md").read_text()
SCRIPTS = Path(sys.executable).parent


def section(name):
    return re.search(r"^## %s\n(.*?)(?=^## |\Z)" % re.escape(name), PAGE, re.M | re.S)[1]


def listed(name):
    rows = [line.split("|")[1] for line in section(name).splitlines() if line.startswith("| `-")]
    return {flag for row in rows for flag in re.findall(r"`(-[^`]+)`", row)}


def help_of(command):
    path = SCRIPTS / command
    if not path.exists():
        path = shutil.which(command)
    if not path:
        pytest.skip("%s is not installed" % command)
    done = subprocess.run([path, "--help"], capture_output=True, text=True, timeout=60)
    return set(re.findall(r"(?<![\w/-])--[a-z][\w-]*(?<!-)", done.stdout + done.stderr)) - {"--help", "--version"}


def test_gunicorn():
    config = pytest.importorskip("gunicorn.config")
    flags = {flag for setting in config.KNOWN_SETTINGS for flag in setting.cli or ()}
    assert flags - listed("gunicorn") == set()


def test_settings_of_gunicorn():
    config = pytest.importorskip("gunicorn.config")
    named = set(re.findall(r"`(\w+)[`(]", section("gunicorn")))
    assert {setting.name for setting in config.KNOWN_SETTINGS} - named - {
        "on_dirty_starting", "dirty_post_fork", "dirty_worker_init", "dirty_worker_exit"} == set()


@pytest.mark.parametrize("name, command", [
    ("waitress", "waitress-serve"), ("granian", "granian"), ("uvicorn (WSGI)", "uvicorn"), ("peregrine", "peregrine")])
def test_others(name, command):
    flags = help_of(command)
    assert len(flags) > 15
    assert flags - listed(name) == set()
