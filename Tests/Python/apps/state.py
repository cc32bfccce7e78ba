"""Counters and gates that outlive a request, so that a test can see from outside what happened inside."""

import collections
import gc
import threading

_lock = threading.Lock()
_counters = collections.Counter()
_notes = {}
_gates = collections.defaultdict(threading.Event)


def count(name, by=1):
    with _lock:
        _counters[name] += by


def note(name, value):
    with _lock:
        _notes[name] = value


def gate(name):
    """An event by name; /slow/open/NAME sets it."""
    with _lock:
        return _gates[name]


def snapshot():
    with _lock:
        return {**_counters, **_notes}


def objects():
    gc.collect()
    return len(gc.get_objects())
