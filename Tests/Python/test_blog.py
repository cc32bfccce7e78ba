"""The blog example: templates, signed cookies, XSRF, passwords, SQLite, as a browser and as those who mean no good see it."""

import os
import re
import sqlite3
import urllib.parse
import xml.etree.ElementTree
from pathlib import Path

import pytest

from harness.browser import Browser
from harness.server import ROOT, Background, Server, free_port

PROGRAM = Path(os.environ.get("CROSSWIND_BLOG", ROOT / ".build-blog" / "debug" / "blog"))
EMAIL, PASSWORD = "ada@example.org", "correct horse \xfc"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def start(data):
    assert PROGRAM.exists(), "%s is missing: make blog-program" % PROGRAM
    port = free_port()
    server = Server(bare=True, command=[str(PROGRAM)], bind="127.0.0.1:%d" % port,
                    env={"PORT": str(port), "BLOG_FOLDER": str(ROOT / "Examples" / "blog"), "BLOG_DATA": str(data)})
    server.data = data
    return server


class Reader(Browser):
    """A browser that knows the blog's forms."""

    def token(self, path="/auth/login"):
        return re.search(r'name="_xsrf" value="([^"]+)"', self.open(path)[2])[1]

    def send(self, path, form=None, **fields):
        fields["_xsrf"] = self.token(form or path)
        return self.open(path, urllib.parse.urlencode(fields).encode())

    def login(self, **fields):
        return self.send("/auth/login", **{"email": EMAIL, "password": PASSWORD, **fields})


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with start(tmp_path_factory.mktemp("blog")) as server:
        first = Reader(server.url)
        status, url, text = first.open("/")
        assert status == 200 and url.endswith("/auth/register") and "Nobody's yet" in text
        for name, password in (("Ada", "short"), ("", PASSWORD)):
            assert first.send("/auth/register", email=EMAIL, name=name, password=password)[0] == 400
        status, url, text = first.send("/auth/register", email="Ada@Example.org", name="Ada <3", password=PASSWORD)
        assert status == 200 and url.endswith("/") and "Sign out Ada &lt;3" in text
        yield server


@pytest.fixture
def browser(site):
    return Reader(site.url)


@pytest.fixture
def author(browser):
    assert browser.login()[0] == 200
    return browser


def test_there_is_one_author(site, browser):
    assert browser.open("/auth/register")[0] == 403
    token = browser.token()
    data = urllib.parse.urlencode({"_xsrf": token, "email": "eve@x", "name": "Eve", "password": "12345678"}).encode()
    assert browser.open("/auth/register", data)[0] == 403
    with sqlite3.connect(site.data / "blog.sqlite3") as database:
        (email, kept), = database.execute("SELECT email, passwordHash FROM authors")
    assert email == EMAIL and kept.startswith("scrypt$15$8$1$") and PASSWORD not in kept


def test_login(site, browser):
    assert "Sign in" in browser.open("/")[2]
    for wrong in ({"password": "wrong"}, {"email": "nobody@example.org"}, {"password": ""}, {"email": "' OR 1=1 --"}):
        status, _, text = browser.login(**wrong)
        assert status == 403 and "No author has this address and password" in text
    assert browser.login(password="x" * 2000)[0] == 400
    status, url, text = browser.login(email="ADA@example.org", next="/archive")
    assert status == 200 and url.endswith("/archive") and "Sign out" in text
    session = next(c for c in browser.cookies if c.name == "blog_user")
    assert session.has_nonstandard_attr("HttpOnly") and session.get_nonstandard_attr("SameSite") == "Lax"
    assert browser.send("/auth/logout", form="/")[0] == 200
    assert "Sign in" in browser.open("/")[2]


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_login_leads_nowhere_else(site, browser, target):
    assert browser.login(next=target)[1] == site.url + "/"


def test_login_comes_back_to_where_it_was_asked_for(site, browser):
    status, url, _ = browser.open("/compose?id=7")
    assert status == 200 and url == site.url + "/auth/login?next=%2Fcompose%3Fid%3D7"


def test_forged_cookies(site, author):
    value = next(c for c in author.cookies if c.name == "blog_user").value.strip('"')
    for forged in (value[:-1] + ("0" if value[-1] != "0" else "1"), value.replace("MQ==", "Mg=="), value[:-1], "", "1", "2|1:0|",
                   value.replace("9:blog_user", "5:_xsrf"), "x" * 5000):
        with site.connect() as client:
            response = client.get("/", 'Cookie: blog_user="%s"' % forged)
            assert response.status == 200 and "Sign out" not in response.text, forged
            assert client.get("/compose", 'Cookie: blog_user="%s"' % forged).status == 302
    with site.connect() as client:
        assert "Sign out" in client.get("/", 'Cookie: blog_user="%s"' % value).text


def test_xsrf(site, author):
    before = author.open("/archive")[2]
    good = urllib.parse.urlencode({"title": "forged", "text": "forged"})
    token = author.token("/compose")
    version, mask, masked, time = token.split("|")
    for value in (None, "", "2|zz", mask, "|".join([version, mask, masked[::-1], time]), "|".join([version, mask[::-1], masked, time])):
        data = good if value is None else good + "&" + urllib.parse.urlencode({"_xsrf": value})
        status, _, text = author.open("/compose", data.encode(), FORM)
        assert status == 403 and "<h1>403</h1>" in text
    assert author.open("/auth/logout", b"", FORM)[0] == 403
    with site.connect() as client:  # the token without its cookie
        assert client.post("/auth/login", ("_xsrf=" + token).encode(), "Content-Type: " + FORM["Content-Type"]).status == 403
    assert author.open("/archive")[2].count("<li>") == before.count("<li>")
    assert "Sign out" in author.open("/")[2]


def test_strangers_write_nothing(browser):
    assert browser.send("/compose", form="/auth/login", title="x", text="x")[0] == 403


def test_an_entry_from_writing_to_changing(site, author):
    status, url, text = author.send("/compose", title="Caf\xe9: <i>2</i> francs", id="",
                                    text="<script>alert(1)</script>\r\nsecond line\r\n\r\nsee https://example.org/?a=1&b=2 {{blogTitle}}")
    assert status == 200 and url.endswith("/entry/cafe-i-2-i-francs")
    assert "Caf\xe9: &lt;i&gt;2&lt;/i&gt; francs" in text and "<i>" not in text
    assert "<p>&lt;script&gt;alert(1)&lt;/script&gt;<br>\nsecond line</p>" in text and "<script" not in text
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow">' in text
    assert "{&#123;blogTitle}}" in text  # nobody's template but ours
    status, url, text = author.send("/compose", title="Caf\xe9: <i>2</i> francs", text="<script>alert(1)", id="")
    assert status == 200 and url.endswith("/entry/cafe-i-2-i-francs-2")
    number = re.search(r'/compose\?id=(\d+)', text)[1]
    form = author.open("/compose?id=" + number)[2]
    assert 'value="Caf\xe9: &lt;i&gt;2&lt;/i&gt; francs"' in form and "&lt;script&gt;alert(1)" in form
    status, changed, text = author.send("/compose", form="/compose?id=" + number, id=number, title="Tea", text="changed")
    assert status == 200 and changed == url and "Tea" in text and "changed" in text
    for path in ("/compose?id=999999", "/compose?id=x"):
        assert author.open(path)[0] == 404
    assert author.send("/compose", id="999999", title="x", text="x")[0] == 404
    assert author.send("/compose", id="", title="", text="x")[0] == 400


def test_pages_archive_and_feed(site, author):
    for n in range(12):
        assert author.send("/compose", title="Entry %d & more" % n, text="text %d" % n, id="")[0] == 200
    reader = Reader(site.url)
    first = reader.open("/")[2]
    assert first.count("<article>") == 5 and "Entry 11 &amp; more" in first and 'rel="prev"' not in first
    second = reader.open(re.search(r'rel="next" href="([^"]+)"', first)[1])[2]
    assert "Entry 6 &amp; more" in second and "Entry 7 &amp;" not in second and 'rel="prev" href="/?page=1"' in second
    for page in ("99", "0", "-1", "x", "99999999999999999999"):
        assert reader.open("/?page=" + page)[0] == 404
    assert reader.open("/archive")[2].count("<li>") >= 12
    with site.connect() as client:
        response = client.get("/feed")
        assert response.get("Content-Type") == "application/atom+xml; charset=UTF-8"
        feed = xml.etree.ElementTree.fromstring(response.body)
        atom = "{http://www.w3.org/2005/Atom}"
        entries = feed.findall(atom + "entry")
        assert len(entries) == 10 and entries[0].find(atom + "title").text == "Entry 11 & more"
        link = entries[0].find(atom + "link").get("href")
        assert client.get(urllib.parse.urlsplit(link).path).status == 200
        assert client.get("/feed", "If-None-Match: " + response.get("Etag")).status == 304


def test_error_pages(site, browser):
    for path in ("/nowhere", "/entry/nothing", "/entry/a/b", "/entry/%FF", "/static/../data"):
        status, _, text = browser.open(path)
        assert status in (400, 403, 404), path
    status, _, text = browser.open("/nowhere")
    assert status == 404 and "<h1>404</h1>" in text and "To the first page" in text
    assert site.get("/static/blog.css").status == 200


def test_passwords_hold_nobody_up(site):
    """Each takes a good part of a second; there are two threads for them, and the rest goes on."""
    def fail(n):
        return Reader(site.url).login(password="wrong %d" % n)
    logins = [Background(fail, n) for n in range(6)]
    for _ in range(20):
        assert site.get("/").status == 200
    assert all(each.result(90)[0] == 403 for each in logins)


def test_a_restart_keeps_logins_and_entries(tmp_path):
    with start(tmp_path) as site:
        reader = Reader(site.url)
        reader.send("/auth/register", email=EMAIL, name="Ada", password=PASSWORD)
        reader.send("/compose", title="Kept", text="kept", id="")
        cookie = next(c for c in reader.cookies if c.name == "blog_user").value
    assert (tmp_path / "cookie-secret").stat().st_mode & 0o077 == 0
    with start(tmp_path) as site:
        text = site.connect().get("/", "Cookie: blog_user=" + cookie).text
        assert "Sign out Ada" in text and "Kept" in text
