"""wsgi.file_wrapper with real files and other things."""

import bz2
import gzip
import io
import lzma
import os
import tempfile
from wsgiref.validate import validator

import state

SIZE = 3_000_000
CONTENT = b"".join(b"%07d\n" % n for n in range(SIZE // 8))
_path = None


def path():
    """A file with known content, made once and removed with the process."""
    global _path
    if _path is None:
        _path = tempfile.NamedTemporaryFile(prefix="crosswind-file-")
        _path.write(CONTENT)
        _path.flush()
    return _path.name


class Counting(io.FileIO):
    """A real file that counts its closing."""

    def close(self):
        if not self.closed:
            state.count("file.closed")
        super().close()


def _wrap(environ, start_response, file, *headers, size=()):
    start_response("200 OK", [("Content-Type", "application/octet-stream"), *headers])
    return environ["wsgi.file_wrapper"](file, *size)


def real(environ, start_response):
    return _wrap(environ, start_response, open(path(), "rb"), ("Content-Length", str(SIZE)))


def counting(environ, start_response):
    return _wrap(environ, start_response, Counting(path()), ("Content-Length", str(SIZE)))


def no_length(environ, start_response):
    return _wrap(environ, start_response, open(path(), "rb"))


def offset(environ, start_response):
    """From the current offset, which buffered reading has moved."""
    file = open(path(), "rb")
    file.read(8 * 1000)
    return _wrap(environ, start_response, file, ("Content-Length", str(SIZE - 8000)))


def offset_no_length(environ, start_response):
    file = open(path(), "rb")
    file.seek(8 * 1000)
    return _wrap(environ, start_response, file)


def shorter(environ, start_response):
    """Content-Length is less than the file."""
    return _wrap(environ, start_response, open(path(), "rb"), ("Content-Length", "8000"))


def longer(environ, start_response):
    """Content-Length promises more than the file has."""
    return _wrap(environ, start_response, open(path(), "rb"), ("Content-Length", str(SIZE + 8)))


def empty(environ, start_response):
    return _wrap(environ, start_response, open(os.devnull, "rb"), ("Content-Length", "0"))


def bytesio(environ, start_response):
    return _wrap(environ, start_response, io.BytesIO(CONTENT[:100_000]), ("Content-Length", "100000"))


def bytesio_no_length(environ, start_response):
    return _wrap(environ, start_response, io.BytesIO(CONTENT[:100_000]), size=(8192,))


class Reader:
    """The least that PEP 3333 asks for: read(size)."""

    def __init__(self):
        self.file = io.BytesIO(CONTENT[:100_000])

    def read(self, size):
        state.note("reader.size", size)
        return self.file.read(size)


def reader(environ, start_response):
    return _wrap(environ, start_response, Reader(), size=(1000,))


class Lying:
    """Has a fileno that leads nowhere, as some wrappers do."""

    def __init__(self, error):
        self.file, self.error = io.BytesIO(CONTENT[:100_000]), error

    def fileno(self):
        if self.error:
            raise self.error
        return 987_654

    def read(self, size=-1):
        return self.file.read(size)


def raising_fileno(environ, start_response):
    return _wrap(environ, start_response, Lying(io.UnsupportedOperation("fileno")))


def wrong_fileno(environ, start_response):
    return _wrap(environ, start_response, Lying(None))


def pipe(environ, start_response):
    """A descriptor that sendfile does not take."""
    out, into = os.pipe()
    os.write(into, CONTENT[:10_000])
    os.close(into)
    return _wrap(environ, start_response, os.fdopen(out, "rb"))


class Proxy:
    """Hands on to a file what it is asked for, as Django's File does."""

    def __init__(self, file):
        self.file = file

    def __getattr__(self, name):
        return getattr(self.file, name)


def packed(environ, start_response):
    """/files/packed/NAME: what unpacks has the descriptor of the packed file."""
    name = environ["PATH_INFO"].rpartition("/")[2]
    module = {"bz2": bz2, "lzma": lzma}.get(name, gzip)
    raw = io.BytesIO()
    with module.open(raw, "wb") as packer:
        packer.write(CONTENT[:100_000])
    file = tempfile.NamedTemporaryFile(prefix="crosswind-packed-")
    file.write(raw.getvalue())
    file.flush()
    unpacker = module.open(file.name, "rb")
    wrapped = {"buffered": io.BufferedReader, "proxied": Proxy}.get(name, lambda f: f)(unpacker)
    return _wrap(environ, start_response, wrapped)


def proxied(environ, start_response):
    """A real file behind a wrapper is one all the same."""
    return _wrap(environ, start_response, Proxy(open(path(), "rb")))


def shorter_than_it_says(environ, start_response):
    """A file of the kernel's that says it has a page and has a number in it: like one that shrinks just now."""
    return _wrap(environ, start_response, open("/sys/kernel/uevent_seqnum", "rb"))


def write_only(environ, start_response):
    """Its descriptor can't be read."""
    file = io.FileIO(os.open(path(), os.O_WRONLY), "w")
    return _wrap(environ, start_response, file, ("Content-Length", "100"))


def kernels(environ, start_response):
    """A regular file that says it is empty and isn't."""
    return _wrap(environ, start_response, open("/proc/sys/kernel/ostype", "rb"))


def iterated(environ, start_response):
    """Middleware that iterates the wrapper itself."""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    wrapper = environ["wsgi.file_wrapper"](open(path(), "rb"), 100_000)
    state.note("iterated.isiter", iter(wrapper) is not None)
    try:
        yield from wrapper
    finally:
        wrapper.close()


def attributes(environ, start_response):
    """What Django's and Werkzeug's wrappers look at."""
    wrapper = environ["wsgi.file_wrapper"](open(path(), "rb"), 512)
    body = repr((hasattr(wrapper, "close"), hasattr(wrapper, "__iter__"), isinstance(wrapper, type(environ["wsgi.file_wrapper"]))
                 or True)).encode()
    wrapper.close()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


def written_first(environ, start_response):
    write = start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "8008")])
    write(b"written ")
    file = open(path(), "rb")
    file.seek(SIZE - 8000)
    return environ["wsgi.file_wrapper"](file)


def truncated_later(environ, start_response):
    """The file is shorter by the time it is sent than when it was measured."""
    file = tempfile.TemporaryFile()
    file.write(CONTENT[:50_000])
    file.flush()
    file.seek(0)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "50000")])
    wrapper = environ["wsgi.file_wrapper"](file)
    file.truncate(20_000)
    return wrapper


validated = validator(real)
