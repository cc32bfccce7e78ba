"""--reload and --debug, by real files and the kernel's own notices (docs/development.md)."""

import os
import re
import shutil
import subprocess
import threading

import pytest

from harness.server import COMMAND, Background, Server, clean_environment
from harness.wire import until

APP = """
import os
TEXT = %r
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [TEXT.encode()]
"""


def write(path, text):
    """As editors do: a new file, renamed over the old."""
    new = path.with_name(".%s.swp" % path.name)
    new.write_text(text)
    os.replace(new, path)


def says(server, words, *fields):
    """Waits until the answer holds these words: a change is noticed some time after it was made."""
    def look():
        response = server.get("/", *fields)
        return response if words in response.text else None
    return until(look, "an answer with %r; log:\n%s" % (words, server.log), 30)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "site.py").unlink(missing_ok=True)
    write(tmp_path / "shop.py", APP % "one")
    return tmp_path


@pytest.fixture
def begin(project):
    """Starts the project with --reload; ends it quietly."""
    servers = []

    def start(*options, app="shop:app", **others):
        server = Server(app, "--reload", *options, cwd=project, **others)
        server.expect_trouble = True
        servers.append(server)
        server.logged("worker 1 is ready")
        return server
    yield start
    for server in servers:
        server.stop()


def test_a_saved_file_is_served(begin, project):
    server = begin()
    assert server.get("/").text == "one"
    write(project / "shop.py", APP % "two")
    says(server, "two")
    server.logged(r"shop\.py changed: reloading")
    (project / "shop.py").write_text(APP % "three")  # in place, too
    says(server, "three")


def test_a_second_change_in_the_same_second(begin, project):
    """Of the same length, too, as when quotes are replaced: bytecode of the first would pass for that of the second."""
    server = begin(env={"PYTHONDONTWRITEBYTECODE": None})
    moment = (project / "shop.py").stat().st_mtime + 2
    for text in ("two", "six", "ten"):
        new = project / "new"
        new.write_text(APP % text)
        os.utime(new, (moment, moment))
        os.replace(new, project / "shop.py")
        says(server, text)


def test_no_request_is_refused_and_none_meets_the_old_code(begin, project):
    server = begin()
    statuses, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            statuses.append(server.get("/").status)
    asking = Background(ask)
    for number in range(5):
        mark = server.mark()
        write(project / "shop.py", APP % ("version %d" % number))
        server.logged("changed: reloading", since=mark)
        # From here on the old worker doesn't accept, or is about to stop doing so; the new one answers what waits.
        says(server, "version %d" % number)
    stop.set()
    asking.result()
    assert set(statuses) == {200}


def test_a_syntax_error_is_shown_and_survived(begin, project):
    server = begin()
    write(project / "shop.py", "def app(:\n    '<script>alert(1)</script>'\n")
    page = says(server, "SyntaxError", "Accept: text/html,*/*;q=0.8")
    assert page.status == 500
    assert page.get("content-type") == "text/html; charset=utf-8"
    assert "def app(:" in page.text and "shop.py" in page.text
    assert "<script>" not in page.text and "&lt;script&gt;" in page.text
    plain = server.get("/any/path", "Accept: */*")
    assert plain.status == 500
    assert plain.get("content-type") == "text/plain; charset=utf-8"
    assert plain.text.startswith("Traceback (most recent call last)") or "SyntaxError" in plain.text
    write(project / "shop.py", APP % "mended")
    says(server, "mended")
    assert server.process.poll() is None


def test_it_starts_with_an_application_that_cannot_be_imported(begin, project):
    write(project / "shop.py", "import helper\n" + APP % "one")
    write(project / "helper.py", "def fails():\n    secret = 1\n    raise LookupError('no <b>such</b> thing')\nfails()\n")
    server = begin()
    page = says(server, "no &lt;b&gt;such", "Accept: text/html")
    assert "helper.py" in page.text and "raise LookupError" in page.text and "secret = 1" in page.text
    assert "sys.path" in page.text and "Python 3" in page.text
    write(project / "helper.py", "")
    says(server, "one")


def test_exit_at_import_is_shown(begin, project):
    write(project / "shop.py", "import sys\nsys.exit('not today')\n")
    server = begin()
    assert "SystemExit: not today" in says(server, "SystemExit").text


def test_new_directories_and_patterns(begin, project):
    server = begin("--reload-include", "*.html", "--reload-exclude", "generated/*,*_pb2.py", "--reload-extra-file", "data.bin")
    write(project / "shop.py", """
import pathlib
HERE = pathlib.Path(__file__).parent
TEXT = "".join(path.read_text() for path in sorted(HERE.glob("**/*.html"))) + (
    (HERE / "data.bin").read_text() if (HERE / "data.bin").exists() else "")
def app(environ, start_response):
    start_response("200 OK", [])
    return [b"<" + TEXT.encode() + b">"]
""")
    says(server, "<>")
    pages = project / "pages" / "deep"
    pages.mkdir(parents=True)
    write(pages / "a.html", "first")
    says(server, "<first>")
    write(pages / "a.html", "second")
    says(server, "<second>")
    write(project / "data.bin", "!")
    says(server, "<second!>")
    mark = server.mark()
    (project / "generated").mkdir()
    write(project / "generated" / "x.py", "")
    write(project / "thing_pb2.py", "")
    write(project / "notes.txt", "")
    for name in (".git", "__pycache__", "node_modules"):
        (project / name).mkdir()
        write(project / name / "x.py", "")
    environment = project / "env"
    (environment / "lib").mkdir(parents=True)
    (environment / "pyvenv.cfg").write_text("home = /usr/bin\n")
    write(pages / "a.html", "third")
    says(server, "<third!>")
    assert server.log[mark:].count("changed: reloading") == 1, server.log[mark:]
    assert "a.html changed" in server.log[mark:] or "env" not in server.log[mark:]


def test_a_module_from_elsewhere_is_watched(begin, project, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere / "wares.py", "TEXT = 'bread'\n")
    write(project / "shop.py", """
def app(environ, start_response):
    import wares  # with the first request
    start_response("200 OK", [])
    return [wares.TEXT.encode()]
""")
    server = begin(env={"PYTHONPATH": str(elsewhere)})
    says(server, "bread")
    write(elsewhere / "wares.py", "TEXT = 'cheese'\n")
    says(server, "cheese")


def test_only_the_named_directory(begin, project, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    server = begin("--reload-dir", str(other))
    mark = server.mark()
    write(project / "shop.py", APP % "two")
    write(other / "x.py", "")
    says(server, "two")
    assert re_count(server.log[mark:]) == ["x.py"]


def re_count(log):
    return [line.split(" changed")[0].rpartition(" ")[2] for line in log.splitlines() if "changed: reloading" in line]


def test_many_events_are_one_reload(begin, project):
    server = begin()
    mark = server.mark()
    source = project.parent / ("tree-" + project.name)
    for number in range(300):
        path = source / ("p%d" % (number % 20)) / ("m%d.py" % number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    shutil.copytree(source, project / "package")
    write(project / "shop.py", APP % "two")
    says(server, "two")
    assert 1 <= len(re_count(server.log[mark:])) < 30, server.log[mark:]  # of some hundred changes


def test_several_workers(begin, project):
    server = begin("--workers", "2")
    server.logged("worker 2 is ready")
    write(project / "shop.py", APP % "two")
    # The old ones may take a moment to hear of it.
    until(lambda: {server.get("/").text for _ in range(20)} == {"two"}, "nothing but new answers")


def test_a_worker_that_dies_at_import_is_tried_again_at_the_next_change(begin, project):
    server = begin()
    write(project / "shop.py", "import os\nos._exit(9)\n")
    server.logged("ended with code 9")
    write(project / "shop.py", APP % "back")
    says(server, "back")


def test_a_directory_that_is_not_there(project):
    done = subprocess.run([COMMAND, "shop:app", "--reload", "--reload-dir", "nowhere", "--bind", "127.0.0.1:0"], cwd=project,
                          env=clean_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "can't watch nowhere: No such file or directory; see --reload-dir" in done.stderr


@pytest.mark.parametrize("limit, words", [
    ("max_inotify_watches", r"the kernel's limit of inotify watches is used up \(3 are ours\); raise it "
                            r"\(sysctl fs.inotify.max_user_watches=524288\), or name fewer directories with --reload-dir"),
    ("max_inotify_instances", r"too many inotify instances; raise fs.inotify.max_user_instances")])
def test_the_kernel_s_limits_are_named(project, limit, words):
    """In a user namespace of its own, whose limits are the test's to set."""
    for name in ("a", "b", "c", "d"):
        (project / name).mkdir()
    script = "echo %d > /proc/sys/user/%s && exec %s shop:app --reload --bind 127.0.0.1:0" % (
        3 if limit == "max_inotify_watches" else 0, limit, COMMAND)
    try:
        subprocess.run(["unshare", "-Ur", "true"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no user namespaces here")
    done = subprocess.run(["unshare", "-Ur", "sh", "-c", script], cwd=project, env=clean_environment(), capture_output=True,
                          text=True, timeout=60)
    assert done.returncode == 1, done.stderr
    assert re.search(words, done.stderr) and done.stderr.count("crosswind: ") >= 1


def test_more_directories_than_it_watches(begin, project):
    for number in range(8200):
        (project / "many" / str(number)).mkdir(parents=True)
    server = begin()
    server.logged("in 8192 directories")
    server.logged("there are more than 8192 directories here.*--reload-dir")
    write(project / "shop.py", APP % "two")  # near ones are seen
    says(server, "two")


def test_a_checkout_by_git_is_one_reload(begin, project):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.com", *words], cwd=project, check=True,
                       capture_output=True, timeout=120, env=clean_environment(GIT_CONFIG_GLOBAL=os.devnull))
    if not shutil.which("git"):
        pytest.skip("no git here")
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "other")
    write(project / "shop.py", APP % "of the other branch")
    for number in range(500):
        path = project / ("p%d" % (number % 25)) / ("m%d.py" % number)
        path.parent.mkdir(exist_ok=True)
        path.write_text("")
    git("add", ".")
    git("commit", "-qm", "two")
    git("checkout", "-q", "main")
    server = begin()
    mark = server.mark()
    git("checkout", "-q", "other")
    says(server, "of the other branch")
    assert 1 <= len(re_count(server.log[mark:])) < 30, server.log[mark:]  # of some hundred changes
    assert "and others changed: reloading" in server.log[mark:]


def test_debug_serves_the_page_and_production_ends(project):
    write(project / "shop.py", "1/0\n")
    with Server("shop:app", "--debug", cwd=project) as server:
        server.expect_trouble = True
        assert "ZeroDivisionError" in server.get("/").text
    done = subprocess.run([COMMAND, "shop:app", "--bind", "127.0.0.1:0"], cwd=project, env=clean_environment(),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 4
    assert "ZeroDivisionError" in done.stderr
