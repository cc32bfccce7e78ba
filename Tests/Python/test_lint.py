"""--lint: the rules of PEP 3333 by number, what wsgiref.validate finds, and that the response stays what it was."""

import importlib
import inspect
import io
import itertools
import re
import wsgiref.util
import wsgiref.validate
from pathlib import Path

import pytest

import lint_cases
from crosswind._develop.lint import lint
from crosswind._develop.lint.findings import MOST
from crosswind._develop.lint.rules import RULES
from harness.server import ROOT, Server


class Shared(io.StringIO):
    """A server's stream: whoever closes it does no harm."""

    def close(self):
        pass


class Body(io.BytesIO):
    def close(self):
        pass


def call(app, method="POST", body=b"hello"):
    """What a server does, without one: the status, and the body."""
    environ = {"REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(body)), "wsgi.input": Body(body),
               "wsgi.errors": Shared(), "SCRIPT_NAME": "", "PATH_INFO": "/a", "QUERY_STRING": ""}
    wsgiref.util.setup_testing_defaults(environ)
    heads, begun, written = [], [], []

    def start_response(status, headers, exc_info=None, **named):
        if exc_info and begun and isinstance(exc_info, tuple):
            raise exc_info[1]
        heads.append(status)
        return written.append

    def named(*arguments, **keywords):
        keywords = {"headers" if key == "response_headers" else key: value for key, value in keywords.items()}
        return start_response(*arguments, **keywords)
    result = app(environ, named)
    try:
        for chunk in itertools.islice(result or (), 1000):  # some have no end
            if chunk:
                begun.append(chunk)
    finally:
        if hasattr(result, "close"):
            result.close()
    return heads[-1:], begun, written


def findings_of(app, times=1, **options):
    told = []
    watched = lint(app, told.append)
    for _ in range(times):
        try:
            call(watched, **options)
        except (ValueError, TypeError, AssertionError, KeyError):
            pass
    return sorted({int(re.match(r"lint CW(\d+): ", line)[1]) for line in told})


@pytest.mark.parametrize("numbers, app", lint_cases.BROKEN.items(), ids=lambda each: str(each[0]) if isinstance(each, tuple) else "")
def test_each_rule_is_told_alone(numbers, app):
    assert findings_of(app, times=2) == list(numbers)


def test_every_rule_has_a_test_and_a_place_in_the_docs():
    assert sorted(number for numbers in lint_cases.BROKEN for number in numbers) == sorted(RULES)
    page = (ROOT / "docs" / "errors.md").read_text()
    for number, (wrong, remedy) in RULES.items():
        assert '<a id="cw%d"></a>CW%d | %s | %s |' % (number, number, wrong, remedy) in page


@pytest.mark.parametrize("app", lint_cases.GOOD.values(), ids=lint_cases.GOOD)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_nothing_is_told_of_what_is_right(app, method):
    assert findings_of(app, times=2, method=method, body=b"" if method != "POST" else b"hello") == []


def wsgiref_complains(app):
    for body in (b"hello",):
        try:
            call(wsgiref.validate.validator(app), body=body)
        except AssertionError as error:
            # What it wants of servers, or of methods, is not the application's.
            return str(error) or "AssertionError"
        except (ValueError, TypeError, KeyError):
            pass
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("numbers, app", lint_cases.BROKEN.items(), ids=lambda each: str(each[0]) if isinstance(each, tuple) else "")
def test_all_that_wsgiref_finds_is_found(numbers, app):
    complaint = wsgiref_complains(app)
    if complaint:
        assert findings_of(app, times=2), complaint


def probes():
    """The applications that the server's other tests ask."""
    for name in ("framing", "calls", "inputs", "environs"):
        module = importlib.import_module(name)
        for each, app in vars(module).items():
            if each == "write_leaves":  # waits for its client's next step, and there is none
                continue
            if inspect.isfunction(app) and list(inspect.signature(app).parameters) == ["environ", "start_response"]:
                yield pytest.param(app, id="%s.%s" % (name, each))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("app", list(probes()))
def test_what_wsgiref_finds_in_the_other_tests_applications_is_found(app):
    complaint = quietly(lambda: wsgiref_complains(app))
    if complaint:
        assert quietly(lambda: findings_of(app)), complaint


def quietly(work):
    """Some of them raise on purpose."""
    try:
        return work()
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - on purpose, too
        assert not isinstance(error, AssertionError), error
        return None


def test_a_place_is_told_once_and_names_the_line():
    told = []
    watched = lint(lint_cases.BROKEN[(315,)], told.append)
    for _ in range(5):
        call(watched)
    assert len(told) == 1
    assert re.fullmatch(r"lint CW315: the body is longer than its Content-Length: more than 3 bytes, at .*lint_cases\.py:\d+: "
                        r"count bytes.* \(PEP 3333; docs/errors\.md#cw315\)", told[0])


def test_memory_is_bounded():
    told = []

    def app(environ, start_response):
        code = compile("start('200', [('Content-Type', 'a/b')])", "<page %d>" % len(told), "exec")
        exec(code, {"start": start_response})
        return [b"x"]
    watched = lint(app, told.append)
    for _ in range(MOST + 50):
        call(watched)
    assert len(told) == MOST + 1
    assert told[-1].startswith("lint: rules were broken in more than")


def test_the_iterable_stays_what_the_server_looks_at():
    def kind(result):
        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "a/b")])
            return result
        environ = {}
        wsgiref.util.setup_testing_defaults(environ)
        return lint(app, print)(environ, lambda *a: None)
    listed, pair = [b"x"], (b"x", b"y")
    assert kind(listed) is listed and kind(pair) is pair
    assert not hasattr(kind(iter([b"x"])), "close")
    assert hasattr(kind(x for x in [b"x"]), "close")


# --- in the server


def test_the_server_tells_and_answers_as_ever():
    with Server("lint_cases", threads=2) as bare, Server("lint_cases", "--lint", threads=2) as linted:
        bare.expect_trouble = linted.expect_trouble = True
        names = [*lint_cases.GOOD, *("%d" % numbers[0] for numbers in lint_cases.BROKEN)]
        for name in names:
            answers = []
            for server in (bare, linted):
                try:
                    with server.connect() as client:
                        response = client.get("/" + name)
                    headers = [header for header in response.headers if header[0] != "Date"]
                    answers.append((response.status, headers, response.body, response.framing))
                except Exception as error:  # noqa: BLE001 - a response that is cut is one too
                    answers.append(type(error).__name__)
            assert answers[0] == answers[1], name
        for number in (302, 312, 315, 321, 331, 351):
            linted.logged(r"warning.* lint CW%d: " % number)
        assert "lint CW" not in bare.log


def test_a_share_of_requests():
    with Server("lint_cases", "--lint=1%") as server:
        server.expect_trouble = True
        with server.connect() as client:
            for _ in range(3000):  # none of them is (99/100)^3000
                client.get("/351")
        server.logged("lint CW351")
        assert server.log.count("lint CW351") == 1


@pytest.mark.parametrize("word", ["2", "-1", "0", "101%", "x", "%"])
def test_shares_that_are_none(word):
    from harness.server import run
    done = run("lint_cases", "--lint=" + word, "--check")
    assert done.returncode == 2
    assert "--lint" in done.stderr and "as in --lint=1%" in done.stderr


def test_docs_name_no_rule_that_is_none():
    page = (Path(ROOT) / "docs" / "errors.md").read_text()
    assert {int(number) for number in re.findall(r"\bCW(3\d\d)\b", page)} == set(RULES)
