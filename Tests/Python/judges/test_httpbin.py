"""httpbin, served as it is, through requests and urllib3: what these clients make of the answers, and httpbin of theirs."""

import gzip
import json
import os
import zlib
from typing import Any, Iterator

import pytest

from harness.needs import needs
from harness.server import Server
from harness.wire import HANG

requests = pytest.importorskip("requests")
urllib3 = pytest.importorskip("urllib3")
HTTP_STATUS_CODES = pytest.importorskip("werkzeug.http").HTTP_STATUS_CODES
needs("httpbin")


@pytest.fixture(scope="module")
def httpbin() -> "Iterator[Server]":
    with Server("httpbin:app") as server:
        yield server


class Session(requests.Session):  # type: ignore[misc,name-defined]
    """A session of requests whose targets are httpbin's, and that asks no proxy."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.trust_env = False
        self.url = url

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        options.setdefault("timeout", HANG)
        return super().request(method, self.url + url if url.startswith("/") else url, *arguments, **options)


@pytest.fixture
def session(httpbin: Server) -> "Iterator[Session]":
    with Session(httpbin.url) as session:
        yield session


@pytest.fixture
def pool(httpbin: Server) -> "Iterator[Any]":
    with urllib3.HTTPConnectionPool("127.0.0.1", httpbin.port, maxsize=1, block=True, timeout=HANG, retries=False) as pool:
        yield pool


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_bodies_of_every_kind(session: Session, method: str) -> None:
    """With a length, chunked, as a form and as a file: httpbin answers 501 to chunks of a server that it doesn't trust with them."""
    target, data = "/" + method.lower(), "käse".encode()
    assert session.request(method, target, data=data).json()["data"] == "käse"
    chunked = session.request(method, target, data=iter([data, b"", data * 50_000]))
    assert chunked.json()["data"] == "käse" * 50_001
    assert "Transfer-Encoding" not in chunked.json()["headers"]
    assert chunked.json()["headers"]["Content-Length"] == str(len(data) * 50_001)
    assert session.request(method, target, data={"a": ["1", "2"], "b": "ü"}).json()["form"] == {"a": ["1", "2"], "b": "ü"}
    sent = session.request(method, target, files={"f": ("n.bin", bytes(range(256)))}).json()["files"]["f"]
    assert sent.startswith("data:application/octet-stream;base64,AAECAwQF")
    assert session.request(method, target, json={"x": [1]}).json()["json"] == {"x": [1]}


def test_the_request_as_httpbin_sees_it(session: Session, httpbin: Server) -> None:
    seen = session.get("/anything/a%2Fb//c?q=%20&q=+&r", headers={"X-One": "1", "X-Latin": "caf\xe9"}).json()
    assert seen["url"] == httpbin.url + "/anything/a/b//c?q=%20&q=+&r" and seen["origin"] == "127.0.0.1"
    assert seen["args"] == {"q": [" ", " "], "r": ""}
    assert seen["headers"]["X-One"] == "1" and seen["headers"]["Host"] == httpbin.bind
    assert session.get("/user-agent").json()["user-agent"].startswith("python-requests/")
    assert session.request("TRACE", "/anything").json()["method"] == "TRACE"


@pytest.mark.parametrize("code", [code for code in HTTP_STATUS_CODES if code >= 200 and code != 407])
def test_every_status(pool: Any, code: int) -> None:
    """urllib3's pool of one connection takes an answer with the wrong framing for the beginning of the next."""
    for method in ("GET", "HEAD", "POST"):
        answer = pool.request(method, "/status/%d" % code, redirect=False)
        assert (answer.status, answer.reason) == (code, HTTP_STATUS_CODES[code].upper())
        if method == "HEAD" or code in (204, 304):
            assert answer.data == b""
    assert pool.request("GET", "/get?behind=%d" % code).json()["args"] == {"behind": str(code)}
    assert pool.num_connections == 1


def test_a_field_between_proxies(httpbin: Server, pool: Any) -> None:
    """httpbin sends Proxy-Authenticate with its 407, which PEP 3333 forbids as RFC 2616 (13.5.1) has it hop-by-hop."""
    before = httpbin.mark()
    answer = pool.request("GET", "/status/407")
    assert answer.status == 500
    httpbin.logged("the header Proxy-Authenticate is hop-by-hop", before)
    httpbin.expect_trouble = True


@pytest.mark.parametrize("target, key", [("/gzip", "gzipped"), ("/deflate", "deflated"), ("/brotli", "brotli")])
def test_codings(session: Session, target: str, key: str) -> None:
    answer = session.get(target, headers={"Accept-Encoding": "gzip, deflate, br"}, stream=True)
    coded = answer.raw.read(decode_content=False)
    assert len(coded) == int(answer.headers["Content-Length"])
    plain = {"gzip": gzip.decompress, "deflate": zlib.decompress}.get(answer.headers["Content-Encoding"], lambda _: None)(coded)
    if plain is not None:
        assert json.loads(plain)[key] is True


def test_streams(session: Session, pool: Any) -> None:
    lines = [json.loads(line) for line in session.get("/stream/100", stream=True).iter_lines()]
    assert [line["id"] for line in lines] == list(range(100))
    answer = pool.request("GET", "/stream-bytes/100000?seed=1&chunk_size=7000", preload_content=False)
    assert answer.headers["Transfer-Encoding"] == "chunked"
    chunks = list(answer.read_chunked())
    assert sum(map(len, chunks)) == 100_000
    assert b"".join(chunks) == pool.request("GET", "/stream-bytes/100000?seed=1&chunk_size=100000").data
    assert session.get("/drip?numbytes=5&duration=0.2&delay=0").content == b"*****"
    assert session.get("/bytes/5000?seed=2").content == session.get("/bytes/5000?seed=2").content
    assert pool.num_connections == 1


def test_ranges(session: Session) -> None:
    whole = session.get("/range/1000").content
    for asked, part, says in (("bytes=10-19", whole[10:20], "bytes 10-19/1000"), ("bytes=-7", whole[-7:], "bytes 993-999/1000"),
                              ("bytes=990-", whole[990:], "bytes 990-999/1000")):
        answer = session.get("/range/1000", headers={"Range": asked})
        assert (answer.status_code, answer.content, answer.headers["Content-Range"]) == (206, part, says)
    refused = session.get("/range/1000", headers={"Range": "bytes=2000-"})
    assert refused.status_code == 416 and refused.headers["Content-Range"] == "bytes */1000"


@pytest.mark.parametrize("target", ["/redirect/5", "/relative-redirect/5", "/absolute-redirect/5", "/redirect-to?url=/get&status_code=307"])
def test_redirects(session: Session, httpbin: Server, target: str) -> None:
    answer = session.get(target)
    assert answer.url == httpbin.url + "/get" and answer.status_code == 200 and answer.history
    with pytest.raises(requests.exceptions.TooManyRedirects):
        session.get("/redirect/40")


def test_a_redirect_keeps_the_body(session: Session) -> None:
    answer = session.post("/redirect-to", params={"url": "/post", "status_code": 307}, data=b"x" * 300_000)
    assert answer.json()["data"] == "x" * 300_000


def test_cookies(session: Session) -> None:
    assert session.get("/cookies/set", params={"a": "1", "b": "two words", "c": "ü;,"}).json()["cookies"]["a"] == "1"
    assert session.get("/cookies").json()["cookies"] == {"a": "1", "b": "two words", "c": "ü;,"}
    assert session.get("/cookies/delete?a").json()["cookies"] == {"b": "two words", "c": "ü;,"}


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-512"])
def test_authentication(session: Session, algorithm: str) -> None:
    """Digest signs the target: httpbin computes it from the environ, requests from what it sends."""
    assert session.get("/basic-auth/u/p").status_code == 401
    assert session.get("/basic-auth/u/p", auth=("u", "p")).json()["authenticated"] is True
    target = "/digest-auth/auth/user/p/%s" % algorithm
    assert session.get(target).status_code == 401
    digest = requests.auth.HTTPDigestAuth("user", "p")
    for _ in range(3):  # the nonce's count goes up
        assert session.get(target, auth=digest).status_code == 200
    assert session.get("/bearer", headers={"Authorization": "Bearer t"}).json() == {"authenticated": True, "token": "t"}


def test_caching(session: Session) -> None:
    assert session.get("/cache", headers={"If-None-Match": "x"}).status_code == 304
    for fields, status in (({}, 200), ({"If-None-Match": '"tag"'}, 304), ({"If-None-Match": "*"}, 304), ({"If-Match": '"other"'}, 412)):
        answer = session.get("/etag/tag", headers=fields)
        assert answer.status_code == status and (status == 412 or answer.headers["ETag"].strip('"') == "tag")
    assert session.get("/cache/60").headers["Cache-Control"] == "public, max-age=60"


def test_fields_of_the_answer(pool: Any) -> None:
    answer = pool.request("GET", "/response-headers?X-A=1&X-A=2&Set-Cookie=a%3D1&Set-Cookie=b%3D2&X-Utf8=%C3%A9")
    assert answer.headers.getlist("X-A") == ["1", "2"]
    assert answer.headers.getlist("Set-Cookie") == ["a=1", "b=2"]
    assert answer.headers["X-Utf8"] == "\xe9"


def test_pages(session: Session) -> None:
    for target, kind in (("/html", "text/html"), ("/xml", "application/xml"), ("/encoding/utf8", "text/html"), ("/image/png", "image/png"),
                         ("/image/svg", "image/svg+xml"), ("/robots.txt", "text/plain"), ("/links/10/3", "text/html")):
        answer = session.get(target)
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(kind)
        assert len(answer.content) == int(answer.headers["Content-Length"])
        assert session.head(target).headers["Content-Length"] == answer.headers["Content-Length"]
    assert session.get("/image", headers={"Accept": "image/webp"}).headers["Content-Type"] == "image/webp"
    assert session.get("/image", headers={"Accept": "application/json"}).status_code == 406
    assert session.options("/get").headers["Allow"]


def test_a_large_upload_comes_back(session: Session) -> None:
    body = os.urandom(2_000_000).hex()
    assert session.post("/post", data=body).json()["data"] == body
