"""Runs Python in a process of its own, for a limited time, and takes what it has to say as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import Any, Optional


def run(module: str, question: "dict[str, Any]", limit: float) -> "tuple[list[dict[str, Any]], Optional[int], str]":
    """What it said, an object a line; its exit code (None: it took longer than ``limit`` and was killed); the end of what it
    wrote to standard output and error, which are the application's."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(writing)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, pass_fds=(writing,))
    os.close(writing)
    said: "list[bytes]" = []

    def listen() -> None:
        with open(reading, "rb") as pipe:
            while True:
                data = pipe.read1(65_536)
                if not data:
                    return
                said.append(data)
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    code: Optional[int] = None
    try:
        output, _ = process.communicate(json.dumps(question).encode(), timeout=limit)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
    listener.join(5)
    lines = b"".join(said).splitlines()
    return [json.loads(line) for line in lines if line.endswith(b"}")], code, output[-4000:].decode(errors="replace").strip()


def answer(descriptor: int, value: "dict[str, Any]") -> None:
    os.write(descriptor, json.dumps(value).encode() + b"\n")
