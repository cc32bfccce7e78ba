"""Packages that tests of a whole file need, which are not imported here: some change the process that does."""

import importlib.util

import pytest


def needs(name, reason=None):
    if importlib.util.find_spec(name) is None:
        pytest.skip(reason or "%s is not installed" % name, allow_module_level=True)
