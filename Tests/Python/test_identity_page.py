"""The programs of docs/django-and-flask.md, started and asked, with real Django and Flask on the other side."""

import re
import subprocess

import flask
import pytest

from harness.django_site import KEY
from harness.server import ROOT
from harness.wire import Client as Wire

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

PROGRAM = ROOT / ".build" / "debug" / "identity-page"


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    return tmp_path_factory.mktemp("identity") / "database"


@pytest.fixture(scope="module")
def ask(database):
    """Asks the program; the response, and the cookies that it sets."""
    assert PROGRAM.exists(), "%s is missing: swift build --product identity-page" % PROGRAM
    with subprocess.Popen([str(PROGRAM), str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        port = int(program.stdout.readline())

        def ask(target, *fields, method="GET", body=b""):
            if body:
                fields += ("Content-Type: application/x-www-form-urlencoded",)
            with Wire(("127.0.0.1", port)) as client:
                # The form's page looks at the Host.
                response = client.request(target, method, *fields, body=body, host="www.example.com").response()
            cookies = dict(re.match("([^=]+)=([^;]*)", value).groups() for value in response.all("set-cookie"))
            return response, cookies

        yield ask
        program.stdin.close()
        assert program.wait(60) == 0


def test_session_in_the_database(ask, database):
    user = get_user_model().objects.create_user("page", password="first")
    client = Client()
    assert client.post("/login", {"username": "page", "password": "first"}).status_code == 200
    cookie = client.cookies["sessionid"].value
    row = Session.objects.get(session_key=cookie)

    def write(password):
        database.write_text("session %s %s %d\npassword %d %s\n" % (cookie, row.session_data, row.expire_date.timestamp(), user.pk, password))

    write(user.password)
    assert ask("/account", "Cookie: sessionid=" + cookie)[0].body == b"user %d" % user.pk
    for others in ("", "x" * 32, cookie[:-1]):
        assert ask("/account", "Cookie: sessionid=" + others)[0].status == 403
    user.set_password("second")
    write(user.password)
    assert ask("/account", "Cookie: sessionid=" + cookie)[0].status == 403, "a new password ends the login"


def test_session_in_the_cookie(ask):
    def by_django(text):
        return signed_cookies.SessionStore(text).load()
    assert ask("/theme")[0].body == b"light"
    store = signed_cookies.SessionStore()
    store["theme"] = "dark"
    store.save()
    assert ask("/theme", "Cookie: sessionid=" + store.session_key)[0].body == b"dark"
    assert ask("/theme", "Cookie: sessionid=%sx" % store.session_key)[0].body == b"light"
    response, cookies = ask("/theme", "Cookie: sessionid=" + store.session_key, method="POST", body=b"theme=blue%20%C3%BC")
    assert response.status == 303 and by_django(cookies["sessionid"]) == {"theme": "blue \xfc"}


def test_form(ask):
    response, cookies = ask("/checked/form")
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', response.body)[1]
    cookie = "Cookie: csrftoken=" + cookies["csrftoken"]
    body = b"csrfmiddlewaretoken=" + token
    assert ask("/checked/form", cookie, method="POST", body=body)[0].body == b"accepted"
    for fields, sent in [((), body), ((cookie,), b"x=1"), ((cookie,), body[:-1] + (b"A" if body[-1:] != b"A" else b"B")),
                         ((cookie, "Origin: http://elsewhere.example"), body)]:
        assert ask("/checked/form", *fields, method="POST", body=sent)[0].status == 403
    # A page of Swift's, sent to Django; and the reverse.
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = cookies["csrftoken"]
    assert client.post("/form", {"csrfmiddlewaretoken": token.decode()}).content == b"accepted"
    theirs = Client()
    token = theirs.get("/form").content
    cookie = "Cookie: csrftoken=" + theirs.cookies["csrftoken"].value
    assert ask("/checked/form", cookie, method="POST", body=b"csrfmiddlewaretoken=" + token)[0].body == b"accepted"


def test_signed_value(ask):
    token = signing.dumps({"user": 7}, salt="unsubscribe")
    assert ask("/unsubscribe?token=" + token)[0].body == b"user 7"
    for other in (token[:-1], signing.dumps({"user": 7}, salt="another"), signing.dumps({"user": 7}, key="k" + KEY, salt="unsubscribe"), "x"):
        assert ask("/unsubscribe?token=" + other)[0].status == 403
    assert ask("/unsubscribe")[0].status == 400


def test_flask(ask):
    app = flask.Flask(__name__)
    app.secret_key = "the secret key"
    serializer = app.session_interface.get_signing_serializer(app)
    assert ask("/cart")[0].body == b"items: 0"
    response, cookies = ask("/cart", "Cookie: session=" + serializer.dumps({"cart": ["a"], "user": 1}), method="POST", body=b"item=b")
    assert response.status == 303 and serializer.loads(cookies["session"]) == {"cart": ["a", "b"], "user": 1}
    assert ask("/cart", "Cookie: session=" + cookies["session"])[0].body == b"items: 2"
    assert ask("/cart", "Cookie: session=%sx" % cookies["session"])[0].body == b"items: 0"
