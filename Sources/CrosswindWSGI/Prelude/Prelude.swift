/// What is simpler, and no slower, in Python: the classes behind `wsgi.input`, `wsgi.errors` and `wsgi.file_wrapper`.
///
/// Compiled once per interpreter into a module of its own that is not importable. `_log` and `_read_body` are builtins
/// made by Swift.
enum Prelude {
    static let fileName = "<crosswind>"

    static let source = #"""
        import io
        import os
        import sys
        import threading


        class EmptyInput:
            """wsgi.input of a request without a body. Has no state, so that all such requests share one."""

            __slots__ = ()
            closed = False

            def read(self, size=-1):
                return b""

            def read1(self, size=-1):
                return b""

            def readinto(self, buffer):
                return 0

            def readline(self, size=-1):
                return b""

            def readlines(self, hint=-1):
                return []

            def __iter__(self):
                return iter(())

            def close(self):
                # An app that closes its input must not close everybody's.
                pass

            def flush(self):
                pass

            def readable(self):
                return True

            def writable(self):
                return False

            def seekable(self):
                return False


        class StreamInput(io.RawIOBase):
            """wsgi.input of a body that is still coming; always wrapped in a BufferedReader."""

            def __init__(self, body):
                self._body = body

            def readable(self):
                return True

            def readinto(self, buffer):
                return _read_body(self._body, buffer)


        def streamed(body):
            return io.BufferedReader(StreamInput(body), 65536)


        def spooled(descriptor):
            return io.open(os.dup(descriptor), "rb", buffering=65536)


        class ErrorStream(io.TextIOBase):
            """wsgi.errors: what is written becomes entries of the server's log, whole lines at a time, each a thread's own."""

            encoding = "utf-8"
            errors = "backslashreplace"

            def __init__(self):
                self._begun = threading.local()

            def writable(self):
                return True

            def write(self, text):
                if not isinstance(text, str):
                    raise TypeError("wsgi.errors takes str, not " + type(text).__name__)
                whole, newline, rest = (getattr(self._begun, "line", "") + text).rpartition("\n")
                # Bounded: a writer that never ends its line is cut into entries.
                if len(rest) > 65536:
                    whole, newline, rest = whole + newline + rest, "\n", ""
                self._begun.line = rest
                if newline:
                    _log(whole)
                return len(text)

            def writelines(self, lines):
                for line in lines:
                    self.write(line)

            def flush(self):
                rest, self._begun.line = getattr(self._begun, "line", ""), ""
                if rest:
                    _log(rest)


        class FileWrapper:
            """wsgi.file_wrapper (PEP 3333, "Optional Platform-Specific File Handling").

            Returned as it is to the server, a real file goes out by sendfile; iterated by a middleware, or over an object
            without a descriptor, it gives blocks.
            """

            def __init__(self, filelike, blksize=65536):
                self.filelike = filelike
                self.blksize = blksize
                if hasattr(filelike, "close"):
                    self.close = filelike.close

            def __iter__(self):
                return self

            def __next__(self):
                block = self.filelike.read(self.blksize)
                if block:
                    return block
                raise StopIteration

            def _descriptor(self):
                """(descriptor, offset) of a plain file that can be read from where it stands, or None."""
                import stat
                try:
                    # Whose read() it is, behind wrappers like Django's. What unpacks (gzip, bz2, lzma) has a fileno() too,
                    # of the file that it reads from, which holds something else than it gives.
                    reader = getattr(self.filelike.read, "__self__", None)
                    if isinstance(reader, io.TextIOWrapper):
                        reader = reader.buffer
                    if isinstance(reader, (io.BufferedReader, io.BufferedRandom)):
                        reader = reader.raw
                    if isinstance(reader, io.IOBase) and not isinstance(reader, io.FileIO):
                        return None
                    descriptor = self.filelike.fileno()
                    info = os.fstat(descriptor)
                    # The kernel's own files (/proc) say that they are empty; only reading tells.
                    if not stat.S_ISREG(info.st_mode) or info.st_size == 0:
                        return None
                    return descriptor, self.filelike.tell()
                except (AttributeError, OSError, ValueError, TypeError):
                    return None


        input = EmptyInput()
        errors = ErrorStream()
        """#
}
