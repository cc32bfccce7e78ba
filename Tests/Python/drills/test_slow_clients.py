"""Slow heads, slow bodies and slow readers, by slowhttptest; connections that do nothing at all."""

import re
import shutil
import subprocess

import pytest

from drills.drill import FULL, PATIENCE, Crowd, Drill, recovered, size
from harness.server import Server


def slowhttptest(server, *options, connections, seconds):
    """Runs it to its end and gives back what it says of the last second."""
    program = shutil.which("slowhttptest") or pytest.skip("slowhttptest is not installed: apt-get install slowhttptest")
    done = subprocess.run([program, "-c", str(connections), "-r", str(connections), "-l", str(seconds), "-p", "30",
                           *options], capture_output=True, text=True, timeout=seconds + 4 * PATIENCE, check=False)
    words = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", done.stdout + done.stderr)
    connected = re.findall(r"connected:\s+(\d+)", words)
    assert connected, words[-3000:]
    return words


def served(server, before):
    """As many descriptors as before: nothing is left of the attack."""
    recovered(server, lambda: server.descriptors() <= before + 4, "connections stay open")


def settings(**changed):
    """Short timeouts for the bounded run; the defaults at full size."""
    return [] if FULL else [word for name, value in changed.items() for word in ("--" + name.replace("_", "-"), value)]


def test_slow_heads():
    with Server("drilled", *settings(header_timeout="2s")) as server:
        before, count = server.descriptors(), size(200, 4000)
        with Drill("slow heads", server) as drill:
            slowhttptest(server, "-H", "-i", "1", "-u", server.url + "/", connections=count, seconds=size(5, 40))
            drill.what = "slowhttptest -H, %d connections, a field every second" % count
            drill.logged(r"refused requests.*408")
        served(server, before)


def test_slow_bodies():
    with Server("drilled", *settings(body_timeout="2s")) as server:
        before, count = server.descriptors(), size(200, 4000)
        with Drill("slow bodies", server) as drill:
            slowhttptest(server, "-B", "-i", str(size(4, 35)), "-s", "8192", "-u", server.url + "/upload",
                         connections=count, seconds=size(7, 60))
            drill.what = "slowhttptest -B, %d connections that stall" % count
            drill.logged(r"refused requests.*408")
        served(server, before)


def test_slow_readers():
    with Server("drilled", *settings(write_timeout="2s")) as server:
        before, count = server.descriptors(), size(50, 400)
        with Drill("slow readers", server, mib=size(240, 300)) as drill:
            slowhttptest(server, "-X", "-n", str(size(5, 35)), "-z", "1", "-w", "512", "-y", "1024",
                         "-u", server.url + "/blob?4", connections=count, seconds=size(8, 70))
            drill.what = "slowhttptest -X, %d connections, 4 MiB each, read a byte at a time" % count
            drill.logged("takes nothing of its response")
        served(server, before)


def test_idle_connections():
    """As many as the descriptors allow; they cost memory and nothing else."""
    count = size(2000, 10_000)
    with Server("drilled", "--max-connections", str(count + 100), *settings(header_timeout="5s")) as server:
        before = server.descriptors()
        with Drill("idle connections", server, mib=600) as drill:
            with Crowd(server.address, count):
                drill.canary_is_served(10)
                drill.what = "%d connections that send nothing" % count
                served(server, before)  # closed after --header-timeout
                drill.canary_is_served()
        served(server, before)
