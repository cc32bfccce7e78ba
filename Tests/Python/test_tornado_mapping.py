"""docs/tornado-to-crosswind.md against Tornado and against our sources: nothing is missing there, nothing invented."""

import importlib
import inspect
import re
import warnings
from pathlib import Path

import pytest

tornado = pytest.importorskip("tornado")

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tornado-to-crosswind.md"
MODULES = ["web", "wsgi", "httpserver", "ioloop", "httputil", "escape"]


def rows():
    """(module, section, [Tornado's names], [ours]) of each line of a table."""
    module = section = None
    for line in PAGE.read_text().splitlines():
        if line.startswith("## "):
            module, section = line[3:], line[3:]
        elif line.startswith("### "):
            section = line[4:]
        elif line.startswith("|") and module and not line.startswith(("| Tornado |", "|---")):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            assert len(cells) == 3, line
            ours = re.findall(r"`([^`]+)`", cells[1])
            assert ours or cells[1] == "—", "neither a name nor a dash: " + line
            assert ours or cells[2] or section == "TemplateModule", "a dash without a reason: " + line
            yield module, section, re.findall(r"`([^`]+)`", cells[0]), ours


ROWS = list(rows())


def documented(module, section=None):
    return {name for at, place, names, _ in ROWS if at == "tornado." + module and (not section or place == section)
            for name in names}


def public(module):
    """The public names that a module defines: its own, and what it takes from elsewhere to offer it."""
    offered = {"web": {"url", "URLSpec"}}.get(module.__name__.rpartition(".")[2], set())
    for name, value in vars(module).items():
        if name.startswith("_") or inspect.ismodule(value) or type(value).__name__ == "_Feature":
            continue
        if name in offered or getattr(value, "__module__", module.__name__) == module.__name__:
            yield name, value


def members(cls):
    """Public methods and properties of a class; a server's and a router's also those that it inherits."""
    inherited = [base for base in cls.__mro__[1:] if base.__name__ in ("TCPServer", "ReversibleRuleRouter")]
    for each in [cls, *inherited]:
        for name in vars(each):
            if not name.startswith("_"):
                yield name


def classes_and_functions():
    for module in MODULES:
        for name, value in public(importlib.import_module("tornado." + module)):
            yield module, name, value


@pytest.mark.parametrize("module", MODULES)
def test_every_name_is_on_the_page(module):
    names = {name for name, _ in public(importlib.import_module("tornado." + module))}
    assert names, "nothing found in tornado." + module
    # Loggers are the same everywhere, and said once in a module or in tornado.web.
    missing = {name for name in names - documented(module) if name not in ("app_log", "gen_log", "access_log")}
    assert not missing


@pytest.mark.parametrize("module,name,value", [each for each in classes_and_functions() if inspect.isclass(each[2])],
                         ids=lambda part: part if isinstance(part, str) else "")
def test_every_member_is_in_the_section_of_its_class(module, name, value):
    sections = {section for at, section, names, _ in ROWS if at == "tornado." + module and name in names}
    listed = set().union(*(documented(module, section) for section in sections))
    assert not set(members(value)) - listed


def test_what_instances_have_is_on_the_page():
    from tornado import httputil, web
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        request = httputil.HTTPServerRequest("GET", "/")
    assert {name for name in vars(request) if not name.startswith("_")} <= documented("httputil", "HTTPServerRequest")
    names = set(vars(web.MissingArgumentError("x"))) | {"args"}
    assert {name.lstrip("_") for name in names} <= documented("web", "HTTPError, Finish, MissingArgumentError")


def test_every_setting_is_on_the_page():
    found = set()
    for path in Path(tornado.__file__).parent.glob("*.py"):
        found |= set(re.findall(r'(?:settings(?:\.get\(|\.setdefault\(|\[)|require_setting\()\s*"(\w+)"', path.read_text()))
    assert len(found) > 30
    assert not found - documented("web", "Application settings")


def test_every_argument_is_on_the_page():
    from tornado import httpserver, web, wsgi
    for function, section, module in [
            (httpserver.HTTPServer.initialize, "HTTPServer arguments", "httpserver"),
            (web.Application.__init__, "Application", "web"), (wsgi.WSGIContainer.__init__, "WSGIContainer", "wsgi")]:
        arguments = {name for name, what in inspect.signature(function).parameters.items()
                     if name != "self" and what.kind is not what.VAR_KEYWORD}
        assert not arguments - documented(module, section) - {"wsgi_application"}


# --- ours -------------------------------------------------------------------------------------------------------------

SOURCES = {path: path.read_text() for path in (ROOT / "Sources").rglob("*.swift")}
DECLARED = r"\b(?:class|struct|enum|protocol|actor|func|var|let|case|typealias)\s+`?%s\b"
TYPE = r"\b(?:class|struct|enum|protocol|actor|extension)\s+%s\b"


def is_declared(symbol):
    """Whether a file that declares or extends the type also declares the member."""
    head, _, member = symbol.rpartition(".")
    if not head:
        return any(re.search(DECLARED % member, text) for text in SOURCES.values())
    kind = head.rpartition(".")[2]
    found = [text for text in SOURCES.values() if re.search(TYPE % kind, text)]
    return any(re.search(DECLARED % member, text) for text in found)


@pytest.mark.parametrize("symbol", sorted({symbol for *_, ours in ROWS for symbol in ours}))
def test_our_name_exists(symbol):
    assert re.fullmatch(r"[A-Za-z0-9.]+", symbol), "write it as Type.member"
    assert is_declared(symbol)


def test_what_does_not_exist_is_noticed():
    assert not is_declared("RequestHandler.teleport") and not is_declared("Settings.argument")
