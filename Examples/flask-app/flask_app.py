"""The Flask half of the example: a page, a JSON API over a list kept in memory, an upload, a stream.

`crosswind flask_app` in this folder serves it alone; ../mounted.py mounts it under /flask.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections.abc import Iterator

from flask import Flask, Response, abort, jsonify, render_template, request, stream_with_context, url_for

app = Flask(__name__)
# One process, many threads: what they share is guarded.
lock = threading.Lock()
numbers = itertools.count(1)
tasks: "dict[int, dict]" = {}


@app.get("/")
def index() -> str:
    with lock:
        shown = list(tasks.values())
    return render_template("index.html", tasks=shown)


@app.get("/api/tasks")
def list_tasks() -> Response:
    with lock:
        return jsonify(list(tasks.values()))


@app.post("/api/tasks")
def add_task() -> "tuple[Response, int, dict[str, str]]":
    body = request.get_json()
    title = body.get("title") if isinstance(body, dict) else None
    if not isinstance(title, str) or not title.strip():
        abort(400, "a task needs a title")
    with lock:
        task = {"id": next(numbers), "title": title.strip()[:200], "done": False}
        tasks[task["id"]] = task
    return jsonify(task), 201, {"Location": url_for("get_task", number=task["id"])}


@app.get("/api/tasks/<int:number>")
def get_task(number: int) -> dict:
    with lock:
        return tasks.get(number) or abort(404)


@app.patch("/api/tasks/<int:number>")
def change_task(number: int) -> dict:
    done = request.get_json().get("done")
    with lock:
        task = tasks.get(number) or abort(404)
        if isinstance(done, bool):
            task["done"] = done
        return task


@app.delete("/api/tasks/<int:number>")
def delete_task(number: int) -> "tuple[str, int]":
    with lock:
        if tasks.pop(number, None) is None:
            abort(404)
    return "", 204


@app.post("/api/digest")
def digest() -> dict:
    """The hash of an uploaded file, or of the raw body; nothing is kept."""
    file = request.files.get("file")
    stream, sha, size = file.stream if file else request.stream, hashlib.sha256(), 0
    while chunk := stream.read(1 << 16):
        sha.update(chunk)
        size += len(chunk)
    return {"name": file.filename if file else None, "size": size, "sha256": sha.hexdigest()}


@app.get("/stream")
def stream() -> Response:
    """Server-sent events: the time, twice a second, ten times."""
    def events() -> Iterator[str]:
        for n in range(10):
            yield "data: %d %s\n\n" % (n, time.strftime("%H:%M:%S"))
            if not request.args.get("fast"):
                time.sleep(0.5)
    return Response(stream_with_context(events()), mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


@app.errorhandler(400)
@app.errorhandler(404)
def problem(error) -> "tuple[Response, int] | Response":
    """JSON for the API, Flask's page for people."""
    if request.path.startswith("/api/"):
        return jsonify(error=error.description), error.code
    return error.get_response()


application = app
