"""Tests of timeouts that must not be reached."""

from __future__ import annotations

import functools
from typing import Any, Callable


def patient(test: "Callable[..., Any]") -> "Callable[..., Any]":
    """Tries a test again that a busy machine may stop for longer than the server's patience; a fault fails it each time."""
    @functools.wraps(test)
    def tries(*arguments: Any, **more: Any) -> Any:
        for _ in range(4):
            try:
                return test(*arguments, **more)
            except (OSError, AssertionError):
                pass
        return test(*arguments, **more)
    return tries
