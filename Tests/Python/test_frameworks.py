"""The same small site in Flask, Django, Falcon, Bottle and web.py."""

import hashlib
import importlib.util

import pytest

from harness.server import APPS, Server

MODULES = {"flask": "flask", "django": "django", "falcon": "falcon", "bottle": "bottle", "webpy": "web"}
BODY = bytes(range(256)) * 4000  # a megabyte, more than is kept in memory


@pytest.fixture(scope="module", params=MODULES)
def site(request):
    if importlib.util.find_spec(MODULES[request.param]) is None:
        pytest.skip("%s is not installed" % request.param)
    with Server("frameworks:%s()" % request.param) as server:
        server.framework, server.expect_trouble = request.param, True
        yield server


def multipart(name, content):
    boundary = b"----boundary"
    body = (b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: application/octet-stream\r\n\r\n'
            % (boundary, name) + content + b"\r\n--" + boundary + b"--\r\n")
    return body, "Content-Type: multipart/form-data; boundary=" + boundary.decode()


def test_page(site):
    with site.connect() as client:
        for _ in range(3):
            response = client.get("/")
            assert response.status == 200 and response.text == "hello from " + site.framework


def test_query_and_urls(site):
    seen = site.json("/json?a=1&a=%C3%A9+x", host="example.com:8080")
    assert seen["args"]["a"] == ["1", "\xe9 x"]
    assert seen["path"].startswith("/json?a=1")
    assert seen["url"].startswith("http://example.com:8080/json")


def test_unicode_path(site):
    assert site.get("/caf%C3%A9/%E2%82%AC").text == "\u20ac"


def test_form(site):
    with site.connect() as client:
        response = client.post("/form", b"name=caf%C3%A9+1", "Content-Type: application/x-www-form-urlencoded")
        assert response.status == 200 and response.text == "caf\xe9 1"


@pytest.mark.parametrize("coding", ["length", "chunked"])
def test_upload(site, coding):
    body, kind = multipart(b"data.bin", BODY)
    fields = [kind]
    if coding == "chunked":
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        fields.append("Transfer-Encoding: chunked")
    with site.connect() as client:
        response = client.post("/upload", body, *fields)
        assert response.status == 200, response
        assert hashlib.sha256(BODY).hexdigest() in response.text and "data.bin" in response.text


def test_stream(site):
    response = site.get("/stream")
    assert response.body == b"".join(b"%d\n" % n for n in range(1000))


def test_file(site):
    assert site.get("/file").body == (APPS / "frameworks.py").read_bytes()


def test_head(site):
    with site.connect() as client:
        response = client.request("/", "HEAD").response("HEAD")
        assert response.status in (200, 405) and client.get("/").status == 200


def test_error(site):
    mark = site.mark()
    response = site.get("/error")
    assert response.status == 500 and b"planned" not in response.body
    site.logged("planned: " + site.framework, mark)
    assert site.get("/").status == 200


def test_not_found(site):
    assert site.get("/no/such/page").status == 404


@pytest.mark.parametrize("site", ["flask"], indirect=True)
def test_sessions_over_cookies(site):
    with site.connect() as client:
        first = client.get("/session")
        cookie = first.get("Set-Cookie").partition(";")[0]
        assert first.text == "1" and client.get("/session", "Cookie: " + cookie).text == "2"


@pytest.mark.parametrize("site", ["flask"], indirect=True)
def test_conditional_and_range(site):
    content = (APPS / "frameworks.py").read_bytes()
    with site.connect() as client:
        response = client.get("/file", "Range: bytes=10-99")
        assert (response.status, response.body) == (206, content[10:100])
        assert client.get("/file", "If-None-Match: " + response.get("ETag")).status == 304
        assert client.get("/").status == 200
