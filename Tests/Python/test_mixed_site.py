"""The site that `make run` serves: Swift routes in front of Django and Flask, one process, one login."""

import gzip
import hashlib
import json
import os
import re
import signal
import socket
import sqlite3
from pathlib import Path

import pytest

from harness.browser import Browser
from harness.server import COMMAND, ROOT, Background, Server, free_port
from harness.wire import WireError, until

EXAMPLES = ROOT / "Examples"
PROGRAM = Path(os.environ.get("CROSSWIND_MIXED", ROOT / ".build" / "debug" / "mixed"))
pytest.importorskip("django")
pytest.importorskip("flask")
pytest.importorskip("whitenoise")


def start(data):
    assert PROGRAM.exists(), "%s is missing: swift build --product mixed" % PROGRAM
    port = free_port()
    server = Server(bare=True, command=[str(EXAMPLES / "serve"), os.path.dirname(COMMAND), str(PROGRAM)],
                    bind="127.0.0.1:%d" % port,
                    env={"PORT": str(port), "SITE_DATA": str(data), "DJANGO_SETTINGS_MODULE": None, "VIRTUAL_ENV": None})
    server.user, server.password = (data / "admin.txt").read_text().split()
    server.data = data
    return server


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Started by the same script as `make run`."""
    with start(tmp_path_factory.mktemp("data")) as server:
        yield server


@pytest.fixture
def browser(site):
    return Browser(site.url)


@pytest.fixture
def admin(site, browser):
    """Logged in through Django's admin, over HTTP."""
    browser.submit("/admin/login/?next=/admin/", username=site.user, password=site.password, next="/admin/")
    assert who(browser) == site.user
    return browser


def who(browser):
    """Whom Swift takes the visitor for."""
    status, _, text = browser.open("/api/me")
    answer = json.loads(text)
    assert status == 200 and answer["server"] == "Swift"
    return answer["user"]


def cookie(browser, name):
    return next((c for c in browser.cookies if c.name == name), None)


def test_front_page_says_what_serves_what(browser):
    status, _, text = browser.open("/")
    assert status == 200 and "Swift in front, Django behind" in text
    for path in ("/me", "/chat", "/api/…", "/static/…", "/flask/…", "/admin/, /notes/, …"):
        assert "<code>%s</code>" % path in text
    assert cookie(browser, "csrftoken") is None  # a page without a form needs none


def test_pages_differ_by_who_asks(site):
    with site.connect() as client:
        response = client.get("/", "Accept-Encoding: gzip")
        assert response.get("Content-Encoding") == "gzip" and b"Swift in front" in gzip.decompress(response.body)
        varies = {name.strip().lower() for line in response.all("Vary") for name in line.split(",")}
        assert varies == {"cookie", "accept-encoding"}
        assert response.get("X-Frame-Options") == "DENY" and response.get("X-Content-Type-Options") == "nosniff"
        assert client.get("/nowhere-for-get", "Accept-Encoding: gzip").status == 404


def test_everything_else_is_still_django(site, browser):
    for path, words in [("/notes/", "Guest book"), ("/files/", "Upload"), ("/stream/", "quarter of a second"),
                        ("/server/", "wsgi.url_scheme"), ("/accounts/login/", "Password"), ("/flask/", "Tasks, by Flask"),
                        ("/admin/login/", "Django administration")]:
        status, _, text = browser.open(path)
        assert status == 200 and words in text, (path, status)
    for path in ("/nowhere", "/flaskless", "/mee", "/chat/x", "/api/", "/flask/nowhere", "/static/nowhere.css"):
        assert browser.open(path)[0] == 404, path
    assert site.get("/static/../../admin.txt").status in (400, 403, 404)


def test_login_in_django_is_known_in_swift(site, browser):
    assert who(browser) is None
    assert "/accounts/login/?next=%2Fme" in browser.open("/me")[1]
    status, url, text = browser.submit("/accounts/login/?next=/me", username=site.user, password=site.password, next="/me")
    assert status == 200 and url.endswith("/me") and "<h1>%s</h1>" % site.user in text
    assert "You are <strong>%s</strong>" % site.user in browser.open("/")[2]
    assert "Site administration" in browser.open("/admin/")[2]
    # Out by the button that the Swift page has, with the token that Swift made.
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.open("/")[2])[1]
    assert browser.open("/accounts/logout/", ("csrfmiddlewaretoken=" + token).encode())[0] == 200
    assert who(browser) is None and "/accounts/login/" in browser.open("/me")[1]


def test_session_that_was_ended_in_django(site, admin):
    key = cookie(admin, "sessionid").value
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("DELETE FROM django_session WHERE session_key = ?", (key,))
    assert who(admin) is None


def test_session_that_is_over(site, admin):
    key = cookie(admin, "sessionid").value
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("UPDATE django_session SET expire_date = '2020-01-01 00:00:00' WHERE session_key = ?", (key,))
    assert who(admin) is None


def test_forged_cookies(site, admin):
    key = cookie(admin, "sessionid").value
    other = ("a" if key[0] != "a" else "b") + key[1:]
    for value in (other, key.upper(), key[:-1], "", "x", "' OR 1=1 --", "../../admin.txt", "a" * 5000, key + "\xe9"):
        with site.connect() as client:
            answer = json.loads(client.get("/api/me", "Cookie: sessionid=" + value).body)
            assert answer["user"] is None, value
    with site.connect() as client:
        assert json.loads(client.get("/api/me", "Cookie: sessionid=" + key).body)["user"] == site.user
    # A row that somebody wrote who does not know the key: neither Django nor Swift believes it.
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        data, = database.execute("SELECT session_data FROM django_session WHERE session_key = ?", (key,)).fetchone()
        database.execute("UPDATE django_session SET session_data = ? WHERE session_key = ?",
                         (data[:-4] + ("AAAA" if data[-4:] != "AAAA" else "BBBB"), key))
    assert who(admin) is None
    assert "not genuine" in site.log


def test_new_password_ends_the_login(site, admin):
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        old, = database.execute("SELECT password FROM auth_user WHERE username = ?", (site.user,)).fetchone()
        database.execute("UPDATE auth_user SET password = 'pbkdf2_sha256$1$x$y' WHERE username = ?", (site.user,))
    assert who(admin) is None
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("UPDATE auth_user SET password = ? WHERE username = ?", (old, site.user))
    assert who(admin) == site.user
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("UPDATE auth_user SET is_active = 0 WHERE username = ?", (site.user,))
    assert who(admin) is None
    with sqlite3.connect(site.data / "db.sqlite3", timeout=20) as database:
        database.execute("UPDATE auth_user SET is_active = 1 WHERE username = ?", (site.user,))


def test_form_in_swift_with_the_token_of_django(site, admin):
    status, url, text = admin.submit("/chat", body="Gr\xfc\xdfe <b>")
    assert status == 200 and url.endswith("/chat") and "Gr\xfc\xdfe &lt;b&gt;" in text
    # A token that Django put into one of its own forms does as well.
    token = admin.token("/notes/")
    data = "csrfmiddlewaretoken=%s&body=from+a+page+of+Django" % token
    assert "from a page of Django" in admin.open("/chat", data.encode())[2]
    # And the other way round: the form of a Swift page, sent to Django.
    token = admin.token("/chat")
    data = "csrfmiddlewaretoken=%s&name=Ada&text=token+of+Swift" % token
    assert "token of Swift" in admin.open("/notes/", data.encode())[2]


def test_csrf_is_refused(site, admin):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    token = admin.token("/chat")
    good = ("csrfmiddlewaretoken=%s&body=x" % token).encode()
    assert admin.open("/chat", b"body=x", form)[0] == 403
    assert admin.open("/chat", b"csrfmiddlewaretoken=&body=x", form)[0] == 403
    assert admin.open("/chat", ("csrfmiddlewaretoken=%s&body=x" % token[::-1]).encode(), form)[0] == 403
    assert admin.open("/chat", good, {**form, "Origin": "https://evil.example"})[0] == 403
    assert admin.open("/chat", good, {**form, "Origin": site.url})[0] == 200
    with site.connect() as client:
        session = cookie(admin, "sessionid").value
        answer = client.post("/chat", good, "Content-Type: application/x-www-form-urlencoded", "Cookie: sessionid=" + session)
        assert answer.status == 403  # no cookie for the token
    assert admin.open("/api/messages", b'{"body": "x"}', {"Content-Type": "application/json"})[0] == 403


def test_strangers_say_nothing(browser):
    browser.open("/notes/")
    token = browser.token("/notes/")
    assert browser.open("/chat", ("csrfmiddlewaretoken=%s&body=x" % token).encode())[0] == 403
    assert "Sign in" in browser.open("/chat")[2]


def test_api_and_long_polling(site, admin):
    before = json.loads(admin.open("/api/messages")[2])
    last = before[-1]["id"] if before else 0
    waiting = [Background(site.get, "/api/messages?wait=1&after=%d" % last) for _ in range(5)]
    assert site.get("/notes/").status == 200  # nobody is held up by those who wait
    fields = {"Content-Type": "application/json", "X-CSRFToken": admin.token("/chat")}
    status, _, text = admin.open("/api/messages", b'{"body": "to all"}', fields)
    said = json.loads(text)
    assert status == 201 and said == {"author": site.user, "body": "to all", "id": said["id"]}
    for each in waiting:
        assert json.loads(each.result().body)[-1] == said
    assert json.loads(admin.open("/api/messages?after=%d" % said["id"])[2]) == []
    # A page that was open when the program was started anew.
    assert json.loads(admin.open("/api/messages?wait=1&after=%d" % (said["id"] + 1))[2])[-1] == said
    assert admin.open("/api/messages", b"{", fields)[0] == 400
    assert admin.open("/api/messages", b'{"body": ""}', fields)[0] == 400
    assert admin.open("/api/messages?after=x")[0] == 400


def test_upload_to_django(site, browser):
    content = os.urandom(3_000_000)
    status, _, text = browser.upload("/files/", "data.bin", content)
    assert status == 200 and hashlib.sha256(content).hexdigest() in text
    link = re.search(r'href="(/files/\d+/[^"]+)"', text)[1]
    assert site.get(link).body == content


def test_static_files_by_swift(site):
    for path, kind in [("/static/site_app/site.css", "text/css"), ("/static/admin/css/base.css", "text/css")]:
        with site.connect() as client:
            response = client.get(path)
            assert response.status == 200 and kind in response.get("Content-Type") and response.body
            assert client.get(path, "If-None-Match: " + response.get("Etag")).status == 304
            part = client.get(path, "Range: bytes=0-9")
            assert part.status == 206 and part.body == response.body[:10]
    assert site.get("/flask/static/app.js").status == 200


def test_flask_and_django_on_one_connection(site):
    """The same header block, one application after the other: neither gets what was made for the other."""
    with site.connect() as client:
        for _ in range(3):
            task = client.post("/flask/api/tasks", b'{"title": "t"}', "Content-Type: application/json")
            assert task.status == 201 and task.get("Location").startswith("/flask/api/tasks/")
            assert "<code>&#x27;&#x27;</code>" in client.get("/server/").text  # SCRIPT_NAME
            assert 'href="/flask/static/app.css"' in client.get("/flask/").text
            assert json.loads(client.get("/api/me").body)["user"] is None


def test_documentation_quotes_the_example():
    text = (ROOT / "docs" / "beside-django.md").read_text()
    sources = [path.read_text() for path in (EXAMPLES / "mixed").rglob("*.swift")]
    quoted = re.findall(r"```swift\n(.*?)```", text, re.S)
    assert len(quoted) == 7
    for block in quoted:
        assert any(block in source for source in sources), block


def test_sigterm_ends_it(tmp_path):
    """Running requests are finished, those who wait for messages are let go, the exit code is 0."""
    site = start(tmp_path)
    try:
        until(lambda: site.get("/api/me").status == 200, "an answer")
        waiting = [site.connect() for _ in range(3)]
        for each in waiting:
            each.request("/api/messages?wait=1")
        with site.connect() as client:
            client.request("/stream/lines?n=6")
            response = client.head()
            assert client.chunk(response)
            site.signal(signal.SIGTERM)
            lines = 1
            while client.chunk(response):
                lines += 1
            assert lines == 6
        assert [json.loads(each.response().body) for each in waiting] == [[], [], []]
        assert site.wait() == 0
        assert "Traceback" not in site.log
    finally:
        site.kill()


def is_refused(port):
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return True
    return False


def test_second_interrupt_cuts(tmp_path):
    """Ctrl-C twice: what a client has not taken yet is cut, and nobody waits for it."""
    site = start(tmp_path)
    try:
        until(lambda: site.get("/api/me").status == 200, "an answer")
        with site.connect() as client:
            client.request("/stream/lines?n=600")
            response = client.head()
            assert client.chunk(response)
            site.signal(signal.SIGINT)
            until(lambda: is_refused(site.port), "the first signal, after which nobody is let in")
            assert client.chunk(response)
            site.signal(signal.SIGINT)
            with pytest.raises((WireError, OSError)):
                while client.chunk(response):
                    # There are four a second: after half a minute, 120, the first signal alone would have cut it.
                    assert len(response.chunks) < 80
        assert site.wait() == 0
    finally:
        site.kill()
