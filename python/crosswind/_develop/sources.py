"""What a worker does for ``--reload``: tells which directories the application's code is loaded from, and keeps no bytecode
that could hide a change.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
import time
from importlib.machinery import SourceFileLoader
from typing import Any

#: Directories to remember; more come from no application, but from one that generates code.
MOST = 4096
#: Seconds after a change; file times of some systems are to two of them.
FRESH = 4


def others() -> "tuple[str, ...]":
    """Prefixes of what is not the application's: the standard library, installed packages."""
    known = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    known.update(site.getsitepackages() if hasattr(site, "getsitepackages") else [])
    if site.ENABLE_USER_SITE:
        known.add(site.getusersitepackages())
    return tuple(os.path.join(os.path.realpath(path), "") for path in known if path)


def keep_no_fresh_bytecode() -> None:
    """Files that were changed just now are not cached: a cache is valid by the second of its file's change and its size, so
    that another change in the same second, as by whoever formats what was saved, would go unseen."""
    real: Any = getattr(SourceFileLoader, "_cache_bytecode", None)
    if real is None:  # not our interface: some Python may do without
        sys.dont_write_bytecode = True
        return

    def careful(self: Any, source_path: str, cache_path: str, data: bytes) -> Any:
        try:
            if time.time() - os.stat(source_path).st_mtime < FRESH:
                return None
        except OSError:
            return None
        return real(self, source_path, cache_path, data)
    SourceFileLoader._cache_bytecode = careful  # type: ignore[attr-defined]


def tell(descriptor: int) -> None:
    """From here on writes each directory to ``descriptor``, a non-blocking pipe: the time in nanoseconds, a blank, its path, NUL.
    What is changed in it after that time has not been read.

    An audit hook (PEP 578) and no look at ``sys.modules``: it also hears of modules that are imported with the first
    request, and of those whose import fails.
    """
    keep_no_fresh_bytecode()
    seen: "set[str]" = set()
    foreign = others()

    def hear(event: str, arguments: "tuple[Any, ...]") -> None:
        if event == "exec":
            name = getattr(arguments[0], "co_filename", None)
        elif event == "compile":
            name = arguments[1]
        else:
            return
        if not isinstance(name, str) or not name.endswith(".py"):
            return
        directory = os.path.dirname(name)
        if directory in seen or len(seen) >= MOST:
            return
        seen.add(directory)
        real = os.path.realpath(directory)
        if (real + os.sep).startswith(foreign):
            return
        try:
            os.write(descriptor, b"%d %s\0" % (time.time_ns(), os.fsencode(real)))
        except OSError:  # full, or the supervisor is gone: nothing that an import should fail for
            seen.discard(directory)

    sys.addaudithook(hear)
