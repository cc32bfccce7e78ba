"""Clients that nobody here wrote: curl, requests and urllib3, git."""

import hashlib
import os
import shutil
import subprocess

import pytest

from harness.server import Server, run

BODY = os.urandom(3_000_000)
ECHO = "/inputs/echo"

needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


def curl(server, target, *arguments, body=None):
    done = subprocess.run(["curl", "-sS", "--max-time", "60", *arguments, server.url + target], input=body, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_curl
@pytest.mark.parametrize("arguments", [
    ["--data-binary", "@-"],
    ["--data-binary", "@-", "-H", "Expect: 100-continue"],
    ["--data-binary", "@-", "-H", "Transfer-Encoding: chunked"],
    ["--data-binary", "@-", "-H", "Transfer-Encoding: chunked", "-H", "Expect: 100-continue"],
    ["-T", "-", "-X", "PUT"],
    ["-T", "-", "-X", "PUT", "-H", "Expect:"],
    ["--http1.0", "--data-binary", "@-"],
], ids=" ".join)
def test_curl_uploads(server, arguments):
    assert hashlib.sha256(curl(server, ECHO, *arguments, body=BODY)).digest() == hashlib.sha256(BODY).digest()


@needs_curl
def test_curl_expect_without_waiting(server):
    """curl waits a second for `100 Continue` and then goes on without: it must not have to."""
    trace = curl(server, ECHO, "-H", "Expect: 100-continue", "--expect100-timeout", "30", "--data-binary", "@-", "-v", "--stderr", "-",
                 "-o", "/dev/null", body=BODY)
    assert b"100 Continue" in trace and b"Done waiting" not in trace


@needs_curl
def test_curl_keeps_the_connection(server):
    out = curl(server, "/framing/hello", server.url + "/framing/chunks", server.url + "/framing/hello", "-o", "/dev/null", "-o", "/dev/null",
               "-o", "/dev/null", "-w", "%{http_code} %{num_connects}\n")
    assert out.split() == [b"200", b"1", b"200", b"0", b"200", b"0"]


@needs_curl
def test_curl_head_and_range(server):
    assert b"HTTP/1.1 200" in curl(server, "/framing/head_with_body", "-I")
    assert curl(server, "/files/real", "-r", "0-7")[:8] == b"0000000\n"


@needs_curl
def test_curl_over_a_unix_socket(start, tmp_path):
    path = str(tmp_path / "s")
    start("everything", bind="unix:" + path)
    done = subprocess.run(["curl", "-sS", "--max-time", "20", "--unix-socket", path, "http://localhost/framing/hello"], capture_output=True)
    assert done.stdout == b"Hello world\n"


def test_requests(server):
    requests = pytest.importorskip("requests")
    with requests.Session() as session:
        session.trust_env = False
        for _ in range(3):
            assert session.get(server.url + "/framing/hello", timeout=30).text == "Hello world\n"
        assert session.post(server.url + ECHO, data=BODY, timeout=60).content == BODY
        assert session.post(server.url + ECHO, data=iter([b"a" * 1000, b"b" * 100_000]), timeout=60).content == b"a" * 1000 + b"b" * 100_000
        assert session.post(server.url + "/inputs/read", files={"f": ("name", b"content")}, timeout=30).json()["bytes"] > 100
        assert session.get(server.url + "/framing/chunks", timeout=30).headers["Transfer-Encoding"] == "chunked"
        assert session.head(server.url + "/framing/head_with_body", timeout=30).headers["Content-Length"] == "12"
        assert session.get(server.url + "/framing/status/204", timeout=30).content == b""
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            session.get(server.url + "/calls/raises_later", timeout=30)


def test_urllib3_sees_truncation(server):
    urllib3 = pytest.importorskip("urllib3")
    pool = urllib3.PoolManager()
    with pytest.raises(urllib3.exceptions.HTTPError):
        pool.request("GET", server.url + "/framing/badcl_short_generator", retries=False, timeout=30)
    assert pool.request("GET", server.url + "/framing/hello", timeout=30).data == b"Hello world\n"
    pool.clear()


@needs_git
def test_git_clone_and_push(tmp_path):
    """dulwich.web: gzip and chunked bodies of git's client, `write()`, large packs."""
    pytest.importorskip("dulwich")
    bare, work, again = tmp_path / "site.git", tmp_path / "work", tmp_path / "again"

    def git(*arguments, cwd=tmp_path):
        env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
               **{"GIT_%s_%s" % (who, what): "tester@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
        env = {k: v for k, v in env.items() if not k.lower().endswith("_proxy")}
        done = subprocess.run(["git", *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
    git("init", "-q", "--bare", "-b", "main", str(bare))
    git("init", "-q", "-b", "main", str(work))
    (work / "small").write_text("small\n")
    git("add", ".", cwd=work)
    git("commit", "-qm", "one", cwd=work)
    git("push", "-q", str(bare), "main", cwd=work)
    with Server("git_server:make()", env={"GIT_REPOSITORY": str(bare)}) as server:
        git("clone", "-q", server.url + "/site.git", str(again))
        assert (again / "small").read_text() == "small\n"
        (again / "large").write_bytes(BODY)  # above http.postBuffer, so that git sends it chunked
        git("add", ".", cwd=again)
        git("commit", "-qm", "two", cwd=again)
        git("push", "-q", "origin", "main", cwd=again)
        git("pull", "-q", server.url + "/site.git", "main", cwd=work)
        assert (work / "large").read_bytes() == BODY


def test_wsgiref_validator_complains_of_nothing(server):
    """Its complaints would be 500s; all its apps at once, on one connection."""
    with server.connect() as client:
        for target in ("/framing/validated", "/framing/validated_generator", "/calls/validated_lazy", "/calls/validated_write",
                       "/files/validated", "/environs/validated"):
            assert client.get(target).status in (200, 404), target
        assert client.post("/inputs/validated", b"a\nb\n").status == 200


def test_check_of_a_real_app():
    done = run("frameworks:flask()", "--check")
    assert done.returncode == 0, done
