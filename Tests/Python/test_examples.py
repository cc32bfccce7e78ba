"""The example site as `make run-django` serves it: Django with its admin, Flask under /flask, one process."""

import hashlib
import json
import os
import re
import subprocess

import pytest

from harness.browser import Browser
from harness.server import COMMAND, ROOT, Background, Server, clean_environment, free_port
from harness.wire import until

EXAMPLES = ROOT / "Examples"
pytest.importorskip("django")
pytest.importorskip("flask")
pytest.importorskip("whitenoise")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Started by the same script as `make run-django`, with its data elsewhere."""
    data, port = tmp_path_factory.mktemp("data"), free_port()
    server = Server(bare=True, command=[str(EXAMPLES / "serve"), os.path.dirname(COMMAND)], bind="127.0.0.1:%d" % port,
                    env={"PORT": str(port), "SITE_DATA": str(data), "DJANGO_SETTINGS_MODULE": None})
    with server:
        server.user, server.password = (data / "admin.txt").read_text().split()
        server.data = data
        yield server


@pytest.fixture
def browser(site):
    return Browser(site.url)


def test_every_page(site, browser):
    for path, words in [("/", "one Swift server"), ("/notes/", "Guest book"), ("/files/", "Upload"), ("/stream/", "quarter of a second"),
                        ("/server/", "wsgi.url_scheme"), ("/accounts/login/", "Password"), ("/flask/", "Tasks, by Flask"),
                        ("/admin/login/", "Django administration")]:
        status, _, text = browser.open(path)
        assert status == 200 and words in text, (path, status)
    assert browser.open("/nowhere")[0] == 404


def test_admin_login(site, browser):
    """CSRF cookie and token, session, redirect: the whole way in and out over HTTP."""
    assert "/admin/login/" in browser.open("/admin/")[1]
    status, url, text = browser.submit("/admin/login/?next=/admin/", username=site.user, password="wrong")
    assert "Please enter the correct username" in text
    status, url, text = browser.submit("/admin/login/?next=/admin/", username=site.user, password=site.password, next="/admin/")
    assert status == 200 and url.endswith("/admin/") and "Site administration" in text
    status, url, text = browser.submit("/admin/site_app/note/add/", name="Ada", text="From the admin", author="")
    assert status == 200 and "was added successfully" in text
    assert "From the admin" in browser.open("/notes/")[2]
    assert "From the admin" in browser.open("/admin/site_app/note/?q=Ada")[2]


def test_post_without_a_token_is_refused(browser):
    assert browser.open("/notes/", b"name=x&text=y")[0] == 403


def test_guest_book(browser):
    status, url, text = browser.submit("/notes/", name="Zo\xeb", text="Gr\xfc\xdfe <b>")
    assert status == 200 and url.endswith("/notes/")
    assert "Thank you, Zo\xeb" in text and "Gr\xfc\xdfe &lt;b&gt;" in text
    assert "Thank you" not in browser.open("/notes/")[2]  # the message is shown once


def test_upload_and_download(site, browser):
    content = os.urandom(3_000_000)
    status, _, text = browser.upload("/files/", "data \u20ac.bin", content)
    assert status == 200 and "Stored data \u20ac.bin, 3000000 bytes" in text
    assert hashlib.sha256(content).hexdigest() in text
    link = re.search(r'href="(/files/\d+/[^"]+)"', text)[1]
    with site.connect() as client:
        response = client.get(link)
        assert response.body == content and "attachment" in response.get("Content-Disposition")
        assert client.request(link, "HEAD").response("HEAD").get("Content-Length") == "3000000"
    assert [p.stat().st_size for p in (site.data / "uploads").rglob("*.bin")] == [3_000_000]


def test_static_files(site):
    for path, kind in [("/static/site_app/site.css", "text/css"), ("/static/site_app/mark.svg", "image/svg+xml"),
                       ("/static/admin/css/base.css", "text/css"), ("/flask/static/app.js", "javascript")]:
        with site.connect() as client:
            response = client.get(path)
            assert response.status == 200 and kind in response.get("Content-Type") and response.body
            changed = response.get("Last-Modified")
            assert client.get(path, "If-Modified-Since: " + changed).status == 304
    assert site.get("/static/../prepare.py").status in (400, 404)


def test_stream_leaves_line_by_line(site):
    with site.connect() as client:
        client.request("/stream/lines?n=3")
        response = client.head()
        lines = []
        while True:
            data = client.chunk(response)
            if not data:
                break
            lines.append(data)
        assert len(lines) == 3
    slow = [Background(site.get, "/stream/lines?n=4") for _ in range(4)]
    for _ in range(10):
        assert site.get("/server/").status == 200
    assert all(s.result().body.count(b"\n") == 4 for s in slow)


def test_stream_that_is_left(site):
    for _ in range(20):
        with site.connect() as client:
            client.request("/stream/lines?n=1000")
            client.chunk(client.head())
    # More than there are threads: they must all be free again.
    until(lambda: site.get("/").status == 200, "free threads", 20)


def test_flask_api(site):
    with site.connect() as client:
        response = client.post("/flask/api/tasks", b'{"title": "caf\\u00e9"}', "Content-Type: application/json")
        task = json.loads(response.body)
        assert response.status == 201 and task["title"] == "caf\xe9" and not task["done"]
        assert response.get("Location") == "/flask/api/tasks/%d" % task["id"]
        client.request(response.get("Location"), "PATCH", "Content-Type: application/json", body=b'{"done": true}')
        assert json.loads(client.response().body)["done"] is True
        assert task["id"] in [t["id"] for t in json.loads(client.get("/flask/api/tasks").body)]
        assert client.request("/flask/api/tasks/%d" % task["id"], "DELETE").response().status == 204
        response = client.get("/flask/api/tasks/%d" % task["id"])
        assert response.status == 404 and json.loads(response.body)["error"]
        assert client.post("/flask/api/tasks", b"{}", "Content-Type: application/json").status == 400
        body = b"z" * 2_000_000
        digest = json.loads(client.post("/flask/api/digest", body).body)
        assert digest == {"name": None, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        assert client.get("/flask/stream?fast=1").body.count(b"data: ") == 10


def test_flask_knows_where_it_is_mounted(site):
    assert 'href="/flask/static/app.css"' in site.get("/flask/").text
    assert site.get("/flaskless").status == 404


def test_database_under_threads(site, browser):
    """Sessions and writes from many threads at once: SQLite's lock is waited for, not reported."""
    def work(n):
        own = Browser(site.url)
        return [own.submit("/notes/", name="w%d" % n, text="note %d" % k)[0] for k in range(5)]
    for b in [Background(work, n) for n in range(6)]:
        assert b.result(90) == [200] * 5


def test_second_start_keeps_the_data(tmp_path):
    """`prepare.py` may run again: same password, same secret."""
    env = clean_environment(SITE_DATA=str(tmp_path))
    python = os.path.join(os.path.dirname(COMMAND), "python")
    seen = []
    for _ in range(2):
        subprocess.run([python, str(EXAMPLES / "django-site" / "prepare.py")], env=env, check=True, timeout=60)
        seen.append([(tmp_path / name).read_text() for name in ("admin.txt", "secret-key")])
    assert seen[0] == seen[1]
    done = subprocess.run([python, "manage.py", "makemigrations", "--check", "--dry-run"], cwd=EXAMPLES / "django-site", env=env,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
