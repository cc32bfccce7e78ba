"""Which Python it is."""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import Any

import crosswind


def facts() -> "dict[str, Any]":
    enabled = getattr(sys, "_is_gil_enabled", None)
    library = sysconfig.get_config_var("LDLIBRARY") or ""
    shared = bool(sysconfig.get_config_var("Py_ENABLE_SHARED"))
    where = os.path.join(sysconfig.get_config_var("LIBDIR") or "", library)
    return {
        "version": "%s %s" % (sys.implementation.name, sys.version.split()[0]),
        "executable": sys.executable,
        "environment": sys.prefix if sys.prefix != sys.base_prefix else None,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "gil": bool(enabled()) if enabled else True,
        # What the executable that embeds Python needs; the command from the wheel does not.
        "libpython": where if shared and os.path.exists(where) else None,
        "crosswind": crosswind.__version__,
    }
