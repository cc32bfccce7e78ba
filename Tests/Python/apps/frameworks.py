"""One small site in each framework: a page, a JSON API, a form, an upload, a stream, an error."""

import hashlib
import os
import sys
import types


def flask():
    import flask
    app = flask.Flask("flask_site")
    app.secret_key = "only for tests"

    @app.get("/")
    def index():
        return "hello from flask"

    @app.get("/json")
    def as_json():
        return {"args": flask.request.args.to_dict(flat=False), "path": flask.request.full_path, "url": flask.request.url}

    @app.post("/form")
    def form():
        return flask.request.form["name"]

    @app.post("/upload")
    def upload():
        file = flask.request.files["file"]
        return {"name": file.filename, "sha": hashlib.sha256(file.read()).hexdigest()}

    @app.get("/stream")
    def stream():
        return flask.Response((b"%d\n" % n for n in range(1000)), mimetype="text/plain")

    @app.get("/file")
    def file():
        return flask.send_file(__file__, mimetype="text/plain", conditional=True)

    @app.get("/session")
    def session():
        flask.session["n"] = flask.session.get("n", 0) + 1
        return str(flask.session["n"])

    @app.get("/error")
    def error():
        raise RuntimeError("planned: flask")

    @app.route("/caf\xe9/<name>")
    def unicode(name):
        return name
    return app


def django():
    import django as package
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse
    from django.urls import path
    settings.configure(DEBUG=False, ALLOWED_HOSTS=["*"], ROOT_URLCONF="django_urls", SECRET_KEY="only for tests", MIDDLEWARE=[],
                       LOGGING={"version": 1, "handlers": {"stderr": {"class": "logging.StreamHandler"}},
                                "loggers": {"django": {"handlers": ["stderr"]}}})

    def upload(request):
        file = request.FILES["file"]
        return JsonResponse({"name": file.name, "sha": hashlib.sha256(file.read()).hexdigest()})

    def error(request):
        raise RuntimeError("planned: django")
    urls = types.ModuleType("django_urls")
    urls.urlpatterns = [
        path("", lambda r: HttpResponse("hello from django")),
        path("json", lambda r: JsonResponse({"args": dict(r.GET.lists()), "path": r.get_full_path(), "url": r.build_absolute_uri()})),
        path("form", lambda r: HttpResponse(r.POST["name"])),
        path("upload", upload),
        path("stream", lambda r: StreamingHttpResponse((b"%d\n" % n for n in range(1000)), content_type="text/plain")),
        path("file", lambda r: FileResponse(open(__file__, "rb"), content_type="text/plain")),
        path("error", error),
        path("caf\xe9/<str:name>", lambda r, name: HttpResponse(name)),
    ]
    sys.modules["django_urls"] = urls
    package.setup()
    return WSGIHandler()


def falcon():
    import falcon as package

    class Index:
        def on_get(self, request, response):
            response.content_type, response.text = "text/plain", "hello from falcon"

    class Json:
        def on_get(self, request, response):
            response.media = {"args": {k: request.get_param_as_list(k) for k in request.params}, "path": request.relative_uri,
                              "url": request.uri}

    class Form:
        def on_post(self, request, response):
            response.content_type, response.text = "text/plain", request.get_media()["name"]

    class Upload:
        def on_post(self, request, response):
            for part in request.get_media():
                response.media = {"name": part.filename, "sha": hashlib.sha256(part.stream.read()).hexdigest()}

    class Stream:
        def on_get(self, request, response):
            response.content_type, response.stream = "text/plain", (b"%d\n" % n for n in range(1000))

    class Error:
        def on_get(self, request, response):
            raise RuntimeError("planned: falcon")

    class File:
        def on_get(self, request, response):
            response.content_type = "text/plain"
            response.stream = open(__file__, "rb")

    class Unicode:
        def on_get(self, request, response, name):
            response.content_type, response.text = "text/plain; charset=utf-8", name
    app = package.App()
    for route, resource in [("/", Index()), ("/json", Json()), ("/form", Form()), ("/upload", Upload()), ("/stream", Stream()),
                            ("/error", Error()), ("/file", File()), ("/caf\xe9/{name}", Unicode())]:
        app.add_route(route, resource)
    return app


def bottle():
    import bottle as package
    app = package.Bottle()

    @app.get("/")
    def index():
        return "hello from bottle"

    @app.get("/json")
    def as_json():
        query = package.request.query.decode()
        return {"args": {k: query.getall(k) for k in query}, "path": package.request.environ["RAW_URI"],
                "url": package.request.url}

    @app.post("/form")
    def form():
        return package.request.forms.getunicode("name")

    @app.post("/upload")
    def upload():
        file = package.request.files.get("file")
        return {"name": file.raw_filename, "sha": hashlib.sha256(file.file.read()).hexdigest()}

    @app.get("/stream")
    def stream():
        for n in range(1000):
            yield b"%d\n" % n

    @app.get("/error")
    def error():
        raise RuntimeError("planned: bottle")

    @app.get("/file")
    def file():
        return package.static_file(os.path.basename(__file__), os.path.dirname(os.path.abspath(__file__)), mimetype="text/plain")

    @app.get("/caf\xe9/<name>")
    def unicode(name):
        return name
    return app


def webpy():
    import json

    import web as package

    class Index:
        def GET(self):
            return "hello from webpy"

    class Json:
        def GET(self):
            package.header("Content-Type", "application/json")
            args = {key: [value] if isinstance(value, str) else value for key, value in package.input(a=[]).items()}
            return json.dumps({"args": args, "path": package.ctx.fullpath, "url": package.ctx.home + package.ctx.fullpath})

    class Form:
        def POST(self):
            return package.input().name

    class Upload:
        def POST(self):
            file = package.input(file={})["file"]
            package.header("Content-Type", "application/json")
            return json.dumps({"name": file.filename, "sha": hashlib.sha256(file.file.read()).hexdigest()})

    class Stream:
        def GET(self):
            for n in range(1000):
                yield b"%d\n" % n

    class File:
        def GET(self):
            with open(__file__, "rb") as f:
                return f.read()

    class Error:
        def GET(self):
            raise RuntimeError("planned: webpy")

    class Unicode:
        def GET(self, name):
            return name
    package.config.debug = False
    return package.application(
        ("/", Index, "/json", Json, "/form", Form, "/upload", Upload, "/stream", Stream, "/file", File, "/error", Error,
         "/caf\xe9/(.*)", Unicode)).wsgifunc()
