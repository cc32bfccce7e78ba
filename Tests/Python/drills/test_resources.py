"""What runs out: disks, descriptors, readers of logs."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import time

import pytest

from drills.drill import PATIENCE, Crowd, Drill, recovered, size
from harness.server import APPS, COMMAND, Server, clean_environment, free_port
from harness.wire import Client, until


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def upload(server, count):
    with server.connect(PATIENCE) as client:
        client.send_leniently(b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % count)
        client.send_leniently(b"x" * count)
        return client.response().status


def drill_full_disk(server, title, what):
    with Drill(title, server) as drill:
        for _ in range(size(3, 30)):
            assert upload(server, 8 << 20) == 507
            assert upload(server, 100_000) == 200  # in memory
        drill.what = what
        drill.logged("can't write a request body to a temporary file")
    # What was spooled is gone again: there is room for one that fits.
    assert upload(server, 2 << 20) == 200


def test_full_disk(small_disk):
    with Server("drilled", "--body-memory", "0", env={"TMPDIR": str(small_disk)}) as server:
        drill_full_disk(server, "the disk for request bodies is full", "uploads of 8 MiB, 4 MiB of disk")
        assert os.listdir(small_disk) == []


def test_file_size_limit():
    """The same where nothing may be mounted: no file may grow beyond 4 MiB."""
    with Server("drilled", "--body-memory", "0") as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))
        drill_full_disk(server, "request bodies hit the limit on file sizes", "uploads of 8 MiB, `ulimit -f` of 4 MiB")


def test_descriptors():
    """None left: accepting pauses, who is connected is served, and all goes on when there are some again."""
    with Server("drilled", "--max-connections", "10000", "--header-timeout", "%ds" % size(4, 10)) as server:
        used, count = server.descriptors(), size(200, 2000)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (used + 50, used + 50))
        with Drill("no descriptors left", server, keep=True) as drill:
            before = cpu(server)
            with Crowd(server.address, count) as crowd:
                drill.canary_is_served(5)
                drill.logged("accept|descriptor")
                assert server.descriptors() <= used + 50
                drill.canary_is_served(5)
                assert len(crowd.sockets) == count
            drill.what = "%d connections, 50 descriptors; %.1f s of processor time" % (count, cpu(server) - before)
            with Client(server.address, 2 * PATIENCE) as client:
                assert client.get("/open").status == 200
        recovered(server, lambda: server.descriptors() <= used + 8, "connections stay open")


def failing_accepts(server, error):
    """Has the server's next `accept` fail so, by strace; gives its process, which must be ended."""
    command = ["strace", "-f", "-p", str(server.process.pid), "-e", "trace=accept4", "-o", os.devnull,
               "-e", "inject=accept4:error=%s:when=1" % error]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.kill()
        tracer.communicate()
        pytest.skip("nothing can be traced here: " + said)
    return tracer


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("error", ["EPERM", "ENETDOWN", "EPROTO", "EMFILE", "ECONNABORTED"])
def test_accept_fails(error):
    """The network's errors, a client's, a security module's: accepting goes on, and nobody is lost."""
    with Server("drilled") as server:
        for _ in range(2):
            mark = server.mark()
            tracer = failing_accepts(server, error)
            try:
                with Client(server.address, PATIENCE) as client:
                    assert client.get("/open").status == 200
                if error != "ECONNABORTED":
                    server.logged("can't accept connections.*" + os.strerror(getattr(errno, error)), mark)
            finally:
                tracer.terminate()
                tracer.communicate()
            with Client(server.address, PATIENCE) as client:
                assert client.get("/open").status == 200
            time.sleep(1.1)  # the log says it once a second


def cpu(server):
    """Seconds of processor time so far."""
    with open("/proc/%d/stat" % server.process.pid, encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Piped:
    """A server whose output goes into pipes that can lose their readers."""

    def __init__(self, *options):
        self.address = ("127.0.0.1", free_port())
        self.process = subprocess.Popen(
            [COMMAND, "drilled", "--bind", "127.0.0.1:%d" % self.address[1], *options], cwd=APPS, env=clean_environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.log = ""
        until(self._listens, "a listening server")

    def _listens(self):
        try:
            self.connect(5).close()
            return True
        except OSError:
            return False

    def connect(self, timeout=PATIENCE):
        return Client(self.address, timeout)

    def descriptors(self):
        return len(os.listdir("/proc/%d/fd" % self.process.pid))


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_log_pipes_closed(options):
    """The readers of both logs are gone: the server goes on without."""
    server = Piped("--access-log", *options)
    try:
        server.process.stdout.close()
        server.process.stderr.close()
        with Drill("the logs' readers are gone%s" % (" (workers)" if options else ""), server) as drill:
            with server.connect() as client:
                for _ in range(size(300, 20_000)):
                    assert client.get("/print").status == 200
                assert client.get("/raise").status == 500
            drill.what = "both pipes closed, %d requests that log" % size(300, 20_000)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(60) == 0
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


def test_log_pipes_not_read():
    """A reader that is there and doesn't read: lines are dropped, nobody waits."""
    server = Piped("--access-log")
    try:
        with Drill("nobody reads the access log's pipe", server) as drill:
            with server.connect() as client:
                for _ in range(size(3000, 50_000)):
                    assert client.get("/").status == 200
            drill.what = "%d requests, a pipe of 64 KiB" % size(3000, 50_000)
    finally:
        server.process.kill()
        server.process.wait()
        server.process.stdout.close()
        server.process.stderr.close()


def test_access_log_disk_full(small_disk):
    log = small_disk / "access.log"
    with Server("drilled", "--access-log=%s" % log) as server:
        with Drill("the access log's disk is full", server) as drill:
            (small_disk / "filler").write_bytes(b"x" * ((4 << 20) - 65_536))
            with server.connect() as client:
                for _ in range(size(2000, 20_000)):
                    assert client.get("/").status == 200
            drill.logged("access log lines are lost")
            drill.what = "%d requests, 64 KiB of disk" % size(2000, 20_000)
            (small_disk / "filler").unlink()
            length = log.stat().st_size

            def written():
                with server.connect() as client:
                    client.get("/")
                return log.stat().st_size > length
            until(written, "the access log to go on")
