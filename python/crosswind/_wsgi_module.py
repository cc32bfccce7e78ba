"""A Swift web application as a WSGI callable: ``application``. What the library exports as ``crosswind_application_NAME``
is another one, called NAME.

Crosswind copies this file beside the application's library: as ``NAME.py`` beside ``_NAME.so``, or as ``__init__.py`` into
a package NAME. The library is loaded by ``ctypes.PyDLL`` and not imported as an extension module, because that would tie it
to the layout of Python's objects; so one build serves every CPython from 3.9 on. ``ctypes`` has no part in requests:
``application`` is a built-in function.
"""

import ctypes as _ctypes
import os as _os
import sys as _sys

__all__ = ["application"]


def _path():
    folder, name = _os.path.split(_os.path.splitext(_os.path.abspath(__file__))[0])
    if name == "__init__":
        name = _os.path.basename(folder)
    return _os.path.join(folder, "_%s.so" % name)


def _load(path):
    if _sys.implementation.name != "cpython" or _sys.version_info < (3, 9):
        raise ImportError("%s needs CPython 3.9 or newer, and this is %s %d.%d"
                          % (__name__, _sys.implementation.name, *_sys.version_info[:2]))
    try:
        return _ctypes.PyDLL(path)
    except OSError as error:  # missing, for another machine, or a C library that is too old
        raise ImportError("the library of %s does not load here: %s" % (__name__, error), path=path) from None


def _make(symbol):
    make = getattr(_library, symbol)
    make.argtypes, make.restype = (), _ctypes.py_object
    return make()


def __getattr__(name):
    if name.startswith("_") or not hasattr(_library, "crosswind_application_" + name):
        raise AttributeError("module %r has no attribute %r" % (__name__, name))
    return globals().setdefault(name, _make("crosswind_application_" + name))


_library = _load(_path())
if not hasattr(_library, "crosswind_application"):
    raise ImportError("%s exports no crosswind_application" % _path(), path=_path())
application = _make("crosswind_application")
