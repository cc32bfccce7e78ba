"""The site's pages: a front page, a guest book, an upload form, a stream, and what the server says of itself."""

import hashlib
import platform
import sys
import threading
import time
from collections.abc import Iterator

import django
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from .forms import NoteForm, UploadForm
from .models import Note, Upload

SHOWN = ["SERVER_SOFTWARE", "SERVER_PROTOCOL", "SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "SCRIPT_NAME", "PATH_INFO", "RAW_URI",
         "wsgi.url_scheme", "wsgi.multithread", "wsgi.multiprocess", "wsgi.input_terminated", "HTTP_USER_AGENT"]


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    return render(request, "site_app/front.html", {"notes": Note.objects.count(), "uploads": Upload.objects.count()})


def notes(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST or None, initial={"name": request.user.get_username()})
    if request.method == "POST" and form.is_valid():
        note = form.save(commit=False)
        note.author = request.user if request.user.is_authenticated else None
        note.save()
        messages.success(request, "Thank you, %s. Your note is in the book." % note.name)
        return redirect("notes")
    return render(request, "site_app/notes.html", {"form": form, "notes": Note.objects.select_related("author")[:50]})


def files(request: HttpRequest) -> HttpResponse:
    """The upload form: stores the file, and lists what is there."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
        upload = Upload.objects.create(file=file, name=file.name, size=file.size, sha256=digest.hexdigest())
        messages.success(request, "Stored %s, %d bytes." % (upload.name, upload.size))
        return redirect("files")
    return render(request, "site_app/files.html", {"form": form, "uploads": Upload.objects.all()[:50]})


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A stored file, never as a page of ours. Django hands it to wsgi.file_wrapper, and the server to sendfile."""
    upload = get_object_or_404(Upload, pk=pk)
    return FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.name)


@require_safe
def stream_page(request: HttpRequest) -> HttpResponse:
    return render(request, "site_app/stream.html")


@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """Lines as they are made. The thread that makes them is busy for so long; the others serve everybody else."""
    count = min(max(int(request.GET.get("n", "20") if request.GET.get("n", "20").isdigit() else 20), 1), 1000)
    pause = 0.0 if request.GET.get("fast") else 0.25

    def lines() -> Iterator[str]:
        for n in range(1, count + 1):
            yield "%s  line %d of %d from %s\n" % (time.strftime("%H:%M:%S"), n, count, threading.current_thread().name)
            time.sleep(pause)
    response = StreamingHttpResponse(lines(), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def server(request: HttpRequest) -> HttpResponse:
    """What the application is told by the server: the WSGI environ of this very request."""
    facts = [("Python", platform.python_version()), ("Django", django.get_version()), ("Executable", sys.executable),
             ("This thread", "%s (one of %d)" % (threading.current_thread().name, threading.active_count()))]
    environ = [(key, repr(request.META[key])) for key in SHOWN if key in request.META]
    return render(request, "site_app/server.html", {"facts": facts, "environ": environ})
