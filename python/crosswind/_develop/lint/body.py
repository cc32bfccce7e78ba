"""Checks of what the application returned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crosswind._develop.lint.findings import origin, show

if TYPE_CHECKING:
    from crosswind._develop.lint.exchange import Exchange


def checked(result: Any, exchange: "Exchange") -> Any:
    """What to give to the server in place of ``result``: the same object wherever the server looks at its type, so that
    the response stays what it was."""
    if result is None or isinstance(result, (str, bytes, bytearray)):
        exchange.findings.add(331, exchange.place, "it is " + (show(result) if result is None else type(result).__name__))
        exchange.has_ended()
        return result
    if isinstance(result, (list, tuple)):
        for chunk in result:
            exchange.saw(chunk, exchange.place)
        exchange.has_ended()
        exchange.is_over = True
        return result
    if not hasattr(result, "__iter__") and not hasattr(result, "__getitem__"):
        exchange.findings.add(331, exchange.place, "it is " + show(result))
        exchange.has_ended()
        return result
    if type(result).__name__ == "FileWrapper" and type(result) is exchange.file_wrapper:
        # Sent by sendfile, whose length the server checks.
        exchange.has_head(exchange.place)
        return result
    return (Closing if hasattr(result, "close") else Iterating)(result, exchange)


class Iterating:
    """An iterable, watched chunk by chunk."""

    def __init__(self, result: Any, exchange: "Exchange") -> None:
        self._result, self._exchange = result, exchange
        self._place = origin(result, exchange.place)
        self._iterator: Any = None

    def __iter__(self) -> "Iterating":
        self._iterator = iter(self._result)
        return self

    def __next__(self) -> Any:
        exchange = self._exchange
        exchange.is_iterating = True
        try:
            chunk = next(self._iterator)
        except StopIteration:
            exchange.has_ended()
            exchange.is_over = True
            raise
        finally:
            exchange.is_iterating = False
        exchange.saw(chunk, self._place)
        return chunk


class Closing(Iterating):
    """One with ``close()``: only then may the server find one."""

    def close(self) -> None:
        try:
            self._result.close()
        except BaseException as error:
            self._exchange.findings.add(335, self._place, show(error))
            raise
        finally:
            self._exchange.is_over = True
