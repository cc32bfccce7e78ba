"""Which application is meant when none is named: what the configuration says, else what lies here, as for the server.

Of the configuration the server itself is asked (``--print-config``). What is found in the directory is found by the same
rules as in ``AppDiscovery.swift``; Tests/Python/test_discovery.py holds both to the same cases.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any, NamedTuple, Optional

#: Bytes of manage.py that are looked at.
MOST = 65_536


class NotFound(Exception):
    """One line that names the remedy."""


class Found(NamedTuple):
    """What `loading.load` takes, and why it is that one."""

    #: MODULE[:CALLABLE], or the settings of a Django site.
    reference: str
    #: "named", "guess": the module may be looked through, "django": a module of settings.
    kind: str
    why: str
    factory: bool = False
    directory: Optional[str] = None
    path: "tuple[str, ...]" = ()


def find() -> Found:
    """The application of the working directory. Raises NotFound."""
    said = configuration()
    directory, path = said.get("chdir"), tuple(said.get("pythonpath", ()))
    factory = said.get("factory") is True
    if "app" in said:
        return Found(said["app"], "named", "the configuration", factory, directory, path)
    found = look(dict(os.environ), directory or ".")
    return found._replace(factory=factory, directory=directory, path=path)


def look(environment: "dict[str, str]", directory: str = ".") -> Found:
    """By Flask's and Django's variables, else by the files that lie there."""
    flask, django = environment.get("FLASK_APP"), environment.get("DJANGO_SETTINGS_MODULE")
    if flask and django:
        raise NotFound("FLASK_APP=%s and DJANGO_SETTINGS_MODULE=%s both name an application; write crosswind doctor "
                       "MODULE:CALLABLE, or unset one" % (flask, django))
    if flask:
        place, colon, name = flask.partition(":")
        if "/" in place and not place.endswith(".py"):
            place += ".py"
        return Found(place + colon + name, "named" if name else "guess", "FLASK_APP")
    if django:
        return Found(django, "django", "DJANGO_SETTINGS_MODULE")
    settings = settings_of(os.path.join(directory, "manage.py"))
    if settings:
        return Found(settings, "django", "manage.py")
    for name in ("wsgi.py", "app.py"):
        if os.access(os.path.join(directory, name), os.R_OK):
            return Found(name[:-3], "guess", name)
    raise NotFound("no application is named, and there is no FLASK_APP, DJANGO_SETTINGS_MODULE, manage.py, wsgi.py or app.py "
                   "here; write crosswind doctor MODULE:CALLABLE, as in crosswind doctor mysite.wsgi")


def settings_of(path: str) -> Optional[str]:
    """`os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")`: the text behind the name."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read(MOST)
    except OSError:
        return None
    found = re.search(r"""DJANGO_SETTINGS_MODULE.[^'"\n]*(['"])([^'"\n]+)\1?""", text)
    return found[2] if found else None


def configuration() -> "dict[str, Any]":
    """What command, variables and files set: each line of ``--print-config`` that is no comment."""
    done = subprocess.run([sys.executable, "-m", "crosswind", "--print-config"], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise NotFound((done.stderr.strip() or "the configuration can't be read").splitlines()[-1].replace("crosswind: ", "", 1))
    said: "dict[str, Any]" = {}
    for line in done.stdout.splitlines():
        name, equals, rest = line.partition(" = ")
        if equals and not name.startswith("#"):
            try:
                # Of TOML's values those of these options are JSON's too; the source stands behind.
                said[name], _ = json.JSONDecoder().raw_decode(rest)
            except ValueError:
                continue
    return said
