"""Swift applications (Tests/hosted-probe) among Python's: under its middleware, and inside its sites."""

import json

import hosted_probe


def swift_under(prefix, other):
    """The Swift application below `prefix`, `other` elsewhere: PEP 3333's way of mounting, without a library."""
    def application(environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path == prefix or path.startswith(prefix + "/"):
            environ = dict(environ, SCRIPT_NAME=environ.get("SCRIPT_NAME", "") + prefix, PATH_INFO=path[len(prefix):])
            return hosted_probe.unmounted(environ, start_response)
        return other(environ, start_response)
    return application


def plain(environ, start_response):
    body = json.dumps({key: environ[key] for key in ("SCRIPT_NAME", "PATH_INFO")}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


application = swift_under("/swift", plain)

try:
    from werkzeug.middleware.dispatcher import DispatcherMiddleware
    from werkzeug.middleware.proxy_fix import ProxyFix
except ImportError:
    pass
else:
    dispatched = DispatcherMiddleware(plain, {"/swift": hosted_probe.unmounted, "/deep/er": hosted_probe.application})
    proxied = ProxyFix(hosted_probe.application, x_for=1, x_proto=1, x_host=1, x_prefix=1)

try:
    import flask
except ImportError:
    pass
else:
    in_flask = flask.Flask(__name__)

    @in_flask.route("/own")
    def own():
        return "Flask's own"

    in_flask.wsgi_app = DispatcherMiddleware(in_flask.wsgi_app, {"/swift": hosted_probe.unmounted})


def django_application():
    """A Django site with a view that hands what is below /swift/ to the Swift application."""
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.test.utils import override_settings
    from django.http import HttpResponse, StreamingHttpResponse
    from django.urls import re_path
    from django.views.decorators.csrf import csrf_exempt

    def own(request):
        return HttpResponse("Django's own")

    @csrf_exempt
    def swift(request, path):
        # Django has read nothing of the body yet, unless a middleware asked for it.
        environ = dict(request.environ)
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/swift"
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        head = []
        body = hosted_probe.unmounted(environ, lambda status, headers, exc_info=None: head.extend([status, headers]))
        status, _, reason = head[0].partition(" ")
        response = StreamingHttpResponse(body, status=int(status), reason=reason)
        del response["Content-Type"]
        for name, value in head[1]:
            response[name] = value
        return response

    urls = type("urls", (), {"urlpatterns": [re_path(r"^own$", own), re_path(r"^swift(?P<path>/.*)$", swift)]})
    if not settings.configured:
        settings.configure(SECRET_KEY="tests", DEBUG=False)
        django.setup()

    def ours():
        # Another test of this process may have had the one configuration that Django allows.
        return override_settings(ROOT_URLCONF=urls, ALLOWED_HOSTS=["*"], MIDDLEWARE=[])

    with ours():
        site = get_wsgi_application()

    def application(environ, start_response):
        with ours():
            return site(environ, start_response)

    return application
