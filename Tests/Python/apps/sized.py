"""Finished answers of any length, whole or in pieces, whose bytes tell a part that is missing or twice."""

import io
import os
import subprocess
import sys
import tempfile

PATTERN = bytes(range(251)) * 41


def content(count):
    return (PATTERN * (count // len(PATTERN) + 1))[:count]


class Writing(io.FileIO):
    """A file whose close() writes to the client."""

    def __init__(self, data, write):
        self.write_late = write
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            super().__init__(file.name)

    def close(self):
        if not self.closed:
            super().close()
            self.write_late(b" behind")


def application(environ, start_response):
    kind, count = environ["PATH_INFO"].strip("/"), int(environ["QUERY_STRING"] or 0)
    if kind == "inherited":
        code = ("import os\nfor n in os.listdir('/proc/self/fd'):\n"
                "    try: print(os.readlink('/proc/self/fd/' + n))\n    except OSError: pass")
        child = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, close_fds=False, check=True)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"\n".join(line for line in child.stdout.split(b"\n") if line.startswith(b"socket:"))]
    data = content(count)
    write = start_response("200 OK", [("Content-Type", "application/octet-stream")])
    if kind == "writing":
        write(b"before ")
        return environ["wsgi.file_wrapper"](Writing(data, write))
    if kind == "stream":
        return (data[at:at + 50_000] for at in range(0, count, 50_000))
    if kind == "file":
        file = tempfile.TemporaryFile()
        file.write(data)
        file.seek(0)
        return environ["wsgi.file_wrapper"](file)
    if kind == "pieces":
        return [data[at:at + 5000] for at in range(0, count, 5000)]
    if kind == "halves":
        return data[:count // 2], data[count // 2:]
    return [data]


if os.environ.get("SIZED_FILES"):  # how long a file may become
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(os.environ["SIZED_FILES"]), resource.RLIM_INFINITY))
