"""The WSGI servers that the tests know how to start, each by name.

A host takes `MODULE:NAME` and an address. One that isn't installed is skipped with that as the reason; CROSSWIND_HOSTS
(comma-separated) chooses among them, and CROSSWIND_HOST_PYTHON is the interpreter whose packages they are (this one).
matrix.py asks all of them in each Python.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

from harness.server import APPS, ROOT, Server, free_port
from hosted import apache

HERE = Path(__file__).resolve().parent
PYTHON = os.environ.get("CROSSWIND_HOST_PYTHON", sys.executable)
BIN = Path(PYTHON).parent

#: Where `make` puts the modules that are under test.
EXAMPLE = Path(os.environ.get("CROSSWIND_WSGI_EXAMPLE", ROOT / "dist" / "wsgi"))


def program(name: str) -> Optional[str]:
    """Beside the interpreter; on PATH only when nobody chose an interpreter, since those there belong to another one."""
    beside = BIN / name
    if beside.exists():
        return str(beside)
    return None if "CROSSWIND_HOST_PYTHON" in os.environ else shutil.which(name)


@functools.lru_cache(None)
def in_python(expression: str) -> str:
    """What that interpreter says to an expression; empty when it fails."""
    return subprocess.run([PYTHON, "-c", "import sys; print(%s)" % expression], capture_output=True, text=True).stdout.strip()


def is_system_python() -> bool:
    """Whether Debian's Apache and uWSGI, which bring their own Python, bring this one."""
    return in_python("getattr(sys, '_base_executable', '')").startswith("/usr/bin/python3")


def numbers(version: str) -> "list[int]":
    return [int(part) for part in version.split(".") if part.isdigit()]


class Start(NamedTuple):
    """What a host is started with."""

    app: str
    host: str
    port: str
    #: Where the application's module is, and what it imports.
    paths: "list[str]"
    #: For configuration files; it is removed afterwards.
    folder: Path
    program: str
    python: str
    prefix: str

    @property
    def address(self) -> str:
        return self.host + ":" + self.port


class HostKind:
    """How a server is started: ``command(app, port)``, or None when it isn't here.

    ``limits`` are sentences on what this server does not do, by feature (``write``) or by feature and version
    (``write_before_2_8``); tests ask by ``lacks``, the page docs/wsgi-hosts.md shows the sentences.
    """

    def __init__(self, name: str, needs: str, command: "Callable[[Start], list[str]]", exit_codes: "tuple[int, ...]" = (0,),
                 threads: bool = False, find: "Callable[[], Optional[str]]" = lambda: None, package: Optional[str] = None,
                 why: str = "", **limits: str) -> None:
        self.name, self.needs, self.exit_codes, self.threads = name, needs, exit_codes, threads
        #: What pip installs.
        self.package = package
        #: Why it is missing when it is missing and pip can't help.
        self.why = why
        self.limits = limits
        self._command, self._find = command, find

    def program(self) -> Optional[str]:
        """The server's executable; None when it isn't here."""
        found = self._find()
        if found is not None:
            return found or None
        if self.needs == "python":
            return PYTHON
        if self.needs.startswith("import "):
            return PYTHON if in_python("__import__(%r) and 1" % self.needs[7:]) else None
        return program(self.needs) if self.package is None or self.version() else None

    def version(self) -> str:
        """Of the package in that interpreter, or what the executable says of itself."""
        if self.package:
            found = in_python("__import__('importlib.metadata').metadata.version(%r)" % self.package)
            if found or not self._find():
                return found
        where = self._find()
        option = "-v" if self.needs == "apache2" else "--version"
        said = subprocess.run([where, option], capture_output=True, text=True).stdout if where else ""
        return said.split("\n")[0].replace("Server version: ", "").strip()

    def command(self, app: str, port: int, path: Path = APPS, folder: Optional[Path] = None) -> "Optional[list[str]]":
        """Without a folder to put configuration into it is the executable alone."""
        where = self.program()
        if not where or folder is None:
            return [where] if where else None
        return self._command(Start(app, "127.0.0.1", str(port), [str(path), str(APPS)], folder, where, PYTHON,
                                   in_python("sys.prefix")))

    def lacks(self, feature: str) -> str:
        """The sentence, if this server, in the version that is installed, does not do that."""
        for key, sentence in self.limits.items():
            name, _, before = key.partition("_before_")
            if name == feature and (not before or numbers(self.version()) < numbers(before.replace("_", "."))):
                return sentence
        return ""

    @property
    def frames_204(self) -> bool:
        """It gives a 204 a Content-Length, which RFC 9110 forbids and no application can prevent."""
        return bool(self.lacks("frames_204"))

    def __repr__(self) -> str:
        return self.name


def gunicorn(*options: str) -> "Callable[[Start], list[str]]":
    return lambda s: [s.program, s.app, "-b", s.address, *(["--no-control-socket"] if has_control_socket(s.program) else []),
                      *options]


@functools.lru_cache(None)
def has_control_socket(where: str) -> bool:
    """gunicorn 25 puts a socket beside the application unless it is told not to."""
    return "--no-control-socket" in subprocess.run([where, "--help"], capture_output=True, text=True).stdout


def script(name: str, *options: str) -> "Callable[[Start], list[str]]":
    return lambda s: [s.program, str(HERE / name), s.app, s.host, s.port, *options]


def find_uwsgi() -> str:
    """pip's, or Debian's with its plugin; empty when there is none."""
    if (BIN / "uwsgi").exists():
        return str(BIN / "uwsgi")
    debian = is_system_python() and os.path.exists("/usr/lib/uwsgi/plugins/python3_plugin.so")
    return (shutil.which("uwsgi", path="/usr/bin") if debian else None) or ""


def uwsgi(*options: str) -> "Callable[[Start], list[str]]":
    """Applications in sub-interpreters, which is what happens without --single-interpreter."""
    def command(s: Start) -> "list[str]":
        plugin = [] if Path(s.program).parent == BIN else ["--plugin", "python3"]
        module, _, name = s.app.partition(":")
        app = ["--module", s.app]
        if name != "application":  # it looks into the module's dictionary, where other names come with their first use
            (s.folder / "app.wsgi").write_text("from %s import %s as application\n" % (module, name))
            app = ["--wsgi-file", str(s.folder / "app.wsgi")]
        return [s.program, *plugin, "--http-socket", s.address, *app, "--virtualenv", s.prefix, "--master", "--need-app",
                "--die-on-term", *options]
    return command


NO_204 = "gives a 204 a `Content-Length`"
NO_WRITE = "has no `write` callable: `flush()` is a `TypeError`, and the answer 500"
NOT_CHUNKED = "takes no chunked request"
NO_CUT = "ends a response as if it were whole when its application fails after the head was sent"
UWSGI = {
    "chunked_request": "has chunked requests behind a function of its own, not in `wsgi.input`",
    "other_names": "looks into the module's dictionary: what a library exports beside `application` needs a file that imports it",
}

HOSTS = [
    HostKind("wsgiref", "python", script("serve_wsgiref.py"), (-15,), frames_204=NO_204, http10="answers with HTTP/1.0",
             chunked_request=NOT_CHUNKED),
    HostKind("wsgiref-validator", "python", script("serve_wsgiref.py", "--validate"), (-15,), frames_204=NO_204,
             http10="answers with HTTP/1.0", chunked_request=NOT_CHUNKED),
    HostKind("waitress", "waitress-serve", lambda s: [s.program, "--listen=" + s.address, s.app], (0, -15), threads=True,
             package="waitress"),
    HostKind("gunicorn-sync", "gunicorn", gunicorn("-k", "sync"), package="gunicorn"),
    HostKind("gunicorn-gthread", "gunicorn", gunicorn("-k", "gthread", "--threads", "4"), threads=True, package="gunicorn"),
    HostKind("gunicorn-preload", "gunicorn", gunicorn("-k", "gthread", "--threads", "4", "--preload", "-w", "2"), threads=True,
             package="gunicorn"),
    HostKind("gunicorn-gevent", "gunicorn", gunicorn("-k", "gevent"), package="gevent",
             find=lambda: (program("gunicorn") if in_python("__import__('gevent') and 1") else None) or "",
             greenlets="greenlets instead of threads: `waitsForSuspension` is refused, and a handler holds up its worker"),
    HostKind("uwsgi", "uwsgi", uwsgi("--processes", "2"), find=find_uwsgi, package="uwsgi", **UWSGI),
    HostKind("uwsgi-threads", "uwsgi", uwsgi("--enable-threads", "--threads", "4"), find=find_uwsgi, package="uwsgi", threads=True,
             **UWSGI),
    HostKind("mod_wsgi", "apache2", apache.daemon, find=lambda: apache.find(is_system_python()), threads=True, why=apache.WHY,
             cut=NO_CUT),
    HostKind("mod_wsgi-embedded", "apache2", apache.embedded, find=lambda: apache.find(is_system_python()), threads=True,
             why=apache.WHY, cut=NO_CUT),
    HostKind("cgi", "apache2", apache.cgi, find=lambda: apache.find_cgi(PYTHON), why=apache.WHY_NO_CGI,
             length="Apache drops the `Content-Length` of a CGI program", cut=NO_CUT,
             chunked_request="CGI has no length for a chunked request, and `wsgiref` reads none without"),
    HostKind("granian", "granian", lambda s: [s.program, "--interface", "wsgi", "--host", s.host, "--port", s.port,
             "--blocking-threads", "4", "--no-ws", s.app], threads=True, package="granian",
             write=NO_WRITE, header_bytes="encodes fields twice that are not ASCII",
             chunked_request_before_2_8="before 2.8 does not say that its input ends, so that a chunked body is not read"),
    HostKind("bjoern", "import bjoern", script("serve_bjoern.py"), (0, -15), package="bjoern", write=NO_WRITE),
    HostKind("peregrine", "peregrine", lambda s: [s.program, s.app, "--host", s.host, "--port", s.port, "--protocol", "wsgi"],
             package="peregrine-server"),
    HostKind("crosswind", "crosswind", lambda s: [s.program, s.app, "-b", s.address], threads=True, package="crosswind"),
]
CHOSEN = os.environ.get("CROSSWIND_HOSTS", "").split(",") if os.environ.get("CROSSWIND_HOSTS") else None


def chosen() -> "list[HostKind]":
    return [host for host in HOSTS if CHOSEN is None or host.name in CHOSEN]


class Host(Server):
    """A running host."""

    def __init__(self, kind: HostKind, app: str, path: Path, *options: str, env: "Optional[dict[str, Optional[str]]]" = None,
                 cwd: Path = APPS, **more: Any) -> None:
        self.kind = kind
        port = free_port()
        # Apache's children are another user when it is started by root.
        self.folder = tempfile.TemporaryDirectory(prefix="crosswind-host-")
        os.chmod(self.folder.name, 0o755)
        command = kind.command(app, port, path, Path(self.folder.name))
        assert command is not None, "%s is not installed" % kind.needs
        super().__init__(bind="127.0.0.1:%d" % port, command=[*command, *options], bare=True, cwd=cwd,
                         env={"PYTHONPATH": os.pathsep.join([str(path), str(APPS)]), **(env or {})}, **more)

    def wait(self, seconds: float = 60) -> int:
        code = super().wait(seconds)
        self.folder.cleanup()
        # Servers differ in what they make of SIGTERM; the harness wants 0 for "as it should be".
        return 0 if code in self.kind.exit_codes else code
