"""Our `WSGIApplication` and Tornado 4.5's `WSGIAdapter` answer the same environ dictionaries, compared field by field.

Where we differ, and mean it, INTENDED says so; each of its rows must be needed, so that the list stays the truth. The
oracle needs Python 3.8, the last that runs Tornado 4.5; the test makes an environment for it (CROSSWIND_TORNADO45 names one
that exists).
"""

from __future__ import annotations

import base64
import glob
import io
import json
import os
import random
import shutil
import subprocess
from typing import Any, Callable, Iterator, NamedTuple

import pytest

from hosted.calls import Answer, environ, probe
from hosted.hosts import HERE

# --- the oracle


def python38() -> "str | None":
    names = [shutil.which("python3.8")] + sorted(
        glob.glob(os.path.join(os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")), "versions", "3.8.*", "bin", "python3")))
    for name in filter(None, names):
        done = subprocess.run([name, "-c", "import venv, ensurepip, sys; print(*sys.version_info[:2])"], capture_output=True, text=True)
        if done.stdout.split() == ["3", "8"]:
            return str(name)
    return None


class Oracle:
    """Tornado 4.5 in a process of its own."""

    def __init__(self, python: str) -> None:
        self.process = subprocess.Popen([python, str(HERE / "tornado45.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)

    def ask(self, given: "dict[str, Any]", body: bytes) -> Any:
        plain = {key: {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
                 for key, value in given.items() if key not in ("wsgi.version", "wsgi.input", "wsgi.errors")}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"environ": plain, "input": base64.b64encode(body).decode()}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Oracle]":
    python = os.environ.get("CROSSWIND_TORNADO45")
    if not python:
        base = python38()
        if not base:
            pytest.skip("no Python 3.8 here, the last that runs Tornado 4.5")
        where = tmp_path_factory.mktemp("tornado45")
        subprocess.run([base, "-m", "venv", str(where)], check=True, capture_output=True)
        python = str(where / "bin" / "python")
        done = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "tornado==4.5.3"],
                              capture_output=True, text=True)
        if done.returncode != 0:
            pytest.skip("Tornado 4.5.3 can't be installed: " + done.stderr[-300:])
    oracle = Oracle(python)
    yield oracle
    oracle.process.kill()
    oracle.process.wait()


# --- the cases


class Case(NamedTuple):
    given: "dict[str, Any]"
    body: bytes


def case(path: str = "/x", method: str = "GET", body: bytes = b"", **more: Any) -> Case:
    given = environ(path, method, body, **more)
    return Case(given, body)


FORM = "application/x-www-form-urlencoded"
MULTIPART = (b'--B\r\nContent-Disposition: form-data; name="field"\r\n\r\nvalue\r\n--B\r\nContent-Disposition: form-data; '
             b'name="up"; filename="a.bin"\r\nContent-Type: a/b\r\n\r\n\x00\xff\r\n--B--\r\n')

CHOSEN = [
    case(), case("/"), case("/a/b?x=1&x=2&y="), case("/", "POST"), case("/", "PROPFIND"), case("/", "get"),
    case(SCRIPT_NAME="/app", PATH_INFO=""), case(SCRIPT_NAME="/app", PATH_INFO="/x y"), case(PATH_INFO="", SCRIPT_NAME=""),
    case(SCRIPT_NAME=None), case(PATH_INFO=None), case(QUERY_STRING=None), case(PATH_INFO="/caf\xc3\xa9/\xff\x00"),
    case(PATH_INFO="/%41%zz"), case(PATH_INFO="/-._~!$&'()*+,;=:@?#[]"), case(PATH_INFO="//a//b/../c"), case(PATH_INFO="/a?b"),
    case(QUERY_STRING="a=%zz&b=%4&c"), case(QUERY_STRING="a=1+2&a=%31&&=x"), case(QUERY_STRING="a=caf%C3%A9&%C3%A9=1"),
    case(QUERY_STRING="caf\xe9=\xff"), case(QUERY_STRING="a;b=1;c"), case(QUERY_STRING="?"), case(QUERY_STRING="a=b#c"),
    case(HTTP_HOST="example.com"), case(HTTP_HOST="Example.COM:8080"), case(HTTP_HOST="[::1]:8080"), case(HTTP_HOST=""),
    case(SERVER_PORT="8888"), case(SERVER_PORT="443", wsgi__url_scheme="https"), case(SERVER_PORT="8443", wsgi__url_scheme="https"),
    case(SERVER_PROTOCOL="HTTP/1.0"), case(SERVER_PROTOCOL="HTTP/2"), case(REMOTE_ADDR=None), case(REMOTE_ADDR="::1"),
    case(HTTP_X_ONE="1", HTTP_ACCEPT="a, b", HTTP_X_="odd", HTTP_X__Y="z"), case(HTTP_LATIN="caf\xe9"), case(HTTP_EMPTY=""),
    case(CONTENT_TYPE="a/b", CONTENT_LENGTH=""), case(CONTENT_TYPE=""), case(HTTP_CONTENT_TYPE="x/y", CONTENT_TYPE="a/b"),
    case("/", "POST", b"abcdef", HTTP_CONTENT_LENGTH="3"), case(HTTP_COOKIE="a=1; b=\"x y\"; c"), case(HTTP_COOKIE="a=1; a=2"),
    case(HTTP_COOKIE="bad name=1; =2; ok=3; k\xe9=4"), case(HTTP_COOKIE="v=\"\\073\\\"\"; w=caf\xe9; x=a=b"), case(HTTP_COOKIE=";;"),
    case(HTTP_COOKIE="expires=1; path=/; ok=1"), case("/", "POST", b"a=1&b=%26+x&c=&a=2", CONTENT_TYPE=FORM),
    case("/?a=query", "POST", b"a=form", CONTENT_TYPE=FORM), case("/", "POST", b"\xff=\xfe&=", CONTENT_TYPE=FORM),
    case("/", "POST", MULTIPART, CONTENT_TYPE="multipart/form-data; boundary=B"),
    case("/", "POST", MULTIPART, CONTENT_TYPE='multipart/form-data; boundary="B"'),
    case("/", "POST", MULTIPART, CONTENT_TYPE="multipart/form-data"), case("/", "POST", b"nonsense",
                                                                          CONTENT_TYPE="multipart/form-data; boundary=B"),
    case("/", "POST", b"a=1", CONTENT_TYPE=FORM, HTTP_CONTENT_ENCODING="gzip"), case("/", "POST", b"\x00\xff", CONTENT_TYPE="a/b"),
    case("/", "POST", b"abc", CONTENT_LENGTH="0"), case("/", "POST", b"abc", CONTENT_LENGTH="2"),
    case("/", "POST", b"abc", CONTENT_LENGTH="5"), case("/", "POST", b"abc", CONTENT_LENGTH=None, wsgi__input_terminated=True),
    # broken ones
    case(REQUEST_METHOD=None), case(REQUEST_METHOD=""), case(wsgi__url_scheme=None), case(SERVER_NAME=None),
    case(SERVER_NAME=None, HTTP_HOST="x"), case(SERVER_PROTOCOL=None), case(SERVER_PORT=None), case(PATH_INFO="/\u0100"),
    case(PATH_INFO=b"/"), case(PATH_INFO=7), case(QUERY_STRING=7), case(HTTP_X=7), case(HTTP_X="a\r\nb"), case(CONTENT_LENGTH="x"),
    case(CONTENT_LENGTH="-1"), case("/", "POST", b"abc", CONTENT_LENGTH=" 2 "), case("/", "POST", b"abc", CONTENT_LENGTH="+2"),
    case("/", "POST", b"abc", CONTENT_LENGTH=2),
    # answers
    case("/hello"), case("/hello", "HEAD"), case("/hello", "POST"), case("/status/201"), case("/status/204"), case("/status/304"),
    case("/status/404"), case("/status/503"), case("/status/999"), case("/cookies"), case("/throws"), case("/latin/caf\xc3\xa9"),
    case("/latin/\xff"), case("/latin/a b"), case("/latin/a+b%41"), case("/hello", HTTP_IF_NONE_MATCH="*"),
    case("/hello", HTTP_IF_NONE_MATCH='"x", W/"e02aa1b106d5c7c6a98def2b13005d5b84fd8dc8"'),
]


def thrown(count: int) -> "list[Case]":
    """Put together by chance, the same each time."""
    dice = random.Random(45)
    letters = ["a", "b", "Z", "0", "/", "//", "%41", "%zz", "%", "+", " ", "\xe9", "\xc3\xa9", "\xff", "~", "=", "&", ";", ":", "@", "\t"]

    def word(most: int, without: str = "") -> str:
        return "".join(dice.choice([one for one in letters if one not in without]) for _ in range(dice.randrange(most)))
    cases = []
    for _ in range(count):
        more: "dict[str, Any]" = {"SCRIPT_NAME": dice.choice(["", "", "/m", "/" + word(4)]), "PATH_INFO": "/x" + word(8),
                                  "QUERY_STRING": word(8, "\t ")}
        for name in dice.sample(["HTTP_ACCEPT", "HTTP_X_A", "HTTP_X_A_B", "HTTP_REFERER", "HTTP_TE"], dice.randrange(4)):
            more[name] = word(6)
        if dice.random() < 0.3:
            more["HTTP_COOKIE"] = "; ".join("%s=%s" % (dice.choice("abc"), word(4, ";\t")) for _ in range(dice.randrange(4)))
        if dice.random() < 0.2:
            more["HTTP_HOST"] = dice.choice(["h", "H.example", "h:1", "[::1]", "[::1]:2"])
        body = b""
        if dice.random() < 0.4:
            body = word(12).encode("latin-1")
            more["CONTENT_TYPE"] = dice.choice([FORM, "a/b", "text/plain; charset=utf-8", ""])
        cases.append(case("/", dice.choice(["GET", "POST", "PUT"]), body, **more))
    return cases


# --- what is meant to differ


class Difference(NamedTuple):
    #: A field of the request, `status`, or a header of the answer in small letters.
    field: str
    #: Of the environ, whether this is the place.
    where: "Callable[[dict[str, Any]], bool]"
    why: str


def utf8(given: "dict[str, Any]", name: str) -> bool:
    """Whether a text of latin-1 is bytes of UTF-8."""
    try:
        str(given.get(name) or "").encode("latin-1").decode()
        return True
    except UnicodeError:
        return False


def is_form(given: "dict[str, Any]") -> bool:
    return str(given.get("CONTENT_TYPE")).startswith((FORM, "multipart/form-data"))


def odd_length(given: "dict[str, Any]") -> bool:
    length = given.get("CONTENT_LENGTH", "")
    return not isinstance(length, str) or length != "" and not (length.isascii() and length.isdigit())


INTENDED = [
    *(Difference(field, lambda given: given.get("SERVER_PROTOCOL") != "HTTP/1.1", "the version is the client's, not always HTTP/1.1")
      for field in ("version", "supportsHTTP11")),
    *(Difference(field, lambda given: not given.get("HTTP_HOST") and given.get("SERVER_PORT") not in (None, "80"),
                 "without Host, the host has its port")
      for field in ("host", "fullURL")),
    *(Difference(field, lambda given: "HTTP_CONTENT_LENGTH" in given or "HTTP_CONTENT_TYPE" in given,
                 "CGI's CONTENT_LENGTH and CONTENT_TYPE win over look-alikes")
      for field in ("headers", "body")),
    Difference("body", lambda given: bool(given.get("wsgi.input_terminated")), "an input that ends by itself is read to its end"),
    Difference("argument names", lambda given: True, "names of arguments are UTF-8, in Tornado latin-1"),
    *(Difference(field, is_form, "a form of bytes that are no UTF-8 keeps them; Tornado ignores it, or takes names for latin-1")
      for field in ("arguments", "bodyArguments")),
    Difference("status", is_form, "a broken form is 400 for those who ask for it; Tornado ignores it"),
    Difference("status", odd_length, "CONTENT_LENGTH is digits, all else is 400: Tornado raises, or reads what int() makes of it"),
    Difference("status", lambda given: given["PATH_INFO"] == "/" and given.get("CONTENT_LENGTH") == "5",
               "a body shorter than CONTENT_LENGTH is 400; Tornado takes what there is"),
    Difference("status", lambda given: not all(given.get(name) for name in (
        "REQUEST_METHOD", "wsgi.url_scheme", "SERVER_PROTOCOL")) or not (given.get("SERVER_NAME") or given.get("HTTP_HOST")),
        "a key that PEP 3333 requires is missing: 400; Tornado raises, or does without"),
    Difference("status", lambda given: any(
        not isinstance(given.get(name, ""), str) or not str(given.get(name, "")).isprintable() and name.startswith("HTTP_")
        or any(ord(letter) > 255 for letter in str(given.get(name, "")))
        for name in ("PATH_INFO", "QUERY_STRING", "HTTP_X")),
        "a value that is no str of latin-1, or holds a line end: 400; Tornado raises, or passes it on"),
    Difference("status", lambda given: given["PATH_INFO"] == "/cookies", "a cookie's value is quoted, where Tornado 4.5 refuses it"),
]


def seen(answer: Any) -> Any:
    """(status, headers, body or the request it describes) of Tornado's answer."""
    if "raised" in answer:
        return "raised", {}, {}
    return int(answer["status"][:3]), answer["headers"], base64.b64decode(answer["body"])


def with_utf8_names(arguments: "dict[str, list[str]]") -> "dict[str, list[str]]":
    """Tornado's arguments with their names as we have them."""
    def name(text: str) -> str:
        return text.encode("latin-1").decode() if utf8({"name": text}, "name") else text
    return {name(text): values for text, values in arguments.items()}


HEADERS = ("content-type", "content-length", "etag", "set-cookie", "location")


def differences(ours: Answer, theirs: Any) -> "dict[str, tuple[Any, Any]]":
    """By field: ours and Tornado's, where they are not the same."""
    status, headers, body = seen(theirs)
    found: "dict[str, tuple[Any, Any]]" = {}
    if ours.status != status:
        found["status"] = ours.status, theirs.get("raised") or status
        return found
    if not theirs["status"] == ours.line:
        found["reason"] = ours.line, theirs["status"]
    described = ours.get("Content-Type") == "application/json; charset=UTF-8" and status == 200
    for name in HEADERS:
        if described and name in ("content-length", "etag"):
            continue  # of another writer's JSON
        mine = ours.all(name)
        yours = [value for key, value in headers if key.lower() == name]
        if mine != yours:
            found[name] = mine, yours
    if described:
        mine, yours = json.loads(ours.body), json.loads(body)
        mine["headers"], yours["headers"] = (sorted(map(tuple, one["headers"])) for one in (mine, yours))
        for field in mine:
            if mine[field] != yours[field]:
                same = field.lower().endswith("arguments") and mine[field] == with_utf8_names(yours[field])
                found["argument names" if same else field] = mine[field], yours[field]
    elif ours.body != body:
        found["body"] = ours.body, body
    return found


def test_fidelity(oracle: Oracle) -> None:
    unexplained: "list[str]" = []
    needed: "set[int]" = set()
    for given, body in CHOSEN + thrown(1500):
        theirs = oracle.ask(given, body)
        own = dict(given, **{"wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO()})
        for field, (mine, yours) in differences(Answer(probe().application, own), theirs).items():
            rows = [index for index, row in enumerate(INTENDED) if row.field == field and row.where(given)]
            needed.update(rows[:1])
            if not rows:
                odd = {key: value for key, value in given.items() if environ().get(key) != value and not key.startswith("wsgi.")}
                unexplained.append("%s: ours %r, Tornado's %r; %r %r" % (field, mine, yours, odd, body))
    assert not unexplained, "%d differences:\n%s" % (len(unexplained), "\n".join(unexplained[:40]))
    idle = [row.why for index, row in enumerate(INTENDED) if index not in needed]
    assert not idle, "nothing differs there any more: %r" % idle
