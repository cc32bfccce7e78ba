"""A Django site in the tests' own process, with its database in memory: what real Django signs and believes."""

from __future__ import annotations

import zlib

import django
from django.conf import settings

KEY = "django's secret key, of some length, for tests"
OLD_KEY = "the key that was django's before"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"

settings.configure(
    SECRET_KEY=KEY, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware"],
)
django.setup()

# These need the settings.
from django.contrib import auth  # noqa: E402
from django.core import signing  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.urls import path  # noqa: E402

call_command("migrate", verbosity=0)


def whoami(request: HttpRequest) -> HttpResponse:
    """Who Django believes to be logged in, and all that it read from the session."""
    return JsonResponse({"user": request.user.get_username(), "session": dict(request.session.items())})


def log_in(request: HttpRequest) -> HttpResponse:
    user = auth.authenticate(request, username=request.POST["username"], password=request.POST["password"])
    if user is None:
        return HttpResponse("no", status=401)
    auth.login(request, user)
    request.session["cart"] = [1, 2, {"name": "Zo\xeb \u2603 \U0001f600"}]
    return HttpResponse("in")


def form(request: HttpRequest) -> HttpResponse:
    """GET gives a token, POST is refused without one."""
    return HttpResponse(get_token(request) if request.method == "GET" else "accepted")


urlpatterns = [path("whoami", whoami), path("login", log_in), path("form", form)]


def forged(payload: bytes, salt: str, compress: bool = True) -> str:
    """A payload that Django would sign if its serializer wrote it."""
    data = signing.b64_encode(zlib.compress(payload, 9) if compress else payload).decode()
    return signing.TimestampSigner(key=KEY, salt=salt).sign(("." if compress else "") + data)
