"""Real proxies in front of the server under test: HAProxy and nginx, each with a configuration of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from typing import Any

import pytest

from harness.server import free_port
from harness.wire import HANG, Client, until

HAPROXY = """
global
    maxconn 200
defaults
    mode @MODE@
    timeout connect 10s
    timeout client 60s
    timeout server 60s
frontend front
    bind 127.0.0.1:@PORT@
    @FRONTEND@
    default_backend back
backend back
    server one @SERVER@
"""

NGINX = """
daemon off;
user root;
pid @FOLDER@/pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 128; }
http {
    access_log off;
    client_body_temp_path @FOLDER@/body;
    proxy_temp_path @FOLDER@/proxy;
    fastcgi_temp_path @FOLDER@/fastcgi;
    uwsgi_temp_path @FOLDER@/uwsgi;
    scgi_temp_path @FOLDER@/scgi;
    server {
        listen 127.0.0.1:@PORT@;
        @SERVER@
    }
}
"""

# Streams are a module of their own in Debian: libnginx-mod-stream.
STREAM_MODULE = os.environ.get("NGINX_STREAM_MODULE", "/usr/lib/nginx/modules/ngx_stream_module.so")
NGINX_STREAM = """
load_module @MODULE@;
daemon off;
user root;
pid @FOLDER@/pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 128; }
stream {
    server {
        listen 127.0.0.1:@PORT@;
        @SERVER@
    }
}
"""


def filled(text: str, **parts: str) -> str:
    """`text` with each @NAME@ replaced."""
    for name, part in parts.items():
        text = text.replace("@%s@" % name, part)
    return text


class Proxy:
    """A running proxy that listens at ``address``; ends with its ``with`` block."""

    def __init__(self, name: str, configuration: str, *arguments: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="crosswind-proxy-")
        os.chmod(self.folder.name, 0o755)
        self.port = free_port()
        self.file = os.path.join(self.folder.name, "configuration")
        with open(self.file, "w", encoding="ascii") as file:
            file.write(filled(configuration, PORT=str(self.port), FOLDER=self.folder.name))
        self.output = tempfile.TemporaryFile()
        self.process = subprocess.Popen([name, *arguments, self.file], stdin=subprocess.DEVNULL, stdout=self.output,
                                        stderr=subprocess.STDOUT)
        try:
            until(self._listens, name + " to listen")
        except BaseException:
            self.end()
            raise

    def _listens(self) -> bool:
        if self.process.poll() is not None:
            raise AssertionError("the proxy ended with %d:\n%s" % (self.process.returncode, self.words))
        try:
            self.connect().close()
            return True
        except OSError:
            return False

    @property
    def words(self) -> str:
        """What it has said."""
        self.output.seek(0)
        return self.output.read().decode(errors="replace")

    def connect(self) -> Client:
        return Client(("127.0.0.1", self.port), HANG)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(HANG)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.output.close()
        self.folder.cleanup()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(self, *_: Any) -> None:
        self.end()


def program(name: str) -> str:
    """Where the proxy is; the test is skipped where it isn't."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.skip("%s is not installed: apt-get install %s" % (name, name))
    return found


def haproxy(server: str, mode: str = "tcp", frontend: str = "") -> Proxy:
    """HAProxy before ``server``, which is an address and its options."""
    return Proxy(program("haproxy"), filled(HAPROXY, MODE=mode, FRONTEND=frontend, SERVER=server), "-db", "-f")


def nginx(server: str) -> Proxy:
    """nginx with ``server`` within its server block of HTTP."""
    return Proxy(program("nginx"), filled(NGINX, SERVER=server), "-p", "/usr/share/nginx", "-c")


def nginx_stream(server: str) -> Proxy:
    """nginx that passes on bytes, with ``server`` within its server block."""
    name = program("nginx")
    if not os.path.exists(STREAM_MODULE):
        pytest.skip("nginx's module for streams is not installed: apt-get install libnginx-mod-stream")
    return Proxy(name, filled(NGINX_STREAM, SERVER=server, MODULE=STREAM_MODULE), "-p", "/usr/share/nginx", "-c")
