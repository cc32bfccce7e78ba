"""What the machine, the container and the user's limits leave."""

from __future__ import annotations

import os
import resource
from pathlib import Path
from typing import Any, Optional


def facts() -> "dict[str, Any]":
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return {
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "processor_quota": processor_quota(),
        "memory": memory(),
        "memory_limit": memory_limit(),
        "descriptors": number(soft),
        "descriptors_hard": number(hard),
        "somaxconn": read_number("/proc/sys/net/core/somaxconn"),
    }


def number(value: int) -> Optional[int]:
    return None if value == resource.RLIM_INFINITY else value


def usable(found: "dict[str, Any]") -> float:
    """Processors that may be used at once."""
    quota = found["processor_quota"]
    return float(min(found["processors"], quota) if quota else found["processors"])


def usable_memory(found: "dict[str, Any]") -> Optional[int]:
    known = [value for value in (found["memory"], found["memory_limit"]) if value]
    return min(known) if known else None


def processor_quota() -> Optional[float]:
    text = read("/sys/fs/cgroup/cpu.max")
    if text is not None:
        words = text.split()
        if len(words) == 2 and words[0].isdigit() and words[1].isdigit() and int(words[1]):
            return int(words[0]) / int(words[1])
        return None
    quota, period = read_number("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"), read_number("/sys/fs/cgroup/cpu/cpu.cfs_period_us")
    return quota / period if quota and period and quota > 0 else None


def memory() -> Optional[int]:
    """What is available now, in bytes."""
    for line in (read("/proc/meminfo") or "").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def memory_limit() -> Optional[int]:
    """The container's, in bytes."""
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        value = read_number(path)
        if value is not None and 0 < value < 1 << 60:
            return value
    return None


def read(path: str) -> Optional[str]:
    try:
        return Path(path).read_text()
    except OSError:
        return None


def read_number(path: str) -> Optional[int]:
    try:
        return int((read(path) or "").strip())
    except ValueError:
        return None
