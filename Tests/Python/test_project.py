"""`crosswind new` and `crosswind build`: from nothing to a Python module and a wheel.

The whole way is gone with what `make build` has built, by the same flags; where there is nothing, only with CROSSWIND_PROJECT=1
(`make hosts`), since it takes minutes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Iterator

import pytest

from crosswind._project import swift, wheel
from harness.server import ROOT, Server, clean_environment, free_port
from test_versions import VERSIONS, interpreter

EXAMPLE = ROOT / "dist" / "wsgi"
ASK = ("import io; from %s import application as a; seen = []; "
       "body = b''.join(a({'REQUEST_METHOD': 'GET', 'SCRIPT_NAME': '', 'PATH_INFO': '/', 'QUERY_STRING': '', 'SERVER_NAME': 'x', "
       "'SERVER_PORT': '80', 'SERVER_PROTOCOL': 'HTTP/1.1', 'wsgi.url_scheme': 'http', 'wsgi.input': io.BytesIO()}, "
       "lambda *head: seen.append(head[0]))); print(seen, body)")


def command(*arguments: str, cwd: Path = ROOT, **env: Any) -> "subprocess.CompletedProcess[str]":
    """The command as its package is here: PYTHONPATH makes no installation necessary."""
    return subprocess.run([sys.executable, "-m", "crosswind", *arguments], cwd=cwd, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=clean_environment(**{"PYTHONPATH": str(ROOT / "python"), **env}))


def refused(done: "subprocess.CompletedProcess[str]", *words: str) -> None:
    assert done.returncode == 1 and "Traceback" not in done.stderr, (done.returncode, done.stdout, done.stderr)
    said = done.stderr.splitlines()[-1]
    assert said.startswith("crosswind: error: ")
    for word in words:
        assert word in said, done.stderr


# --- new


def test_new(tmp_path: Path) -> None:
    done = command("new", "my_app", "--crosswind", str(ROOT), cwd=tmp_path)
    assert done.returncode == 0 and "swift run my_app-server" in done.stderr, done.stderr
    files = {str(path.relative_to(tmp_path / "my_app")) for path in (tmp_path / "my_app").rglob("*") if path.is_file()}
    assert files == {"Package.swift", "README.md", ".gitignore", "Sources/MyApp/Routes.swift", "Sources/MyAppModule/Module.swift",
                     "Sources/MyAppServer/main.swift", "Tests/MyAppTests/RoutesTests.swift"}
    assert not [path for path in (tmp_path / "my_app").rglob("*") if path.is_file() and "__TYPE__" in path.read_text()]
    assert "`dist/my_app.py` and `dist/_my_app.so`" in (tmp_path / "my_app" / "README.md").read_text()


def test_new_is_a_package(tmp_path: Path) -> None:
    if not shutil.which("swift"):
        pytest.skip("no swift here")
    assert command("new", "my_app", "--crosswind", str(ROOT), cwd=tmp_path).returncode == 0
    manifest = swift.manifest(tmp_path / "my_app")
    assert manifest["name"] == "my_app"
    assert [product["name"] for product in manifest["products"]] == ["my_app", "my_app-server"]
    done = subprocess.run(["swift", "format", "lint", "--strict", "--recursive", "--configuration", str(ROOT / ".swift-format"),
                           str(tmp_path / "my_app")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_new_finds_its_checkout(tmp_path: Path) -> None:
    assert command("new", "app", cwd=tmp_path).returncode == 0
    assert '.package(name: "crosswind", path: "%s")' % ROOT in (tmp_path / "app" / "Package.swift").read_text()


def installed(site: Path, **noted: Any) -> None:
    """The package as pip leaves it in `site`, with pip's note of where it came from (PEP 610)."""
    shutil.copytree(ROOT / "python" / "crosswind", site / "crosswind", ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    (site / "crosswind-0.dist-info").mkdir()
    (site / "crosswind-0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: crosswind\nVersion: 0\n")
    (site / "crosswind-0.dist-info" / "direct_url.json").write_text(json.dumps(noted))


@pytest.mark.parametrize("noted, dependency", [
    ({"url": ROOT.as_uri(), "dir_info": {}}, '.package(name: "crosswind", path: "%s")' % ROOT),
    ({"url": (ROOT / "dist" / "crosswind-0.whl").as_uri(), "archive_info": {}}, '.package(name: "crosswind", path: "%s")' % ROOT),
    ({"url": "https://example.com/us/crosswind.git", "vcs_info": {"vcs": "git", "commit_id": "0123abc"}},
     '.package(url: "https://example.com/us/crosswind.git", revision: "0123abc")'),
    ({"url": "https://example.com/crosswind-0.whl", "archive_info": {}}, None),
    ({}, None),
])
def test_new_of_an_installed_command(tmp_path: Path, noted: Any, dependency: "str | None") -> None:
    """As README says: `pip install ./crosswind`, then `crosswind new myapp`."""
    installed(tmp_path / "site", **noted)
    done = command("new", "myapp", cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    if dependency is None:
        refused(done, "--crosswind")
    else:
        assert done.returncode == 0, done.stderr
        assert dependency in (tmp_path / "myapp" / "Package.swift").read_text()


def test_new_with_a_url(tmp_path: Path) -> None:
    assert command("new", "app", "--crosswind", "https://example.com/us/crosswind.git", cwd=tmp_path).returncode == 0
    manifest = (tmp_path / "app" / "Package.swift").read_text()
    assert '.package(url: "https://example.com/us/crosswind.git", from: "' in manifest
    assert '.product(name: "Crosswind", package: "crosswind")' in manifest


def test_new_with_a_relative_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(ROOT)
    assert command("new", "deep/er/app", "--crosswind", "link", cwd=tmp_path).returncode == 0
    assert 'path: "../../../link"' in (tmp_path / "deep" / "er" / "app" / "Package.swift").read_text()


@pytest.mark.parametrize("name, proposal", [("my-app", "my_app"), ("1st", "st"), ("class", "myapp"), ("MyApp", "myapp")])
def test_names_that_python_cannot_import(tmp_path: Path, name: str, proposal: str) -> None:
    refused(command("new", name, "--crosswind", str(ROOT), cwd=tmp_path), "cannot be imported", "such as " + proposal)
    assert not list(tmp_path.iterdir())


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "mine").touch()
    refused(command("new", "app", "--crosswind", str(ROOT), cwd=tmp_path), "is there already")
    refused(command("new", "other", "--crosswind", str(tmp_path), cwd=tmp_path), "no checkout of Crosswind")


def test_help_names_the_commands() -> None:
    pytest.importorskip("crosswind")
    installed = Path(sys.executable).parent / "crosswind"
    if not installed.exists():
        pytest.skip("the command is not installed: make build")
    for option in ("--help", "-h"):
        done = subprocess.run([str(installed), option], capture_output=True, text=True)
        options, _, commands = done.stdout.partition("COMMANDS")
        assert done.returncode == 0 and "--bind" in options, done.stderr
        assert [line.split()[0] for line in commands.splitlines()[1:]] == ["new", "build", "doctor"]
    for name in ("new", "build"):
        assert command(name, "--help").stdout.startswith("usage: crosswind " + name)


# --- what build refuses


def test_build_without_swift(tmp_path: Path) -> None:
    refused(command("build", cwd=tmp_path, PATH=str(tmp_path)), "`swift` is not on PATH", "https://www.swift.org/install")


def test_build_with_an_old_swift(tmp_path: Path) -> None:
    old = tmp_path / "swift"
    old.write_text("#!/bin/sh\necho 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'\n")
    old.chmod(0o755)
    refused(command("build", cwd=tmp_path, PATH="%s:/usr/bin:/bin" % tmp_path), "Swift 5.10", "needs 6.2 or newer")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    if not shutil.which("swift"):
        pytest.skip("no swift here")
    (tmp_path / "Sources" / "One").mkdir(parents=True)
    (tmp_path / "Sources" / "One" / "One.swift").write_text("public let one = 1\n")
    return tmp_path


def write_manifest(package: Path, *products: str) -> None:
    (package / "Package.swift").write_text(
        '// swift-tools-version: 6.0\nimport PackageDescription\nlet package = Package(name: "p", products: [%s], '
        'targets: [.target(name: "One")])\n' % ", ".join(products))


def test_build_without_a_package(tmp_path: Path) -> None:
    if not shutil.which("swift"):
        pytest.skip("no swift here")
    refused(command("build", cwd=tmp_path), "no Package.swift", "--package-path", "crosswind new")


def test_build_without_a_dynamic_library(package: Path) -> None:
    write_manifest(package, '.library(name: "one", targets: ["One"])')
    refused(command("build", cwd=package), "no dynamic library", "type: .dynamic")
    refused(command("build", "--product", "one", cwd=package), "no product 'one'")


def test_build_of_several(package: Path) -> None:
    dynamic = '.library(name: "%s", type: .dynamic, targets: ["One"])'
    write_manifest(package, dynamic % "one", dynamic % "two")
    refused(command("build", cwd=package), "--product one or --product two")
    refused(command("build", "--product", "three", cwd=package), "its dynamic libraries are one, two")


def test_build_of_what_is_no_application(package: Path) -> None:
    write_manifest(package, '.library(name: "one", type: .dynamic, targets: ["One"])')
    refused(command("build", cwd=package), "exports no crosswind_application", "WSGIModule.export")
    (package / "Sources" / "One" / "One.swift").write_text("let one: String = 1\n")
    refused(command("build", cwd=package), "the Swift build failed")


def test_a_module_of_the_commands_name(tmp_path: Path) -> None:
    """`build:application` is an application, as README says."""
    (tmp_path / "build.py").write_text("def application(environ, start_response):\n    raise SystemError\n")
    pytest.importorskip("crosswind")
    installed = Path(sys.executable).parent / "crosswind"
    if not installed.exists():
        pytest.skip("the command is not installed: make build")
    done = subprocess.run([str(installed), "--check", "build:application"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# --- wheels


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the example that `make wsgi-example` built."""
    assert (EXAMPLE / "_hello.so").exists(), "%s is empty: make wsgi-example" % EXAMPLE
    return wheel.make(EXAMPLE / "_hello.so", EXAMPLE / "hello.py", "hello", "1.2.3", tmp_path_factory.mktemp("wheel"))


def test_wheel(made: Path) -> None:
    with zipfile.ZipFile(made) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["hello.py", "_hello.so", "hello-1.2.3.dist-info/METADATA", "hello-1.2.3.dist-info/WHEEL",
                                      "hello-1.2.3.dist-info/RECORD"]
    assert made.name.startswith("hello-1.2.3-py3-none-manylinux_2_")
    again = wheel.make(EXAMPLE / "_hello.so", EXAMPLE / "hello.py", "hello", "1.2.3", made.parent / "..")
    assert again.read_bytes() == made.read_bytes()
    again.unlink()


def test_platform_tag_is_that_of_the_build_hook() -> None:
    sys.path.insert(0, str(ROOT))
    try:
        hatch_build = pytest.importorskip("hatch_build")
    finally:
        sys.path.remove(str(ROOT))
    assert wheel.platform_tag((EXAMPLE / "_hello.so").read_bytes()) == hatch_build.platform_tag(str(EXAMPLE / "_hello.so"))


def test_exports_are_those_of_the_script() -> None:
    assert swift.EXPORTS == (ROOT / "scripts" / "exports.map").read_text()


@pytest.mark.parametrize("version", ["", "1.x", "../1", "1-2"])
def test_versions_that_are_none(tmp_path: Path, version: str) -> None:
    with pytest.raises(wheel.ProjectError, match="PEP 440"):
        wheel.make(EXAMPLE / "_hello.so", EXAMPLE / "hello.py", "hello", version, tmp_path)


def install(version: str, file: Path, where: Path) -> Path:
    """The interpreter of a virtual environment with this wheel in it."""
    python = interpreter(version)
    if not python:
        pytest.skip("no Python %s here" % version)
    subprocess.run([python, "-m", "venv", "--without-pip", str(where)], check=True, capture_output=True)
    installed = where / "bin" / "python"
    subprocess.run([sys.executable, "-m", "pip", "--python", str(installed), "install", "-q", "--no-index",
                    "--disable-pip-version-check", str(file)], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return installed


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_one_wheel_for_every_python(made: Path, tmp_path: Path, version: str) -> None:
    python = install(version, made, tmp_path / "venv")
    done = subprocess.run([str(python), "-c", ASK % "hello"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "['200 OK'] b'Hello, world'\n", done.stderr


# --- the whole way


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    scratch = ROOT / ".build-wheel"
    if not shutil.which("swift"):
        pytest.skip("no swift here")
    if not (scratch / "release").exists() and not os.environ.get("CROSSWIND_PROJECT"):
        pytest.skip("takes minutes: make build before it, or CROSSWIND_PROJECT=1")
    # Always the same place: SwiftPM keeps in its scratch folder where the package was.
    folder = ROOT / ".build-project"
    package = folder / "my_app"
    shutil.rmtree(package, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    assert command("new", "my_app", "--crosswind", str(ROOT), cwd=folder).returncode == 0
    # The same versions of what Crosswind stands on, so that nothing is built again.
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", package)
    for options in ((), ("--wheel", "--wheel-version", "2.0")):
        done = command("build", "--scratch-path", str(scratch), *options, cwd=package)
        assert done.returncode == 0, done.stderr
        assert Path(package / done.stdout.splitlines()[-1]).is_file()
    yield package


@pytest.mark.slow
@pytest.mark.parametrize("server", ["wsgiref", "gunicorn"])
def test_new_module_serves(project: Path, server: str) -> None:
    port = free_port()
    start = [sys.executable, str(ROOT / "Tests" / "Python" / "hosted" / "serve_wsgiref.py"), "my_app:application", "127.0.0.1", str(port)]
    if server == "gunicorn":
        start = [str(Path(sys.executable).parent / "gunicorn"), "my_app:application", "-b", "127.0.0.1:%d" % port]
    running = Server(command=start, bare=True, bind="127.0.0.1:%d" % port, cwd=project, env={"PYTHONPATH": str(project / "dist")})
    try:
        assert running.get("/").body == b"Hello, world"
        assert running.get("/nowhere").status == 404
    finally:
        running.kill()


@pytest.mark.slow
def test_new_wheel_in_another_python(project: Path, tmp_path: Path) -> None:
    here = "%d.%d" % sys.version_info[:2]
    version = next(version for version in VERSIONS if version != here and interpreter(version))
    python = install(version, next((project / "dist").glob("my_app-2.0-py3-none-*.whl")), tmp_path / "venv")
    done = subprocess.run([str(python), "-c", ASK % "my_app"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "['200 OK'] b'Hello, world'\n", done.stderr
