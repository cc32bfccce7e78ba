"""Sessions, logins and CSRF tokens that Django makes and Swift believes, and the reverse."""

import time

import pytest

from harness.django_site import KEY, MODEL_BACKEND, OLD_KEY, forged
from harness.probe import damaged

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client, override_settings

ROTATED = {"key": "a new key", "fallbacks": [OLD_KEY, KEY]}
ENGINES = {"cookies": "django.contrib.sessions.backends.signed_cookies", "database": "django.contrib.sessions.backends.db"}


@pytest.fixture(params=ENGINES)
def engine(request):
    with override_settings(SESSION_ENGINE=ENGINES[request.param]):
        yield request.param


@pytest.fixture
def user():
    user = get_user_model().objects.create_user("zo\xeb", password="first")
    yield user
    user.delete()


def read(probe, engine, cookie, now=None, **keys):
    """The session of a cookie, as Swift reads it; for the database with the row that Django wrote."""
    keys = keys or {"key": KEY}
    now = int(time.time()) if now is None else now
    if engine == "cookies":
        return probe("django.cookieSession", signed=cookie, now=now, **keys)
    row = Session.objects.get(session_key=cookie)
    return probe("django.databaseSession", sessionKey=cookie, wanted=cookie, data=row.session_data,
                 expiry=int(row.expire_date.timestamp()), now=now, **keys)


def write(probe, engine, session, **keys):
    """Writes a session in Swift; the cookie for it."""
    keys = keys or {"key": KEY}
    if engine == "cookies":
        return probe("django.encodeCookieSession", session=session, **keys)
    key = probe("django.sessionKey")
    expiry = SessionStore().get_expiry_date()
    Session.objects.create(session_key=key, session_data=probe("django.encodeDatabaseSession", session=session, **keys),
                           expire_date=expiry)
    return key


def logged_in(password="first"):
    client = Client()
    assert client.post("/login", {"username": "zo\xeb", "password": password}).status_code == 200
    return client, client.cookies["sessionid"].value


def test_login_in_django_is_known_in_swift(probe, engine, user):
    client, cookie = logged_in()
    session = read(probe, engine, cookie)
    assert session == client.get("/whoami").json()["session"] and session["_auth_user_id"] == str(user.pk)
    passwords = {str(user.pk): user.password}
    known = {"session": session, "key": KEY, "backends": [MODEL_BACKEND]}
    assert probe("django.userID", passwords=passwords, **known) == str(user.pk)
    assert probe("django.userID", passwords={}, **known) is None
    assert probe("django.userID", passwords=passwords, **{**known, "backends": ["some.other.Backend"]}) is None
    assert probe("django.userID", passwords=passwords, **{**known, "key": OLD_KEY}) is None
    assert probe("django.userID", passwords=passwords, **{**known, "key": OLD_KEY, "fallbacks": [KEY]}) == str(user.pk)
    user.set_password("second")
    user.save()
    assert probe("django.userID", passwords={str(user.pk): user.password}, **known) is None
    assert client.get("/whoami").json()["user"] == ""


def test_login_in_swift_is_known_in_django(probe, engine, user):
    session = probe("django.logIn", session={"theme": "dark"}, userID=str(user.pk), password=user.password, key=KEY,
                    backend=MODEL_BACKEND)
    client = Client()
    client.cookies["sessionid"] = write(probe, engine, session)
    answer = client.get("/whoami").json()
    assert answer == {"user": "zo\xeb", "session": session} and session["theme"] == "dark"
    wrong = probe("django.logIn", session={}, userID=str(user.pk), password=user.password, key=OLD_KEY, backend=MODEL_BACKEND)
    client.cookies["sessionid"] = write(probe, engine, wrong)
    assert client.get("/whoami").json()["user"] == ""
    client.cookies["sessionid"] = write(probe, engine, wrong)
    with override_settings(SECRET_KEY_FALLBACKS=[OLD_KEY]):
        assert client.get("/whoami").json()["user"] == "zo\xeb"


def test_login_as_somebody_else_forgets(probe, user):
    how = {"password": user.password, "key": KEY, "backend": MODEL_BACKEND}
    mine = probe("django.logIn", session={"cart": [1]}, userID="1", **how)
    assert probe("django.logIn", session=mine, userID="1", **how)["cart"] == [1]
    assert "cart" not in probe("django.logIn", session=mine, userID="2", **how)


def test_session_keys_rotate(probe, engine, user):
    _, cookie = logged_in()
    assert read(probe, engine, cookie, **ROTATED)["cart"][0] == 1
    with override_settings(**{"SECRET_KEY": "a new key", "SECRET_KEY_FALLBACKS": [KEY]}):
        client = Client()
        client.cookies["sessionid"] = write(probe, engine, {"theme": "dark"})
        assert client.get("/whoami").json()["session"] == {"theme": "dark"}
        client.cookies["sessionid"] = write(probe, engine, {"theme": "dark"}, key="another")
        assert client.get("/whoami").json()["session"] == {}


def test_sessions_expire(probe, engine, user):
    _, cookie = logged_in()
    now = int(time.time())
    weeks = 14 * 86400
    assert read(probe, engine, cookie, now=now + weeks - 60)["cart"][0] == 1
    if engine == "cookies":
        assert probe.refusal("django.cookieSession", key=KEY, signed=cookie, now=now + weeks + 60) == "signature has expired"
    else:
        assert read(probe, engine, cookie, now=now + weeks + 60) is None


def test_sessions_with_an_end_of_their_own(probe, user):
    client, cookie = logged_in()
    session = client.session
    session.set_expiry(300)
    session.save()
    assert read(probe, "database", cookie)["_session_expiry"] == 300
    now = int(time.time())
    assert read(probe, "database", cookie, now=now + 290) is not None
    assert read(probe, "database", cookie, now=now + 310) is None


def test_cookie_sessions_are_not_database_rows(probe, user):
    data = SessionStore().encode({"a": 1})
    assert probe.refusal("django.cookieSession", key=KEY, signed=data) == "signature does not match"
    cookie = probe("django.encodeCookieSession", key=KEY, session={"a": 1})
    row = {"key": KEY, "sessionKey": "a" * 32, "wanted": "a" * 32}
    assert probe("django.databaseSession", data=data, **row) == {"a": 1}
    assert probe.refusal("django.databaseSession", data=cookie, **row) == "signature does not match"
    for text in damaged(data, step=3):
        probe.refusal("django.databaseSession", data=text, **row)
    listed = signing.dumps([1], salt="django.contrib.sessions.SessionStore")
    assert probe.refusal("django.databaseSession", data=listed, **row) == "payload can't be decoded"


@pytest.mark.parametrize("key", [None, "", "short", "A" * 32, "a" * 41, "a' OR 1=1 --", "a" * 31 + "\x00", "\xe9" * 16])
def test_cookies_that_are_no_session_key_reach_no_database(probe, key):
    # The row is there for whatever key is asked for.
    row = {"wanted": key, "data": SessionStore().encode({"a": 1})}
    assert probe("django.databaseSession", key=KEY, sessionKey=key, **row) is None


def test_session_bombs(probe):
    bomb = b'{"a":"' + b"x" * (64 << 20) + b'"}'
    before = probe.peak_memory()
    cookie = forged(bomb, "django.contrib.sessions.backends.signed_cookies")
    assert probe.refusal("django.cookieSession", key=KEY, signed=cookie) == "payload too large"
    data = forged(bomb, "django.contrib.sessions.SessionStore")
    row = {"sessionKey": "a" * 32, "wanted": "a" * 32, "data": data}
    assert probe.refusal("django.databaseSession", key=KEY, **row) == "payload too large"
    assert probe.peak_memory() - before < 32 << 20


# --- CSRF ------------------------------------------------------------------------------------------------------------

def test_csrf_tokens_that_django_made(probe):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/form").content.decode()
    cookie = client.cookies["csrftoken"].value
    assert len(token) == 64 and len(cookie) == 32
    for sent in [{"field": token}, {"header": token}, {"header": cookie}, {"field": cookie}, {"field": "", "header": token}]:
        assert probe("csrf.check", cookie=cookie, **sent)
    assert probe("csrf.check", cookie=token, field=cookie)  # cookies of Django before 4.1 are masked
    other = Client().get("/form").content.decode()
    assert probe.refusal("csrf.check", cookie=cookie, field=other) == "CSRF token does not match"
    assert probe.refusal("csrf.check", cookie=cookie, field=other, header=token) == "CSRF token does not match"
    assert probe.refusal("csrf.check", cookie=cookie) == "no CSRF token"
    assert probe.refusal("csrf.check", field=token) == "no CSRF cookie"
    for broken in [token[:-1], token + "a", token[:-1] + "!", token[:-1] + "\xe9", "a" * 31, "a" * 33]:
        assert probe.refusal("csrf.check", cookie=cookie, field=broken) == "malformed CSRF token"
        assert probe.refusal("csrf.check", cookie=broken, field=token) == "malformed CSRF token"


def test_csrf_tokens_that_swift_made(probe):
    made, other = probe("csrf.make"), probe("csrf.make")
    again = probe("csrf.token", cookie=made["cookie"])
    assert len({made["token"], again, other["token"]}) == 3
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = made["cookie"]
    for token in [made["token"], again, made["cookie"]]:
        assert client.post("/form", {"csrfmiddlewaretoken": token}).status_code == 200
        assert client.post("/form", HTTP_X_CSRFTOKEN=token).status_code == 200
    assert client.post("/form", {"csrfmiddlewaretoken": other["token"]}).status_code == 403
    assert client.get("/form").content.decode()[:32] != made["token"][:32]


def test_csrf_secret_in_the_session(probe, user):
    with override_settings(CSRF_USE_SESSIONS=True):
        client, cookie = logged_in()
        token = client.get("/form").content.decode()
        session = read(probe, "database", client.cookies["sessionid"].value)
        assert probe("csrf.check", cookie=session["_csrftoken"], field=token)


TRUSTED = ["https://exact.example", "https://*.wild.example", "http://*.plain.example", "https://port.example:8443"]
ORIGINS = [
    "http://testserver", "https://testserver", "https://testserver:443", "https://TESTSERVER", "null", "", "https://evil.example",
    "https://exact.example", "http://exact.example", "https://exact.example.evil", "https://sub.exact.example",
    "https://exact.example/", "https://wild.example", "https://a.wild.example", "https://a.b.wild.example", "http://a.wild.example",
    "https://notwild.example", "https://a.wild.example.evil", "http://a.plain.example", "https://port.example:8443",
    "https://port.example", "https://a.wild.example:8443", "https://evil.example/.wild.example", "https://evil.example?.wild.example",
    "https://evil.example#.wild.example", "//a.wild.example", "a.wild.example", "https:a.wild.example",
    "https:///a.wild.example", "HTTPS://a.wild.example", "https://u:p@a.wild.example",
]


@pytest.mark.parametrize("secure", [False, True])
def test_origins_and_referers(probe, secure):
    """Each origin and referer is asked of both; they must agree."""
    made = probe("csrf.make")
    seen = set()
    with override_settings(CSRF_TRUSTED_ORIGINS=TRUSTED):
        for field in ["origin", "referer"]:
            for value in [*ORIGINS, None] + ([url + "/page?x=1" for url in ORIGINS] if field == "referer" else []):
                client = Client(enforce_csrf_checks=True)
                client.cookies["csrftoken"] = made["cookie"]
                extra = {} if value is None else {"HTTP_" + field.upper(): value}
                theirs = client.post("/form", {"csrfmiddlewaretoken": made["token"]}, secure=secure, **extra).status_code == 200
                command = {field: value, "host": "testserver", "secure": secure, "trusted": TRUSTED}
                if theirs:
                    assert probe("csrf.origin", **command), value
                else:
                    assert probe.refusal("csrf.origin", **command) == "origin is not trusted", value
                seen.add(theirs)
    assert seen == {True, False}
