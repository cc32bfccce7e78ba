"""An HTTP/1.1 client over a raw socket: sends exactly the bytes it is given, parses answers strictly.

Strictly means that whatever a lenient client would shrug off is a ``WireError`` here: bare line feeds, a header twice
that may stand once, a body where none may be, a chunked body that ends without its last chunk.
"""

from __future__ import annotations

import re
import socket
import time
from typing import Optional, Union

STATUS_LINE = re.compile(rb"(HTTP/1\.[01]) ([1-9]\d\d) ([\t\x20-\x7e\x80-\xff]*)")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*")
ONCE = {"content-length", "date", "server", "transfer-encoding", "content-type", "connection", "location"}
HANG = 30.0  # a deadline for hangs, never a measure of speed

Address = Union[str, "tuple[str, int]"]


class WireError(AssertionError):
    """The server sent something that is not HTTP."""


class Truncated(WireError):
    """The connection ended in the middle of a response; ``response`` is what there was."""

    def __init__(self, message: str, response: "Optional[Response]" = None) -> None:
        super().__init__(message)
        self.response = response


class Response:
    """One parsed response."""

    def __init__(self, version: str, status: int, reason: str, headers: "list[tuple[str, str]]") -> None:
        self.version, self.status, self.reason, self.headers = version, status, reason, headers
        self.body = b""
        self.chunks: "list[bytes]" = []  # as sent, when chunked
        self.trailers: "list[tuple[str, str]]" = []
        self.framing = "none"  # or "length", "chunked", "close"

    def all(self, name: str) -> "list[str]":
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> Optional[str]:
        values = self.all(name)
        if len(values) > 1:
            raise WireError("%s stands %d times: %r" % (name, len(values), values))
        return values[0] if values else None

    @property
    def text(self) -> str:
        return self.body.decode()

    def __repr__(self) -> str:
        return "<%d %s %r %r>" % (self.status, self.reason, self.headers, self.body[:200])


class Client:
    """One connection."""

    def __init__(self, address: Address, timeout: float = HANG) -> None:
        if isinstance(address, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(address)
        else:
            self.socket = socket.create_connection(address, timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Closes with a TCP reset, as a crashed client would."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.close()

    def half_close(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    # --- sending

    def send(self, data: bytes) -> "Client":
        self.socket.sendall(data)
        return self

    def send_leniently(self, data: bytes) -> "Client":
        """Sends what the server takes; it may refuse and close in the middle."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass
        return self

    def request(self, target: str = "/", method: str = "GET", *fields: str, body: bytes = b"", host: str = "localhost",
                version: str = "HTTP/1.1") -> "Client":
        """Sends a well-formed request; a Content-Length is added when there is a body."""
        lines = ["%s %s %s" % (method, target, version), "Host: " + host, *fields]
        if body and not any(f.lower().startswith(("content-length:", "transfer-encoding:")) for f in fields):
            lines.append("Content-Length: %d" % len(body))
        return self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def get(self, target: str = "/", *fields: str, **options: str) -> Response:
        return self.request(target, "GET", *fields, **options).response()

    def post(self, target: str, body: bytes, *fields: str) -> Response:
        return self.request(target, "POST", *fields, body=body).response()

    # --- receiving

    def more(self) -> bool:
        """Reads once; False at the end. A reset counts as the end: how a refused sender often sees it."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            data = b""
        except socket.timeout:
            raise WireError("nothing came; so far: %r" % self.buffer[-300:]) from None
        self.buffer += data
        return bool(data)

    def line(self, what: str) -> bytes:
        while b"\n" not in self.buffer:
            if not self.more():
                raise Truncated("the connection ended within %s: %r" % (what, self.buffer[:200]))
        line, _, self.buffer = self.buffer.partition(b"\n")
        if not line.endswith(b"\r"):
            raise WireError("bare line feed in %s: %r" % (what, line))
        return line[:-1]

    def exactly(self, count: int, response: Response) -> bytes:
        parts = [self.buffer[:count]]
        self.buffer, count = self.buffer[count:], count - len(self.buffer[:count])
        while count:
            if not self.more():
                response.body += b"".join(parts)
                raise Truncated("the body ended %d bytes early" % count, response)
            parts.append(self.buffer[:count])
            count -= len(parts[-1])
            self.buffer = self.buffer[len(parts[-1]):]
        return b"".join(parts)

    def fields(self, what: str) -> "list[tuple[str, str]]":
        found = []
        while True:
            line = self.line(what)
            if not line:
                break
            match = FIELD.fullmatch(line)
            if not match:
                raise WireError("not a header field: %r" % line)
            found.append((match[1].decode(), match[2].decode("latin-1")))
        names = [name.lower() for name, _ in found]
        twice = [name for name in ONCE if names.count(name) > 1]
        if twice:
            raise WireError("twice in one head: %r in %r" % (twice, found))
        return found

    def head(self) -> Response:
        """Reads a status line and fields, and says how the body is framed (for an answer to anything but HEAD)."""
        match = STATUS_LINE.fullmatch(self.line("the status line"))
        if not match:
            raise WireError("not a status line")
        response = Response(match[1].decode(), int(match[2]), match[3].decode("latin-1"), self.fields("the head"))
        length, coding = response.get("content-length"), response.get("transfer-encoding")
        if length is not None and coding is not None:
            raise WireError("both Content-Length and Transfer-Encoding: %r" % response)
        if coding is not None and coding != "chunked":
            raise WireError("unknown coding %r" % coding)
        if length is not None and not re.fullmatch(r"\d+", length):
            raise WireError("Content-Length %r" % length)
        if response.status < 200 or response.status == 204:
            if length is not None or coding is not None:
                raise WireError("a %d with a body's framing: %r" % (response.status, response))
        elif response.status != 304:
            response.framing = "chunked" if coding else "length" if length is not None else "close"
        return response

    def response(self, method: str = "GET") -> Response:
        """Reads one whole response."""
        response = self.head()
        if method == "HEAD":
            response.framing = "none"
        if response.framing == "length":
            response.body = self.exactly(int(response.get("content-length") or ""), response)
        elif response.framing == "close":
            while self.more():
                pass
            response.body, self.buffer = self.buffer, b""
        elif response.framing == "chunked":
            try:
                while self.chunk(response):
                    pass
            except Truncated as error:
                raise Truncated(str(error), response) from None
        return response

    def chunk(self, response: Response) -> bytes:
        """Reads one chunk; empty for the last, whose trailers it reads too."""
        size = self.line("a chunk's size")
        if not re.fullmatch(rb"[0-9a-fA-F]{1,16}", size):
            raise WireError("chunk size %r" % size)
        if int(size, 16) == 0:
            response.trailers = self.fields("the trailers")
            return b""
        data = self.exactly(int(size, 16), response)
        if self.exactly(2, response) != b"\r\n":
            raise WireError("no line end behind a chunk")
        response.chunks.append(data)
        response.body += data
        return data

    def ends(self) -> bool:
        """Whether the connection ends here, with nothing further sent."""
        while self.more():
            pass
        if self.buffer:
            raise WireError("bytes behind the response: %r" % self.buffer[:200])
        return True

    def lives(self, target: str = "/framing/hello") -> bool:
        """Whether the connection answers another request."""
        return self.get(target).status == 200


def until(condition, what: str, seconds: float = HANG):
    """Waits until ``condition()`` is true and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError("in vain: " + what)
        time.sleep(0.01)
