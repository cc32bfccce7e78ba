"""--mount: several applications in one process, each with the SCRIPT_NAME of its prefix."""

import json

import pytest

from harness.server import run


def environ(server, target):
    return {key: value[1] for key, value in server.json(target).items()}


@pytest.fixture
def server(start):
    return start("everything", "--mount", "/two=environs:dump", "--mount", "/two/three/=environs:validated,/state=environs")


@pytest.mark.parametrize("target, script, path", [
    ("/two", "/two", ""), ("/two/", "/two", "/"), ("/two/a%2Fb?c=d", "/two", "/a/b"), ("/two/threefold", "/two", "/threefold"),
    ("/two/three", "/two/three", ""), ("/two/three/x", "/two/three", "/x"), ("/state/environs/dump", "/state", "/environs/dump"),
    ("/environs/dump", "", "/environs/dump")])
def test_prefixes(server, target, script, path):
    seen = environ(server, target)
    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"]) == (script, path)


def test_everything_else_is_the_first_application(server):
    for target in ("/twofold", "/", "/%74wo/x"):
        assert server.get(target).body == b"not here\n"


def test_pipelined(server):
    """Requests for different applications in one batch."""
    targets = ["/two/a", "/environs/dump", "/two/three/b", "/nothing", "/two/c"] * 10
    with server.connect() as client:
        client.send(b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % target.encode() for target in targets))
        for target in targets:
            response = client.response()
            assert response.status == (404 if target == "/nothing" else 200)
            if response.status == 200:
                seen = json.loads(response.body)
                assert seen["SCRIPT_NAME"][1] + seen["PATH_INFO"][1] == target


def test_bodies(server):
    with server.connect() as client:
        assert client.post("/two/x", b"y" * 1_000_000).status == 200
        assert client.post("/inputs/echo", b"z" * 1000).body == b"z" * 1000


def test_with_workers_and_files(start, tmp_path):
    (tmp_path / "a.txt").write_text("file")
    server = start("everything", "--workers", "2", "--mount", "/two=environs:dump", "--static", "/two/s=%s" % tmp_path)
    assert server.get("/two/s/a.txt").body == b"file"
    assert environ(server, "/two/s/b.txt")["PATH_INFO"] == "/s/b.txt"


@pytest.mark.parametrize("arguments, code, words", [
    (["--mount", "/a"], 2, "write it as in --mount /shop=shop.wsgi:app"), (["--mount", "a=environs"], 2, "no mount"),
    (["--mount", "/=environs"], 2, "without --mount"), (["--mount", "/a=environs,/a/=everything"], 2, "twice"),
    (["--mount", "/a=environs", "--root-path", "/b"], 2, "exclude each other"),
    (["--mount", "/a=nowhere_at_all"], 4, "can't load nowhere_at_all for /a"),
    (["--mount", "/a=nowhere_at_all", "--check"], 4, "for /a"), (["--mount", "/a=environs", "--check"], 0, "")])
def test_wrong_mounts(arguments, code, words):
    done = run("everything", *arguments)
    assert done.returncode == code and words in done.stderr, done
