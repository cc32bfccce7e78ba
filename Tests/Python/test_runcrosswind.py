"""`manage.py runcrosswind`, and `runserver` by Crosswind: a real Django project, its reloads, checks and static files."""

import os
import subprocess
import sys

import pytest

from harness.server import Server, clean_environment, free_port
from harness.wire import until

pytest.importorskip("django")

MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
    execute_from_command_line(sys.argv)
"""
SETTINGS = """
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "for tests"
DEBUG = %(debug)r
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "mysite.urls"
STATIC_URL = "static/"
INSTALLED_APPS = %(apps)r
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "pages"], "APP_DIRS": True}]
"""
URLS = """
from django.shortcuts import render
from django.urls import path
def index(request):
    return render(request, "index.txt", {"threads": request.META["wsgi.multithread"], "server": request.META["SERVER_SOFTWARE"]})
urlpatterns = [path("", index)]
"""
APPS = ["crosswind.django", "django.contrib.staticfiles", "django.contrib.contenttypes", "django.contrib.auth", "shop"]


@pytest.fixture
def project(tmp_path):
    def make(debug=True, apps=APPS):
        files = {
            "manage.py": MANAGE, "mysite/__init__.py": "", "mysite/settings.py": SETTINGS % {"debug": debug, "apps": apps},
            "mysite/urls.py": URLS, "pages/index.txt": "first {{ threads }} {{ server }}", "shop/__init__.py": "",
            "shop/static/shop.css": "body { color: red }", "shop/models.py": ""}
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path
    return make


def begin(folder, *words, command="runcrosswind", port=None, env=None):
    port = port or free_port()
    argv = [sys.executable, "manage.py", command, *(word.format(port=port) for word in words)]
    server = Server(command=argv, bare=True, bind="127.0.0.1:%d" % port, cwd=folder, env=env)
    server.expect_trouble = True
    return server


def says(server, words, target="/"):
    def look():
        response = server.get(target)
        return response if words in response.text else None
    return until(look, "an answer with %r; log:\n%s\n%s" % (words, server.log, server.printed), 60)


def test_serves_and_says_what_runserver_says(project):
    with begin(project(), "{port}") as server:
        assert says(server, "first").text.startswith("first True crosswind/")
        assert server.get("/static/shop.css").text == "body { color: red }"
        until(lambda: "Django version" in server.printed, "the banner", 10)
        assert "Performing system checks..." in server.printed and "no issues" in server.printed
        assert "unapplied migration(s)" in server.printed
        assert "using settings 'mysite.settings'" in server.printed


def test_code_templates_and_errors_reload(project):
    folder = project()
    with begin(folder, "127.0.0.1:{port}") as server:
        says(server, "first")
        (folder / "pages" / "index.txt").write_text("second")
        says(server, "second")
        (folder / "shop" / "models.py").write_text("from django.db import models\nclass Ware(models.Model:\n")
        page = says(server, "SyntaxError")
        assert page.status == 500
        (folder / "shop" / "models.py").write_text("")
        says(server, "second")
        # What the system checks find is shown as well.
        (folder / "shop" / "models.py").write_text(
            "from django.db import models\nclass Ware(models.Model):\n    owner = models.ForeignKey('nowhere.Thing', models.CASCADE)\n")
        page = says(server, "fields.E300")
        assert page.status == 500
        (folder / "shop" / "models.py").write_text("")
        says(server, "second")


def test_options_are_those_of_crosswind(project):
    with begin(project(), "--bind=127.0.0.1:{port}", "--threads", "1", "-w", "1", "--access-log", "--noreload", "--skip-checks",
               "--nostatic", "--header-timeout=5s") as server:
        assert says(server, "first").text.startswith("first False")
        assert server.get("/static/shop.css").status == 404
        until(lambda: '"GET / HTTP/1.1" 200' in server.printed, "the access log", 10)
        assert "reloads on changes" not in server.log
        assert "Performing system checks" not in server.printed


def test_nothreading(project):
    with begin(project(), "{port}", "--nothreading", "--noreload") as server:
        assert says(server, "first").text.startswith("first False")


def test_without_debug_no_static_files_unless_insecure(project):
    folder = project(debug=False)
    with begin(folder, "{port}", "--noreload") as server:
        says(server, "first")
        assert server.get("/static/shop.css").status == 404
    with begin(folder, "{port}", "--noreload", "--insecure") as server:
        assert says(server, "color", "/static/shop.css").status == 200


def test_runserver_is_taken_over(project):
    apps = ["crosswind.django.runserver", *APPS]
    with begin(project(apps=apps), "{port}", command="runserver") as server:
        assert says(server, "first").text.startswith("first True crosswind/")


def test_runserver_stays_django_s_without_that_app(project):
    done = manage(project(), "runserver", "--help")
    assert "crosswind" not in done.stdout


def test_another_directory_and_settings(project, tmp_path_factory):
    folder = project()
    (folder / "mysite" / "other.py").write_text("from mysite.settings import *\nSTATIC_URL = '/files/'\n")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    port = free_port()
    argv = [sys.executable, str(folder / "manage.py"), "runcrosswind", str(port), "--settings", "mysite.other"]
    with Server(command=argv, bare=True, bind="127.0.0.1:%d" % port, cwd=elsewhere) as server:
        says(server, "color", "/files/shop.css")
        # The project is not below the working directory, and is watched all the same.
        (folder / "mysite" / "urls.py").write_text(URLS.replace('"index.txt"', '"other.txt"'))
        (folder / "pages" / "other.txt").write_text("moved")
        says(server, "moved")
        server.expect_trouble = True


def manage(folder, *words):
    return subprocess.run([sys.executable, "manage.py", *words], cwd=folder, env=clean_environment(), capture_output=True,
                          text=True, timeout=120, stdin=subprocess.DEVNULL)


def test_help_has_both_kinds_of_options(project):
    done = manage(project(), "runcrosswind", "--help")
    assert done.returncode == 0, done.stderr
    for word in ("addrport", "--noreload", "--insecure", "--threads", "--graceful-timeout", "--access-log-format", "--settings"):
        assert word in done.stdout


@pytest.mark.parametrize("words, message", [
    (["x:y"], '"x:y" is not a valid port number or address:port pair.'),
    (["8000", "--bind", ":80"], "8000 and --bind or its like both say where to listen; leave one out."),
])
def test_errors_are_one_line(project, words, message):
    done = manage(project(), "runcrosswind", *words)
    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: " + message


def test_what_is_repeated_is_passed_on_whole():
    script = ("import argparse\nfrom crosswind.django import options\nparser = argparse.ArgumentParser()\noptions.add(parser)\n"
              "given = ['--env', 'A=1,2', '-e', 'B=', '--static', '/a=x', '--static', '/b=y', '--access-log', '--no-server-header']\n"
              "print(options.words(vars(parser.parse_args(given))))")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=clean_environment())
    assert done.returncode == 0, done.stderr
    assert sorted(eval(done.stdout)) == ["--access-log", "--env=A=1,2", "--env=B=", "--no-server-header", "--static=/a=x",
                                         "--static=/b=y"]


@pytest.mark.parametrize("words, expected", [
    ([None, False], "127.0.0.1:8000"), (["9000", False], "127.0.0.1:9000"), (["0:9000", False], "0.0.0.0:9000"),
    ([None, True], "[::1]:8000"), (["[::1]:9000", False], "[::1]:9000"), (["localhost:9000", False], "localhost:9000"),
    (["7000", True], "[::1]:7000")])
def test_addresses_are_runserver_s(words, expected):
    script = ("from crosswind.django.management.commands.runcrosswind import Command\n"
              "print(Command().address(*%r))" % (words,))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "PYTHONPATH": ""})
    assert done.stdout.strip() == expected, done.stderr
