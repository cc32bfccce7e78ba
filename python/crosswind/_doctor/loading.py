"""Finds the application, by the same words as the server."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
from typing import Any


def load(reference: str, kind: str = "named", factory: bool = False) -> Any:
    """MODULE[:CALLABLE] or FILE.py[:CALLABLE]; CALLABLE may be a call with literal arguments. See discovery.Found."""
    if kind == "django":
        return checked(site(reference))
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
        if kind == "guess" and not factory:
            return checked(guess(module))
        for name in ("create_app", "make_app") if factory else ("application", "app"):
            if hasattr(module, name):
                found = getattr(module, name)
                return checked(found() if factory else found)
        raise AttributeError("module %r has no %s; name it as MODULE:NAME" % (
            module.__name__, "'create_app' or 'make_app'" if factory else "'application' or 'app'"))
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
    return checked(found(*arguments, **named) if is_call or factory else found)


def guess(module: Any) -> Any:
    """As `flask run` finds it: by name, else the only instance of Flask's class, else a factory."""
    for name in ("application", "app"):
        if callable(getattr(module, name, None)):
            return getattr(module, name)
    instances = {id(value): (name, value) for name, value in reversed(vars(module).items())
                 if any(each.__name__ == "Flask" for each in type(value).__mro__)}
    if len(instances) == 1:
        return next(iter(instances.values()))[1]
    if instances:
        names = " or ".join("%s:%s" % (module.__name__, name) for name, _ in reversed(list(instances.values())))
        raise AttributeError("there are several applications: name " + names)
    for name in ("create_app", "make_app"):
        if callable(getattr(module, name, None)):
            return getattr(module, name)()
    raise AttributeError("module %r has no application, app, create_app or make_app; name it as MODULE:NAME" % module.__name__)


def site(settings: str) -> Any:
    """The Django site of a module of settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    from django.core.servers.basehttp import get_internal_wsgi_application
    return get_internal_wsgi_application()


def checked(found: Any) -> Any:
    if not callable(found):
        raise TypeError("the application is not callable: %.200r" % (found,))
    return found
