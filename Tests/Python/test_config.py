"""Configuration files: which are read, what they may say, what goes first (docs/configuration.md)."""

import re
import signal
import sys

import pytest

from harness.server import APPS, ROOT, run

TOMLLIB = sys.version_info >= (3, 11)
pytestmark = pytest.mark.skipif(not TOMLLIB, reason="this Python has no tomllib")
CLI = APPS / "cli"
LINE = re.compile(r"(# )?([a-z0-9-]+) =(?: (.*?))?\s+# (.*)")


def shown(*arguments, cwd, env=None):
    """{option: (value or None, source, whether it is set)} as --print-config shows it."""
    done = run("--print-config", *arguments, cwd=cwd, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    rows = {}
    for line in done.stdout.splitlines():
        if line.startswith("# warning: "):
            continue
        match = LINE.fullmatch(line)
        assert match, line
        rows[match[2]] = (match[3], match[4], not match[1])
    return rows


def documented():
    """{option: its example line for a file} as docs/options.md has it, from the table."""
    found = {}
    for part in (ROOT / "docs/options.md").read_text().split("\n### ")[1:]:
        example = re.search(r"^- File: `(([a-z0-9-]+) = .*)`$", part, re.M)
        if example:
            found[example[2]] = example[1]
    del found["check"]  # for which there would have to be an application
    # These go neither with each other nor with what is left.
    del found["mount"], found["preload"]
    return found


def test_every_documented_example_is_valid_and_shown(tmp_path):
    """One file with each option's example of the page, but those that say the same in another way."""
    apart = {"bind", "host", "port", "uds", "fd"}
    rest = {name: line for name, line in documented().items() if name not in apart}
    assert len(rest) > 25
    (tmp_path / ".env").write_text("")
    for names in [rest, *({name: documented()[name]} for name in sorted(apart))]:
        (tmp_path / "crosswind.toml").write_text("\n".join(names.values()) + "\n")
        rows = shown(cwd=tmp_path)
        for number, name in enumerate(names, 1):
            value, source, is_set = rows["bind" if name in apart else name]
            assert source == "crosswind.toml:%d" % number and is_set, (name, rows)


def test_what_is_shown_can_be_pasted(tmp_path):
    rest = [line for name, line in documented().items() if name not in {"host", "port", "uds", "fd", "env"}]
    (tmp_path / ".env").write_text("")
    (tmp_path / "crosswind.toml").write_text("\n".join(rest) + "\n")
    first = run("--print-config", cwd=tmp_path).stdout
    (tmp_path / "crosswind.toml").write_text(first)
    second = run("--print-config", cwd=tmp_path).stdout
    assert second.count("crosswind.toml:") >= 25

    def values(text):
        return re.sub(r" +# .*", "", text)
    assert values(second) == values(first)


def test_precedence(tmp_path):
    (tmp_path / "crosswind.toml").write_text("threads = 3\nqueue-depth = 3\nloops = 3\n")
    rows = shown("--threads", "5", cwd=tmp_path, env={"CROSSWIND_THREADS": "4", "CROSSWIND_QUEUE_DEPTH": "4"})
    assert rows["threads"] == ("5", "--threads", True)
    assert rows["queue-depth"] == ("4", "CROSSWIND_QUEUE_DEPTH", True)
    assert rows["loops"] == ("3", "crosswind.toml:3", True)
    assert rows["backlog"] == ("2048", "default", False)


def test_shared_variables_go_before_the_file(tmp_path):
    (tmp_path / "crosswind.toml").write_text('workers = 3\nbind = ["127.0.0.1:1"]\nforwarded-allow-ips = ["10.0.0.1"]')
    rows = shown(cwd=tmp_path, env={"WEB_CONCURRENCY": "2", "PORT": "5000", "FORWARDED_ALLOW_IPS": "::1"})
    assert rows["workers"] == ("2", "WEB_CONCURRENCY", True)
    assert rows["bind"] == ('["0.0.0.0:5000"]', "PORT", True)
    assert rows["forwarded-allow-ips"] == ('["::1"]', "FORWARDED_ALLOW_IPS", True)


def test_which_file_is_read(tmp_path):
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "x"\n\n[tool.crosswind]\nthreads = 2\n\n[tool.other]\nthreads = "x"\n')
    assert shown(cwd=tmp_path)["threads"] == ("2", "pyproject.toml:5", True)
    (tmp_path / "crosswind.toml").write_text("loops = 2")
    rows = shown(cwd=tmp_path)
    assert rows["threads"][1] == "default" and rows["loops"][1] == "crosswind.toml:1"
    assert rows["config"][:2] == ('["crosswind.toml"]', "found in the working directory")
    (tmp_path / "other.toml").write_text("threads = 7")
    rows = shown("-c", "other.toml", cwd=tmp_path)
    assert rows["threads"] == ("7", "other.toml:1", True) and rows["loops"][1] == "default"
    rows = shown("-c", "file:other.toml", "-c", "pyproject.toml", "-c", "crosswind.toml", cwd=tmp_path)
    assert rows["threads"] == ("2", "pyproject.toml:5", True) and rows["loops"][1] == "crosswind.toml:1"
    assert shown(cwd=tmp_path, env={"CROSSWIND_CONFIG": "other.toml"})["threads"][0] == "7"
    assert shown("-c", "off", cwd=tmp_path)["loops"][1] == "default"
    (tmp_path / "crosswind.toml").unlink()
    project.write_text("no [toml at all")
    assert shown(cwd=tmp_path)["threads"][1] == "default"


def test_after_chdir(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "crosswind.toml").write_text("threads = 6")
    assert shown("--chdir", "inner", cwd=tmp_path)["threads"] == ("6", "crosswind.toml:1", True)
    assert shown("--chdir", "inner", "-c", "inner/crosswind.toml", cwd=tmp_path)["threads"][0] == "6"


@pytest.mark.parametrize("text, words", [
    ("thread = 3", r"crosswind\.toml:1: thread is no option of crosswind; threads is"),
    ('\nthreads = "3"', r"crosswind\.toml:2: threads is a string.*threads = 8"),
    ("threads = 999", r"crosswind\.toml:1: threads: '999' is not possible; write a number from 1 to 256"),
    ("threads = \nloops = 1", r"crosswind\.toml is no valid TOML: .*line 1"),
    ("threads = 1\nthreads = 2", r"crosswind\.toml is no valid TOML"),
    ("threads = 2026-11-26", r"threads is a date"),
    ('python = "/usr/bin/python3"', r"needed before files can be read; use --python or CROSSWIND_PYTHON"),
    ('config = ["x.toml"]', r"config is needed before files"),
    ("keep-alive = -1", r"crosswind\.toml:1: keep-alive: "),
    ("[server]\nthreads = 3", r"crosswind\.toml:1: server is no option"),
    ("worker_class = 'gevent'", r"worker_class is no option of crosswind: there is one kind of worker"),
    ("threads = 123456789012345678901234567890", r"threads is a number of more than 64 bits"),
    ("bind = [8000]", r"bind is a number"),
    ("keep-alive = nan", r"keep-alive: "), ("keep-alive = inf", r"keep-alive: "), ("keep-alive = 1e300", r"keep-alive: "),
])
def test_broken_files(tmp_path, text, words):
    (tmp_path / "crosswind.toml").write_text(text)
    done = run("app", cwd=tmp_path)
    assert done.returncode == 2, done
    assert re.search(words, done.stderr), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_file_that_is_not_text(tmp_path):
    (tmp_path / "crosswind.toml").write_bytes(b"threads = 3 # \xff")
    done = run("app", cwd=tmp_path)
    assert done.returncode == 2 and "is not UTF-8 (at byte 14)" in done.stderr


@pytest.mark.parametrize("arguments, words", [
    (["-c", "none.toml"], "none.toml can't be read: No such file or directory"),
    (["-c", "x.yaml"], "--config: 'x.yaml' is no configuration file"),
])
def test_files_that_are_named_must_be_there(tmp_path, arguments, words):
    done = run(*arguments, "app", cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr


def test_serves_what_the_file_says(start, tmp_path):
    (tmp_path / "crosswind.toml").write_text('app = "good"\nroot-path = "/x"\nchdir = "%s"\npythonpath = ["%s"]\n' % (CLI, CLI))
    server = start("--log-level=info", cwd=tmp_path)
    assert server.get("/x/").body == b"application"
    server.logged("configuration from crosswind.toml")


def test_check_and_print_config(tmp_path):
    done = run("good", "--check", "--print-config", cwd=CLI)
    assert done.returncode == 0
    assert "# threads = 8" in done.stdout and "good is there and callable\n" in done.stdout
    assert run("missing", "--check", "--print-config", cwd=CLI).returncode == 4


def test_unknown_variables_suggest_the_nearest(start):
    server = start("good", cwd=CLI, env={"CROSSWIND_THREDS": "3"})
    server.logged("CROSSWIND_THREDS is no option of crosswind and is ignored; CROSSWIND_THREADS is")


def test_signals_still_work(start, tmp_path):
    (tmp_path / "crosswind.toml").write_text('chdir = "%s"' % CLI)
    server = start("good", cwd=tmp_path)
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
