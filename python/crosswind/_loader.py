"""Finds the server's library and calls into it.

The library is no extension module: it links neither against libpython nor against Python's headers, and looks the C
API up in the process that loads it. That is why one wheel serves every CPython from 3.9 on, and why it is loaded by
``ctypes.PyDLL``: calls through it keep the interpreter lock and report a pending exception.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Sequence

LIBRARY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_crosswind.so")


class LoadError(Exception):
    """The library cannot be used here; the text is one line for the user."""


def load(path: str = LIBRARY) -> ctypes.PyDLL:
    """Loads the library at ``path`` into this process and declares its functions."""
    if sys.implementation.name != "cpython":
        raise LoadError("needs CPython, and this is %s" % sys.implementation.name)
    if not os.path.exists(path):
        raise LoadError(
            "%s is missing: this installation was built for another platform than %s, or not built at all "
            "(`pip install` of a wheel, or of the sources with Swift 6.2 or newer, brings it)" % (path, sys.platform)
        )
    try:
        library = ctypes.PyDLL(path)
        run, version = library.crosswind_main, library.crosswind_version
    except OSError as error:  # wrong machine, a C library that is too old
        raise LoadError("the server's library does not load here: %s" % str(error).replace("\n", " ")) from None
    except AttributeError as error:
        raise LoadError("the server's library is not of this version: %s" % error) from None
    run.argtypes, run.restype = [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)], ctypes.c_int
    version.argtypes, version.restype = [], ctypes.c_char_p
    return library


def version() -> str:
    """The version that was compiled into the library."""
    return (load().crosswind_version() or b"").decode()


def run(program: str, arguments: Sequence[str]) -> int:
    """Runs the command line on this thread, which must be Python's main thread, and returns the exit code."""
    words = [os.fsencode(word) for word in (program, *arguments)]
    argv = (ctypes.c_char_p * (len(words) + 1))(*words, None)
    return int(load().crosswind_main(len(words), argv))
