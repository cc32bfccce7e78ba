"""One wheel for every Python, and the executable that embeds the one it finds."""

import glob
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from harness.server import APPS, ROOT, Server, run
from harness.wire import until
from test_wheel import wheel  # noqa: F401  (a fixture)

VERSIONS = ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"]
EXECUTABLE = ROOT / ".build" / "debug" / "crosswind"


def interpreter(version):
    """An interpreter of that version: on PATH, or among pyenv's (whose shims may not be enabled)."""
    names = [shutil.which("python" + version)] + sorted(
        glob.glob(os.path.join(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")), "versions", version + ".*", "bin", "python3")))
    for name in filter(None, names):
        done = subprocess.run([name, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"],
                              capture_output=True, text=True)
        if done.returncode == 0 and done.stdout.strip() == version:
            return name
    return None


@pytest.fixture(scope="module", params=VERSIONS)
def venv(request, wheel, tmp_path_factory):  # noqa: F811
    """A virtual environment of that Python with the wheel in it, and nothing else."""
    python = interpreter(request.param)
    if not python:
        pytest.skip("no Python %s here" % request.param)
    where = tmp_path_factory.mktemp("venv-" + request.param)
    subprocess.run([python, "-m", "venv", "--without-pip", str(where)], check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "pip", "--python", str(where / "bin" / "python"), "install", "-q", "--no-index",
                    "--disable-pip-version-check", str(wheel)], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return where


def test_development(venv, tmp_path):
    """What is Python in --reload, --debug, --lint and the doctor, in each Python."""
    app = tmp_path / "shop.py"
    good = "def app(environ, start):\n    start('200 OK', [('X-A', 'b')])\n    return [b'%s']\n"
    app.write_text("import nothing_of_that_name\n")
    command = [str(venv / "bin" / "crosswind")]
    with Server("shop:app", "--reload", "--lint", cwd=tmp_path, command=command) as server:
        server.expect_trouble = True
        page = until(lambda: server.get("/", "Accept: text/html"), "a page")
        assert page.status == 500 and "import nothing_of_that_name" in page.text
        app.write_text(good % "mended")
        until(lambda: server.get("/").text == "mended", "the new code")
        server.logged("lint CW312: ")
    done = run("doctor", "shop:app", "--seconds", "0.4", "--json", cwd=tmp_path, command=command)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["advice"]["workers"] >= 1


def smoke(server):
    """A little of everything."""
    with server.connect() as client:
        for target, body in [("/framing/hello", b"Hello world\n"), ("/framing/validated", b"Hello world\n"), ("/calls/lazy", b"lazy"),
                             ("/calls/write_then_iterate", b"written iterated twice"), ("/framing/nocl_generator", b"abcdefg")]:
            for _ in range(3):
                assert client.get(target).body == body
        assert client.post("/inputs/echo", b"x" * 1_000_000).body == b"x" * 1_000_000
        assert client.post("/inputs/validated", b"a\nb").body == b"a\nb"
        assert len(client.get("/files/real").body) == 3_000_000
        assert client.get("/environs/validated").status == 200
    assert server.get("/calls/raises").status == 500
    assert server.get("/calls/replaced").status == 500
    for name in ("fine", "raising_next", "bad_chunk"):
        try:
            server.get("/closing/" + name)
        except AssertionError:
            pass
        assert server.count(name + ".closed") == server.count(name + ".made") == 1
    server.logged("Planned: before the head")


@pytest.mark.slow
def test_wheel_serves(venv):
    with Server("everything", command=[str(venv / "bin" / "crosswind")]) as server:
        server.expect_trouble = True
        smoke(server)


@pytest.mark.slow
def test_wheel_by_module(venv):
    command = [str(venv / "bin" / "python"), "-m", "crosswind"]
    assert run("--version", command=command).returncode == 0
    done = run("broken", cwd=APPS / "cli", command=command)
    assert done.returncode == 4 and "planned: broken at import" in done.stderr


# --- the executable that embeds Python

def shared_library(python):
    """Whether its shared library is on this machine; Debian's interpreter says it has one even without the package."""
    script = ("import os, sysconfig; name, folder = map(sysconfig.get_config_var, ('INSTSONAME', 'LIBDIR'));"
              "print(name if name.endswith('.a') or not name else os.path.join(folder, name))")
    path = subprocess.run([python, "-c", script], capture_output=True, text=True).stdout.strip()
    return os.path.exists(path) or bool(path and ".so" in path and glob.glob("/usr/lib/*/" + os.path.basename(path)))


@pytest.fixture(scope="module")
def executable():
    if shutil.which("swift") is None:
        pytest.skip("no swift here")
    done = subprocess.run(["swift", "build", "--product", "crosswind"], cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return str(EXECUTABLE)


def candidates():
    return [*VERSIONS, "the system's"]


@pytest.fixture(params=candidates())
def embedded(request, tmp_path):
    """A virtual environment of a Python that has a shared library, with a package that marks it."""
    python = "/usr/bin/python3" if request.param == "the system's" else interpreter(request.param)
    if not python or not os.path.exists(python):
        pytest.skip("no Python %s here" % request.param)
    if not shared_library(python):
        pytest.skip("Python %s has no shared library" % request.param)
    subprocess.run([python, "-m", "venv", "--without-pip", str(tmp_path / "venv")], check=True, capture_output=True)
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    (site / "only_in_this_venv.py").write_text("word = 'found'\n")
    (tmp_path / "where.py").write_text(
        "import json, multiprocessing.spawn, os, sys\n"
        "import only_in_this_venv\n"
        "def application(environ, start_response):\n"
        "    body = json.dumps([sys.prefix, sys.executable, multiprocessing.spawn.get_executable().decode()\n"
        "        if isinstance(multiprocessing.spawn.get_executable(), bytes) else multiprocessing.spawn.get_executable(),\n"
        "        only_in_this_venv.word, sys.version_info[:2], sys.argv[:1]]).encode()\n"
        "    start_response('200 OK', [('Content-Type', 'application/json')])\n"
        "    return [body]\n")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("way", ["--python", "VIRTUAL_ENV", ".venv", "PATH"])
def test_executable_finds_the_venv(executable, embedded, way):
    venv = embedded / "venv"
    options, env = [], {"VIRTUAL_ENV": None}
    if way == "--python":
        options = ["--python", str(venv / "bin" / "python")]
    elif way == "VIRTUAL_ENV":
        env["VIRTUAL_ENV"] = str(venv)
    elif way == ".venv":
        (embedded / ".venv").symlink_to(venv)
    else:
        env["PATH"] = "%s:%s" % (venv / "bin", os.environ["PATH"])
    with Server("where", *options, cwd=embedded, env=env, command=[executable]) as server:
        prefix, python, spawn, word, version, argv = server.json("/")
    assert word == "found"
    assert Path(prefix).resolve() == venv.resolve()
    assert Path(python).parent.resolve() == (venv / "bin").resolve() and spawn == python


@pytest.mark.slow
def test_executable_serves(executable, embedded):
    with Server("everything", "--python", str(embedded / "venv" / "bin" / "python"), command=[executable]) as server:
        server.expect_trouble = True
        smoke(server)


@pytest.mark.slow
def test_executable_names_the_remedy_for_lint_without_the_package(executable, embedded):
    python = str(embedded / "venv" / "bin" / "python")
    done = run("where", "--lint", "--python", python, "--bind", "127.0.0.1:0", cwd=embedded, command=[executable])
    assert done.returncode == 1, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("crosswind: --lint needs the Python package crosswind, which is not installed for this Python ("), last
    assert last.endswith("pip install it there, or serve without --lint") and "Traceback" not in done.stderr


@pytest.mark.slow
def test_executable_names_the_remedy_for_a_static_python(executable):
    for version in VERSIONS:
        python = interpreter(version)
        if python and not shared_library(python):
            done = run("good", "--python", python, "--bind", "127.0.0.1:0", cwd=APPS / "cli", command=[executable])
            assert done.returncode == 1, done
            assert "shared" in done.stderr and "Traceback" not in done.stderr
            return
    pytest.skip("every Python here has a shared library")


@pytest.mark.slow
def test_executable_without_any_python(executable, tmp_path):
    done = run("good", cwd=APPS / "cli", command=[executable], env={"PATH": str(tmp_path), "VIRTUAL_ENV": None, "HOME": str(tmp_path)})
    assert done.returncode == 1 and "python" in done.stderr.lower()
