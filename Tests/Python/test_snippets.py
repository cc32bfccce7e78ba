"""The Swift code of the documentation compiles: README.md, docs/*.md and the tutorial's files.

A block that needs something that the page doesn't show has it in a comment before it:

    <!-- given: let store = Store() -->

A block behind `<!-- run: FILE -->` stands in FILE line by line, which is a test or an example; one behind
`<!-- part of: NAME -->` is no program.
"""

import re
import shutil
import subprocess
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "Sources" / "Crosswind" / "Crosswind.docc" / "Resources"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?:<!-- (given|run|part of):((?:(?!-->).)*)-->\n)?^```swift\n(.*?)^```$", re.S | re.M)


def blocks():
    for page in PAGES:
        text = page.read_text()
        for match in BLOCK.finditer(text):
            line = text.count("\n", 0, match.start(3)) + 1
            yield "%s:%d" % (page.name, line), match[1], (match[2] or "").strip(), match[3]


BLOCKS = list(blocks())


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    """Type-checks a program with the modules that `swift build` has made; what the compiler says."""
    if not shutil.which("swiftc"):
        pytest.skip("no Swift here")
    flags = subprocess.run([ROOT / "scripts" / "module-flags"], capture_output=True, text=True)
    assert flags.returncode == 0, flags.stderr
    folder = tmp_path_factory.mktemp("snippets")

    def run(text):
        path = folder / "main.swift"
        path.write_text(text)
        done = subprocess.run(
            ["swiftc", "-typecheck", "-swift-version", "6", "-module-name", "snippet", "-enable-upcoming-feature",
             "MemberImportVisibility", *flags.stdout.splitlines(), str(path)],
            capture_output=True, text=True, cwd=ROOT)
        return "" if done.returncode == 0 else done.stderr
    return run


def whole(code, given=""):
    """Imports first; a fragment without any gets the framework's."""
    imports = re.findall(r"^import \w+$", given + "\n" + code, re.M) or ["import Crosswind"]
    rest = [line for line in (given + "\n" + code).splitlines() if not re.fullmatch(r"import \w+", line)]
    return "\n".join([*dict.fromkeys(imports), *rest])


def test_there_are_snippets():
    assert len(BLOCKS) >= 15 and len(list(TUTORIAL.glob("*.swift"))) >= 5


@pytest.mark.parametrize("place,how,what,code", BLOCKS, ids=[block[0] for block in BLOCKS])
def test_page(check, place, how, what, code):
    if how == "run":
        lines = {line.strip() for line in (ROOT / what).read_text().splitlines()}
        assert not [line for line in code.splitlines() if line.strip() and line.strip() not in lines]
    elif how != "part of":
        assert not check(whole(code, what if how == "given" else ""))


@pytest.mark.parametrize("path", sorted(TUTORIAL.glob("*.swift")), ids=lambda path: path.name)
def test_tutorial(check, path):
    assert not check(path.read_text())


def test_the_tutorial_begins_with_the_example():
    assert (TUTORIAL / "hello.swift").read_text() == (ROOT / "Examples" / "hello" / "main.swift").read_text()


def test_mistakes_are_found(check):
    assert "has no member 'teleport'" in check(whole("Settings().teleport()"))


def test_tornados_side_of_the_comparison_runs(monkeypatch):
    """The Python program on the page, with real Tornado and a port of the system's choice."""
    pytest.importorskip("tornado")
    from tornado.ioloop import IOLoop
    from tornado.web import Application
    code = re.search(r"^```python\n(.*?)^```$", (ROOT / "docs" / "tornado-to-crosswind.md").read_text(), re.S | re.M)[1]
    heard = []
    monkeypatch.setattr(Application, "listen", lambda self, port: heard.append((self, port)))
    monkeypatch.setattr(IOLoop, "current", lambda: SimpleNamespace(start=lambda: heard.append("started")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(code, "page", "exec"), {"secret": "s" * 32, "django": lambda environ, start_response: []})
    (application, port), started = heard
    assert port == 8888 and started == "started" and application.reverse_url("item", 7) == "/item/7"
