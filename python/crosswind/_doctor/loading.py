"""Finds the application, by the same words as the server."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
from typing import Any


def load(reference: str) -> Any:
    """MODULE[:CALLABLE] or FILE.py[:CALLABLE]; CALLABLE may be a call with literal arguments."""
    place, _, name = reference.partition(".py:") if ".py:" in reference else reference.partition(":")
    if ".py:" in reference or reference.endswith(".py"):
        path = os.path.abspath(place if place.endswith(".py") else place + ".py")
        spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(path))[0], path)
        assert spec is not None and spec.loader is not None, path
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(place)
    if not name:
        for name in ("application", "app"):
            if hasattr(module, name):
                return checked(getattr(module, name))
        raise AttributeError("module %r has no 'application' or 'app'; name it as MODULE:NAME" % module.__name__)
    call = ast.parse(name, mode="eval").body
    arguments: "list[Any]" = []
    named: "dict[str, Any]" = {}
    is_call = isinstance(call, ast.Call)
    if isinstance(call, ast.Call):
        arguments = [ast.literal_eval(each) for each in call.args]
        named = {str(each.arg): ast.literal_eval(each.value) for each in call.keywords}
        call = call.func
    path_of_names: "list[str]" = []
    while isinstance(call, ast.Attribute):
        path_of_names.append(call.attr)
        call = call.value
    if not isinstance(call, ast.Name):
        raise ValueError("%r is no callable; write a name as in app, site.wsgi_app or create_app()" % name)
    found: Any = getattr(module, call.id)
    for each in reversed(path_of_names):
        found = getattr(found, each)
    return checked(found(*arguments, **named) if is_call else found)


def checked(found: Any) -> Any:
    if not callable(found):
        raise TypeError("the application is not callable: %.200r" % (found,))
    return found
