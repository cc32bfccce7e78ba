"""The programs of DocC's tutorial, as they stand there, built, started and asked; those of the mixed site with real Django
and Flask behind them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Iterator

import pytest

from harness.browser import Browser
from harness.server import ROOT, Server, free_port

TUTORIAL = ROOT / "Sources" / "Crosswind" / "Crosswind.docc" / "Resources"
BUILT = ROOT / ".build" / "debug"

SETTINGS = """
SECRET_KEY = "Django's SECRET_KEY"
ALLOWED_HOSTS = ["127.0.0.1"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
INSTALLED_APPS = ["django.contrib.%s" % name for name in ("admin", "auth", "contenttypes", "sessions", "messages")]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware", "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "mysite.urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                                       "django.contrib.messages.context_processors.messages"]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3", "OPTIONS": {"timeout": 60}}}
STATIC_URL = "static/"
USE_TZ = True
"""
URLS = """
from django.contrib import admin
from django.http import HttpResponse
from django.urls import path, re_path
urlpatterns = [path("admin/", admin.site.urls),
               re_path(".*", lambda request: HttpResponse("Django's " + request.path + " " + request.META["SCRIPT_NAME"]))]
"""
WSGI = """
import os
from django.core.wsgi import get_wsgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "mysite.settings"
application = get_wsgi_application()
"""
SHOP = """
from flask import Flask, request, url_for
app = Flask(__name__)
@app.route("/cart")
def cart():
    return "%s %s %s" % (request.script_root, request.path, url_for("cart"))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> "Callable[[str], tuple[Path, int]]":
    """Builds a program of the tutorial, with the modules that `swift build` has made and the objects that it links into the
    program `mixed`; the program, and the port that it listens on in the place of 8888."""
    if not shutil.which("swiftc"):
        pytest.skip("no Swift here")
    listed = BUILT / "mixed.product" / "Objects.LinkFileList"
    assert listed.exists(), "%s is missing: swift build --product mixed" % listed
    flags = subprocess.run([ROOT / "scripts" / "module-flags"], capture_output=True, text=True)
    assert flags.returncode == 0, flags.stderr
    folder = tmp_path_factory.mktemp("tutorial")
    objects = folder / "objects"
    objects.write_text("".join(line for line in listed.read_text().splitlines(True) if "/mixed.build/" not in line))

    def build(name: str) -> "tuple[Path, int]":
        text, port = (TUTORIAL / name).read_text(), free_port()
        assert text.count("listen(8888)") == 1
        source, program = folder / name / "main.swift", folder / name / "program"
        source.parent.mkdir()
        source.write_text(text.replace("listen(8888)", "listen(%d)" % port))
        done = subprocess.run(
            ["swiftc", "-swift-version", "6", "-enable-upcoming-feature", "MemberImportVisibility", "-module-name", "tutorial",
             *flags.stdout.splitlines(), str(source), "@%s" % objects, "-lstdc++", "-o", str(program)], capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return program, port
    return build


@pytest.fixture
def run(built: Any, site: Path) -> "Iterator[Callable[[str], Server]]":
    """Starts a program where manage.py lies, in the environment that runs these tests."""
    running: "list[Server]" = []

    def start(name: str) -> Server:
        program, port = built(name)
        running.append(Server(bare=True, command=[str(program)], bind="127.0.0.1:%d" % port, cwd=site,
                              env={"VIRTUAL_ENV": sys.prefix, "DJANGO_SETTINGS_MODULE": None}))
        return running[0]
    yield start
    # The programs end as IOLoop does without handlers of signals: by the signal.
    for server in running:
        server.kill()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Django site with an admin, a Flask app beside it, and a folder of files."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in {"mysite/__init__.py": "", "mysite/settings.py": SETTINGS, "mysite/urls.py": URLS, "mysite/wsgi.py": WSGI,
                       "shop.py": SHOP, "static/site.css": "body {}"}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def admin(site: Path) -> "tuple[str, str]":
    """Name and password of somebody who may log in."""
    pytest.importorskip("django")
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="mysite.settings", DJANGO_SUPERUSER_PASSWORD="a long password",
               DJANGO_SUPERUSER_USERNAME="ada", DJANGO_SUPERUSER_EMAIL="ada@example.com", PYTHONPATH=str(site))
    for command in (["migrate", "-v0"], ["createsuperuser", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "-m", "django", *command], cwd=site, env=env, check=True, timeout=300)
    return "ada", "a long password"


def test_routes(run: Any) -> None:
    server = run("routes.swift")
    assert server.get("/").body == b"Hello, world"
    assert json.loads(server.get("/item/7").body) == {"id": 7, "next": "/item/8"}
    assert [server.get(path).status for path in ("/item/1000", "/item/x", "/item/99999999999999999999")] == [404] * 3


def test_form(run: Any) -> None:
    server = run("form.swift")
    browser = Browser(server.url)
    page = browser.open("/")[2]
    assert "Hello, stranger" in page
    token = re.search(r'name="_xsrf" value="([^"]+)"', page)[1]
    status, url, page = browser.open("/", urllib.parse.urlencode({"_xsrf": token, "name": "<Ada>"}).encode())
    assert status == 200 and "Hello, &lt;Ada&gt;" in page
    assert browser.open("/", b"name=Eve")[0] == 403
    assert b"stranger" in server.get("/", 'Cookie: name="2|1:0|10:1700000000|4:name|4:RXZl|%s"' % ("0" * 64)).body


def test_executor(run: Any) -> None:
    assert json.loads(run("executor.swift").get("/names").body) == ["Ada", "Grace"]


def test_fallback(run: Any, admin: Any) -> None:
    server = run("fallback.swift")
    assert json.loads(server.get("/api/health").body) == {"healthy": True}
    assert server.get("/any/thing").body == b"Django's /any/thing "
    assert "/admin/login/" in server.get("/admin/").get("Location")


def test_mount(run: Any, admin: Any) -> None:
    pytest.importorskip("flask")
    server = run("mount.swift")
    assert json.loads(server.get("/api/health").body) == {"healthy": True}
    assert server.get("/static/site.css").body == b"body {}" and server.get("/static/nothing").status == 404
    assert server.get("/shop/cart").body == b"/shop /cart /shop/cart"
    assert server.get("/shop/nothing").status == 404 and server.get("/shopping").body == b"Django's /shopping "


def test_login(run: Any, admin: Any) -> None:
    server = run("login.swift")
    user, password = admin
    browser = Browser(server.url)
    assert server.get("/api/me").get("Location") == "/admin/login/?next=%2Fapi%2Fme"
    # The login page is Django's, and leads back to Swift, which knows who that is.
    status, url, text = browser.submit("/admin/login/?next=/api/me", username=user, password=password, next="/api/me")
    assert status == 200 and url.endswith("/api/me") and json.loads(text) == {"user": "1"}
    cookie = next(each.value for each in browser.cookies if each.name == "sessionid")
    assert server.get("/api/me", "Cookie: sessionid=" + cookie[:-1] + ("A" if cookie[-1] != "A" else "B")).status == 302
    assert "Site administration" in browser.open("/admin/")[2]
