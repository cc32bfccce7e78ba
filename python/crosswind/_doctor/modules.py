"""Which of the application's modules refuse threads, or sub-interpreters."""

from __future__ import annotations

import importlib.machinery
import json
import os
import re
import sys
import sysconfig
from typing import Any, Iterable, Optional

from crosswind._doctor import child

#: A module that starts nothing takes milliseconds.
LIMIT = 60.0


def loaded() -> "list[str]":
    """Extension modules outside the standard library, by what has been imported."""
    stdlib = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
    found = []
    for name, module in sorted(sys.modules.copy().items()):
        spec = getattr(module, "__spec__", None)
        if spec is None or not isinstance(getattr(spec, "loader", None), importlib.machinery.ExtensionFileLoader):
            continue
        origin = spec.origin or ""
        if any(path and origin.startswith(path) and "site-packages" not in origin for path in stdlib):
            continue
        found.append(name)
    return found


def notes(caught: "Iterable[Any]") -> "list[str]":
    """What modules say of threads themselves."""
    found = []
    for name, module in sorted(sys.modules.copy().items()):
        level = getattr(module, "threadsafety", None)
        # DB-API (PEP 249): 0 is "threads may not share the module".
        if isinstance(level, int) and getattr(module, "apilevel", None) and level == 0 and "." not in name:
            found.append("%s says that threads may not share it (PEP 249, threadsafety 0): use --threads 1" % name)
    if "gevent.monkey" in sys.modules and sys.modules["gevent.monkey"].is_module_patched("threading"):
        found.append("gevent has replaced threading: Crosswind's threads are real ones; leave monkey.patch_all() out")
    if "eventlet.patcher" in sys.modules and sys.modules["eventlet.patcher"].is_monkey_patched("thread"):
        found.append("eventlet has replaced threading: Crosswind's threads are real ones; leave monkey_patch() out")
    for warning in caught:
        if "GIL" in str(warning.message):
            found.append(str(warning.message))
    return found


def facts(extensions: "list[str]", path: "list[str]", notes: "list[str]") -> "dict[str, Any]":
    """Tries each in a sub-interpreter with a GIL of its own (PEP 684), in a process that may crash."""
    refusing: "dict[str, str]" = {}
    note: Optional[str] = None
    if sys.version_info < (3, 12):
        note = "cannot be told before Python 3.12"
    elif extensions:
        said, code, _ = child.run("crosswind._doctor.modules", {"extensions": extensions, "path": path}, LIMIT)
        answered = {each["name"]: each["error"] for each in said if "name" in each}
        refusing = {name: error for name, error in answered.items() if error}
        missing = [name for name in extensions if name not in answered]
        if missing:
            refusing[missing[0]] = "took too long" if code is None else "ended the process with code %s" % code
            note = "%d not tried" % (len(missing) - 1) if len(missing) > 1 else None
    return {"extensions": extensions, "threads": notes, "subinterpreters": refusing, "subinterpreters_note": note}


def try_one(name: str, path: "list[str]") -> Optional[str]:
    """Why it can't be imported in a sub-interpreter; None when it can."""
    source = "import sys; sys.path[:] = %r\nimport %s" % (path, name)
    if sys.version_info >= (3, 13):
        import _interpreters  # type: ignore[import-not-found]
        interpreter = _interpreters.create("isolated")
        failure = _interpreters.exec(interpreter, source)
        text = getattr(failure, "msg", None) or str(failure) if failure is not None else None
    else:
        import _xxsubinterpreters  # type: ignore[import-not-found]
        interpreter = _xxsubinterpreters.create(isolated=True)
        text = None
        try:
            _xxsubinterpreters.run_string(interpreter, source)
        except _xxsubinterpreters.RunFailedError as error:
            text = str(error)
    # Before 3.13 it begins with the exception's class as repr() has it.
    return re.sub(r"^<class '([\w.]+)'>: ", "", text.splitlines()[0])[:300] if text else None


def main() -> None:
    descriptor = int(sys.argv[1])
    question = json.loads(sys.stdin.buffer.read())
    for name in question["extensions"]:
        child.answer(descriptor, {"name": name, "error": try_one(name, question["path"])})
    # Their interpreters are not ended: some modules do not survive that.
    os._exit(0)


if __name__ == "__main__":
    main()
