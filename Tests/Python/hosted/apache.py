"""Apache from Debian, with a configuration of its own below a temporary folder: mod_wsgi's two modes, and CGI.

Started by root, its children are www-data; whoever else starts it stays who he is.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Any, Callable, Optional

MODULES = Path("/usr/lib/apache2/modules")

WHY = ("Debian's libapache2-mod-wsgi-py3 is built for Debian's Python; building mod_wsgi for another takes apache2-dev, which "
       "these tests don't ask for")
WHY_NO_CGI = "apt-get install apache2, for its mod_cgid; started by root it runs as www-data, who must be able to read everything"

COMMON = """
ServerRoot "{folder}"
DefaultRuntimeDir "{folder}"
PidFile "{folder}/apache.pid"
Mutex file:{folder} default
ServerName localhost
Listen {address}
ErrorLog /dev/stderr
LogLevel warn
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule env_module {modules}/mod_env.so
StartServers 1
ServerLimit 1
ThreadsPerChild 8
MaxRequestWorkers 8
{user}
<Directory "{folder}">
    Require all granted
    Options +ExecCGI
</Directory>
"""

WSGI = """
LoadModule wsgi_module {modules}/mod_wsgi.so
WSGISocketPrefix {folder}/wsgi
WSGIPythonHome "{home}"
WSGIPythonPath "{path}"
WSGIChunkedRequest On
LogLevel warn wsgi:info
"""

DAEMON = """
WSGIDaemonProcess swift processes=2 threads=4 python-home="{home}" python-path="{path}"
WSGIScriptAlias / "{folder}/app.wsgi" process-group=swift
"""

EMBEDDED = """
WSGIScriptAlias / "{folder}/app.wsgi"
"""

CGI = """
LoadModule alias_module {modules}/mod_alias.so
LoadModule cgid_module {modules}/mod_cgid.so
ScriptSock {folder}/cgid.sock
PassEnv PROBE_FILES PYTHONPATH
ScriptAlias / "{folder}/app.cgi/"
"""

SCRIPT = """#!{python}
from wsgiref.handlers import CGIHandler
from {module} import {name}
CGIHandler().run({name})
"""


def executable() -> Optional[str]:
    return shutil.which("apache2", path="/usr/sbin:" + os.environ.get("PATH", ""))


def reachable(path: Path) -> bool:
    """Whether www-data may go there, if that is who will have to."""
    if os.geteuid() != 0:
        return True
    folders = {*path.absolute().parents, *path.resolve().parents}
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


def find(is_system_python: bool) -> str:
    """With mod_wsgi, which is built for one Python; empty when it isn't here."""
    fits = is_system_python and (MODULES / "mod_wsgi.so").exists() and reachable(Path(__file__))
    return executable() or "" if fits else ""


def find_cgi(python: str) -> str:
    fits = (MODULES / "mod_cgid.so").exists() and reachable(Path(python)) and reachable(Path(__file__))
    return executable() or "" if fits else ""


def configure(start: Any, *parts: str) -> "list[str]":
    config = start.folder / "apache.conf"
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    config.write_text("".join(parts).format(folder=start.folder, address=start.address, modules=MODULES, user=user,
                                            home=start.prefix, path=":".join(start.paths)))
    return [start.program, "-DFOREGROUND", "-f", str(config)]


def wsgi(mode: str) -> "Callable[[Any], list[str]]":
    def command(start: Any) -> "list[str]":
        module, _, name = start.app.partition(":")
        (start.folder / "app.wsgi").write_text("from %s import %s as application\n" % (module, name))
        return configure(start, COMMON, WSGI, mode)
    return command


daemon, embedded = wsgi(DAEMON), wsgi(EMBEDDED)


def cgi(start: Any) -> "list[str]":
    module, _, name = start.app.partition(":")
    script = start.folder / "app.cgi"
    script.write_text(SCRIPT.format(python=start.python, module=module, name=name))
    script.chmod(0o755)
    return configure(start, COMMON, CGI)
