"""`crosswind` without an application: found as Flask and Django find theirs, with the real ones."""

import pytest

from crosswind._doctor import discovery
from harness.server import Server, run

pytest.importorskip("flask")

FLASK = """
from flask import Flask
%s = Flask(__name__)
@%s.route("/")
def index():
    return "%s"
"""
FACTORY = """
from flask import Flask
def create_app(word="factory"):
    made = Flask(__name__)
    @made.route("/")
    def index():
        return word
    return made
"""
MANAGE = """
import os, sys
from django.core.management import execute_from_command_line
if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    execute_from_command_line(sys.argv)
"""
SETTINGS = """
SECRET_KEY = "for tests"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "shop.urls"
%s
"""
URLS = """
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("django"))]
"""


def project(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def served(folder, env=None, *options):
    """What is answered, and the line of the log that says why."""
    bind = "127.0.0.1:%d" % __import__("harness.server").server.free_port()
    from harness.server import COMMAND
    with Server(command=[COMMAND, "--bind", bind, *options], bind=bind, bare=True, cwd=folder, env=env) as server:
        text = server.get("/").text
        why = server.logged("no application is named: serves ([^\n]*)")[1]
    assert why == found_by_doctor(env or {}, folder / options[1] if options else folder)
    return text, why


def found_by_doctor(env, folder):
    """`crosswind doctor` goes by rules of its own, which must be the same."""
    found = discovery.look(env, str(folder))
    place = "the site of %s" % found.reference if found.kind == "django" else found.reference.partition("(")[0]
    return "%s%s, by %s" % (place, "(…)" if "(" in found.reference else "", found.why)


def test_flask_by_file(tmp_path):
    assert served(project(tmp_path, {"app.py": FLASK % ("app", "app", "by name")})) == ("by name", "app, by app.py")


def test_wsgi_goes_before_app(tmp_path):
    files = {"app.py": FLASK % ("app", "app", "app"), "wsgi.py": "from app import app as application\n"}
    assert served(project(tmp_path, files)) == ("app", "wsgi, by wsgi.py")


def test_the_only_instance(tmp_path):
    assert served(project(tmp_path, {"app.py": FLASK % ("site", "site", "odd name")}))[0] == "odd name"


def test_a_factory(tmp_path):
    assert served(project(tmp_path, {"app.py": FACTORY}))[0] == "factory"


def test_several_instances_are_one_line(tmp_path):
    project(tmp_path, {"app.py": FLASK % ("shop", "shop", "1") + FLASK % ("blog", "blog", "2")})
    done = run("--bind", "127.0.0.1:0", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "crosswind: there are several applications: name app:shop or app:blog"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text, answer", [
    ("src/web", "here"), ("src/web.py", "here"), ("src/web:site", "here"), ("pack.made:create_app('given')", "given"),
    ("pack.made", "factory")])
def test_flask_app(tmp_path, text, answer):
    project(tmp_path, {"src/web.py": FLASK % ("site", "site", "here"), "pack/__init__.py": "", "pack/made.py": FACTORY,
                       "app.py": FLASK % ("app", "app", "not this one")})
    found, why = served(tmp_path, {"FLASK_APP": text})
    assert found == answer and why.endswith("by FLASK_APP")


@pytest.mark.parametrize("more", ["", "WSGI_APPLICATION = 'shop.own.application'"])
def test_django_by_manage_py(tmp_path, more):
    pytest.importorskip("django")
    project(tmp_path, {
        "manage.py": MANAGE, "shop/__init__.py": "", "shop/settings.py": SETTINGS % more, "shop/urls.py": URLS,
        "shop/own.py": "def application(environ, start_response):\n    start_response('200 OK', [])\n    return [b'own']\n",
        "app.py": "raise AssertionError('manage.py goes first')"})
    assert served(tmp_path) == ("own" if more else "django", "the site of shop.settings, by manage.py")


def test_django_by_its_variable(tmp_path):
    pytest.importorskip("django")
    project(tmp_path, {"shop/__init__.py": "", "shop/settings.py": SETTINGS % "", "shop/urls.py": URLS})
    env = {"DJANGO_SETTINGS_MODULE": "shop.settings"}
    assert served(tmp_path, env) == ("django", "the site of shop.settings, by DJANGO_SETTINGS_MODULE")


def test_both_are_one_too_many(tmp_path):
    done = run("--bind", "127.0.0.1:0", cwd=tmp_path, env={"FLASK_APP": "a", "DJANGO_SETTINGS_MODULE": "b"})
    assert done.returncode == 2
    assert done.stderr.strip() == ("crosswind: FLASK_APP=a and DJANGO_SETTINGS_MODULE=b both name an application; write crosswind "
                                   "MODULE:CALLABLE, or unset one")


def test_nothing_is_one_line(tmp_path):
    done = run("--bind", "127.0.0.1:0", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("crosswind: no application is named, and there is no FLASK_APP") and done.stderr.count("\n") == 1


def test_a_module_without_one(tmp_path):
    done = run("--bind", "127.0.0.1:0", cwd=project(tmp_path, {"app.py": "x = 1\n"}))
    assert done.returncode == 4
    assert "module 'app' has no application, app, create_app or make_app; name the application as app:NAME" in done.stderr


def test_chdir_comes_first(tmp_path):
    project(tmp_path, {"deep/app.py": FLASK % ("app", "app", "deep")})
    assert served(tmp_path, None, "--chdir", "deep")[0] == "deep"
