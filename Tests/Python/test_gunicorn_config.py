"""A gunicorn.conf.py as it is: its settings, one by one, and its hooks (docs/coming-from.md)."""

import os
import re
import signal
import subprocess
import sys
import textwrap

import pytest

from harness.server import APPS, Server, clean_environment, run
from harness.wire import Truncated, until
from test_workers import workers_of

config = pytest.importorskip("gunicorn.config")

HOOKS = {"on_starting", "on_reload", "when_ready", "pre_fork", "post_fork", "post_worker_init", "worker_int", "worker_abort",
         "pre_request", "post_request", "child_exit", "worker_exit", "nworkers_changed", "on_exit"}
#: Values that differ from the default, where one can't be made up.
SAMPLES = {
    "bind": ["127.0.0.1:8001", "unix:/tmp/x.sock"], "chdir": "/", "wsgi_app": "site.wsgi", "reload_extra_files": ["x.yaml"],
    "raw_env": ["A=b,c", "B="], "user": "root", "group": "root", "umask": 0o22, "forwarded_allow_ips": "10.0.0.1,::1",
    "secure_scheme_headers": {"X-FORWARDED-PROTO": "https"}, "accesslog": "/tmp/access.log", "errorlog": "/tmp/error.log",
    "access_log_format": "%(h)s", "loglevel": "debug", "logger_class": "site.Logger", "logconfig_dict": {"version": 1},
    "statsd_host": "localhost:8125", "proxy_protocol": True, "proxy_allow_ips": "10.0.0.1", "pythonpath": "a,b",
    "http_protocols": "h2,h1", "forwarder_headers": "REMOTE_USER", "header_map": "dangerous", "root_path": "/x",
    "worker_class": "gevent", "limit_request_line": 4000, "sendfile": False, "http2_cleartext": "on", "proc_name": "site",
    "pidfile": "/tmp/x.pid", "reload_engine": "wonder",
    "initgroups": True, "control_socket_disable": False,
}
#: What is read and means something, but is no option, or only without hooks that do something.
UNDERSTOOD = HOOKS | {"logconfig", "logconfig_dict", "logconfig_json", "control_socket_disable", "enable_stdio_inheritance",
                      "suppress_ragged_eofs"}


def sample(setting):
    if setting.name in SAMPLES:
        return SAMPLES[setting.name]
    if callable(setting.default) or setting.section.endswith("Hooks"):
        return None
    if isinstance(setting.default, bool):
        return not setting.default
    if isinstance(setting.default, int):
        return setting.default + 1
    if isinstance(setting.default, list):
        return ["site"]
    return "site"


def shown(text, tmp_path, *arguments, env=None):
    (tmp_path / "gunicorn.conf.py").write_text(textwrap.dedent(text))
    done = run("--print-config", *arguments, cwd=tmp_path, env=env)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_every_setting_is_an_option_or_refused_or_warned_of(tmp_path):
    settings = {setting.name: sample(setting) for setting in config.KNOWN_SETTINGS}
    assert len(settings) > 80
    # Does not go with --reload.
    assert "preload = true" in shown("preload_app = %r" % settings.pop("preload_app"), tmp_path).stdout
    refused = {}
    while True:
        lines = ["def %s(*_): pass" % name if value is None else "%s = %r" % (name, value)
                 for name, value in settings.items()]
        done = shown("\n".join(lines), tmp_path)
        if done.returncode == 0:
            break
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
        name = re.search(r"gunicorn\.conf\.py:\d+: (\w+)(?: = '.*')? is not possible: .", done.stderr)
        assert name, done.stderr
        refused[name[1]] = settings.pop(name[1])
    assert set(refused) == {"daemon", "paste", "raw_paste_global_conf", "protocol", "keyfile", "certfile", "ca_certs",
                            "ssl_context", "dirty_apps"}
    seen = UNDERSTOOD | set(re.findall(r"^# warning: gunicorn\.conf\.py:\d+: (\w+)", done.stdout, re.M))
    numbers = {number: name for number, name in enumerate(settings, 1)}
    seen |= {numbers[int(n)] for n in re.findall(r"^(?!# warning).*# gunicorn\.conf\.py:(\d+)$", done.stdout, re.M)}
    assert set(settings) - seen == set()


def test_values_arrive(tmp_path):
    done = shown("""
        import os
        wsgi_app = "site:app"
        bind = "127.0.0.1:9000"
        workers = 2 * 2 + 1
        threads = "4"
        keepalive = 2
        timeout_of_mine = None
        accesslog = None
        raw_env = ["A=b,c"]
        pythonpath = None
        """, tmp_path)
    rows = {line.partition(" #")[0].strip(): line.rpartition("# ")[2] for line in done.stdout.splitlines()}
    assert rows['app = "site:app"'] == "gunicorn.conf.py:3"
    assert rows['bind = ["127.0.0.1:9000"]'] == "gunicorn.conf.py:4"
    assert rows["workers = 5"] == "gunicorn.conf.py:5" and rows["threads = 4"] == "gunicorn.conf.py:6"
    assert rows["keep-alive = 2"] == "gunicorn.conf.py:7" and rows['access-log = "off"'] == "gunicorn.conf.py:9"
    assert 'env = ["A=…"]' in rows
    assert "warning" not in done.stdout


def test_precedence_and_discovery(tmp_path):
    text = "threads = 3\nloops = 2"
    assert "threads = 5" in shown(text, tmp_path, "--threads", "5").stdout
    assert "threads = 4" in shown(text, tmp_path, env={"CROSSWIND_THREADS": "4"}).stdout
    done = shown("workers = 3", tmp_path, env={"WEB_CONCURRENCY": "2"})
    assert "# warning: gunicorn.conf.py:1: workers gives way to WEB_CONCURRENCY" in done.stdout
    (tmp_path / "crosswind.toml").write_text("threads = 7")
    done = shown("threads = 3\nbacklog = 9", tmp_path)
    assert "threads = 7" in done.stdout and "# backlog" in done.stdout
    assert "gunicorn.conf.py is not read, since crosswind.toml is" in done.stdout
    for order in (["gunicorn.conf.py", "crosswind.toml"], ["crosswind.toml", "gunicorn.conf.py"]):
        done = shown("threads = 3\nbacklog = 9", tmp_path, "-c", order[0], "-c", order[1])
        assert "threads = 7 " in done.stdout and "\nbacklog = 9 " in done.stdout
    (tmp_path / "other.py").write_text("threads = 8")
    assert "threads = 8 " in shown("", tmp_path, "-c", "file:other.py").stdout
    assert "threads = 8 " in shown("", tmp_path, "-c", "python:other").stdout


def test_cmd_args_count_as_in_gunicorn(tmp_path):
    """Read by both servers, from the same three places."""
    (tmp_path / "mysite.py").write_text("def application(environ, start_response): ...")
    text = "threads = 2\nworkers = 2\ntimeout = 7\nbacklog = 99\nproc_name = 'file'"
    env = {"GUNICORN_CMD_ARGS": "--threads 3 -w 3 --bind=127.0.0.1:5001 --name 'my site' --backlog=98 ignored:app", "PORT": "9",
           "WEB_CONCURRENCY": "8"}
    ours = shown(text, tmp_path, "-w", "4", env=env).stdout
    done = subprocess.run([sys.executable, "-m", "gunicorn", "--print-config", "-w", "4", "mysite:application"], cwd=tmp_path,
                          env=clean_environment(**env), capture_output=True, text=True, timeout=60)
    theirs = dict(re.findall(r"^(\w+) += (.*)$", done.stdout, re.M))
    assert done.returncode == 0 and theirs["bind"] == "['127.0.0.1:5001']", done
    rows = {row.partition(" =")[0]: row for row in ours.splitlines()}
    for name, option, source in [("workers", "workers", "--workers"), ("threads", "threads", "GUNICORN_CMD_ARGS"),
                                 ("timeout", "timeout", "gunicorn.conf.py:3"), ("backlog", "backlog", "GUNICORN_CMD_ARGS")]:
        assert re.fullmatch("%s = %s +# %s" % (option, theirs[name], re.escape(source)), rows[option]), rows[option]
    assert re.fullmatch(r'bind = \["127.0.0.1:5001"\] +# GUNICORN_CMD_ARGS', rows["bind"])
    assert theirs["proc_name"] == "my site" and re.fullmatch('name = "my site" +# GUNICORN_CMD_ARGS', rows["name"])
    assert "# warning: GUNICORN_CMD_ARGS: ignored:app is ignored" in ours


def test_a_server_that_is_configured_by_cmd_args():
    with Server("everything", env={"GUNICORN_CMD_ARGS": "--workers 2 --access-logfile -"}) as server:
        server.logged("2 workers with ")
        assert server.get("/framing/hello").status == 200


@pytest.mark.parametrize("text, words", [
    ("--threds 3", "Unknown option '--threds'. Did you mean '--threads'?"),
    ("--worker-tmp-dir /dev/shm", "--worker-tmp-dir is no option of crosswind: leave it out; workers have no heartbeat files"),
    ("--name 'x", "a quote is not closed"),
])
def test_cmd_args_that_cannot_be_used(text, words):
    done = run("good", env={"GUNICORN_CMD_ARGS": text})
    assert done.returncode == 2 and done.stderr.startswith("crosswind: GUNICORN_CMD_ARGS: " + words), done


@pytest.mark.parametrize("text, words", [
    ("workers = 1 / 0", r"Traceback.*gunicorn\.conf\.py.*line 1.*failed with ZeroDivisionError: division by zero"),
    ("workers = ", r"SyntaxError"),
    ("import no_such_module", r"ModuleNotFoundError"),
    ("workers = []", r"gunicorn\.conf\.py:1: workers is an array, which is not possible"),
    ("workers = -1", r"gunicorn\.conf\.py:1: workers: '-1' is not possible"),
    ("on_starting = 3", r"on_starting is no function"),
    ("def pre_fork(server): pass", r"pre_fork takes 1 arguments, and gunicorn calls it with 2"),
    ("worker_class = 'uvicorn.workers.UvicornWorker'", r"crosswind serves WSGI"),
    ("certfile = 'x.pem'", r"certfile is not possible: TLS is a proxy's"),
])
def test_broken_files(tmp_path, text, words):
    (tmp_path / "gunicorn.conf.py").write_text(text)
    done = run("app", cwd=tmp_path)
    assert done.returncode == 2
    assert re.search(words, done.stderr, re.S), done.stderr


# --- hooks

HOOKED = """
    import os

    def note(*words):
        with open(%r, "a") as file:
            print(*words, file=file)

    def on_starting(server): note("on_starting", server.pid == os.getpid(), server.cfg.workers, server.address != [])
    def when_ready(server): note("when_ready"); server.log.info("ready, says the hook of %%s", server.cfg.proc_name)
    def pre_fork(server, worker): note("pre_fork", worker.age)
    def post_fork(server, worker): note("post_fork", worker.pid == os.getpid(), worker.ppid == os.getppid())
    def post_worker_init(worker): note("post_worker_init", callable(worker.wsgi))
    def worker_int(worker): note("worker_int", worker.pid)
    def worker_abort(worker): note("worker_abort", worker.pid == os.getpid(), worker.aborted)
    def child_exit(server, worker): note("child_exit", worker.pid, len(server.WORKERS))
    def worker_exit(server, worker): note("worker_exit", worker.pid == os.getpid())
    def nworkers_changed(server, new_value, old_value): note("nworkers_changed", new_value, old_value)
    def on_reload(server): note("on_reload", server.cfg.threads)
    def on_exit(server): note("on_exit")
    """


class Notes:
    def __init__(self, tmp_path):
        self.path = tmp_path / "notes"
        self.path.write_text("")

    def __call__(self):
        return self.path.read_text().splitlines()

    def wait(self, line, count=1):
        until(lambda: self().count(line) >= count, "%s in %s" % (line, self()), 20)


def hooked(tmp_path, *options, extra=""):
    notes = Notes(tmp_path)
    (tmp_path / "gunicorn.conf.py").write_text(
        textwrap.dedent(HOOKED % str(notes.path)) + "pythonpath = %r\n" % str(APPS) + textwrap.dedent(extra))
    return notes, Server("workers", *options, cwd=tmp_path)


def test_hooks_of_a_supervisor(tmp_path):
    notes, server = hooked(tmp_path, "--workers", "2", "--threads", "2")
    with server:
        server.expect_trouble = True
        notes.wait("post_worker_init True", 2)
        assert notes()[:4] == ["nworkers_changed 2 None", "on_starting True 2 True", "when_ready", "pre_fork 1"]
        assert notes().count("post_fork True True") == 2 and "pre_fork 2" in notes()
        server.logged("ready, says the hook of gunicorn")
        server.signal(signal.SIGTTIN)
        notes.wait("nworkers_changed 3 2")
        notes.wait("post_worker_init True", 3)
        until(lambda: server.log.count("is ready") == 3, "the third worker")
        with pytest.raises((OSError, Truncated)):
            server.get("/kill")
        until(lambda: any(line.startswith("child_exit ") for line in notes()), "child_exit")
        notes.wait("post_worker_init True", 4)
        until(lambda: server.log.count("is ready") == 4, "its successor")
        mark = server.mark()
        server.signal(signal.SIGHUP)
        notes.wait("on_reload 2")
        server.logged("all workers are replaced", since=mark)
    assert notes()[-1] == "on_exit"
    assert notes().count("worker_exit True") >= 3
    assert not any(line.startswith("worker_int") for line in notes())


def test_hooks_without_a_supervisor(tmp_path):
    notes, server = hooked(tmp_path)
    with server:
        notes.wait("when_ready")
        assert server.get("/").status == 200
    assert notes() == ["nworkers_changed 1 None", "on_starting True 1 True", "pre_fork 1", "post_fork True False", "post_worker_init True", "when_ready",
                       "worker_exit True", "on_exit"]


def test_worker_int(tmp_path):
    notes, server = hooked(tmp_path, "--workers", "1")
    with server:
        notes.wait("post_worker_init True")
        until(lambda: "is ready" in server.log, "the worker")
        server.signal(signal.SIGQUIT)
        assert server.wait() == 0
    assert any(line.startswith("worker_int") for line in notes())


@pytest.mark.parametrize("options", [(), ("--workers", "1")], ids=["alone", "supervised"])
def test_worker_abort_by_timeout(tmp_path, options):
    """Once, when the first request of a process is given up; the worker is replaced, others finish."""
    notes, server = hooked(tmp_path, "--timeout", "300ms", *options)
    with server:
        server.expect_trouble = True
        notes.wait("post_worker_init True")
        if options:
            server.logged("is ready")
        for _ in range(1 if options else 2):
            assert server.get("/slow").status == 504
        notes.wait("worker_abort True True")
    assert notes().count("worker_abort True True") == 1


@pytest.mark.parametrize("options, code", [((), 1), (("--workers", "1"), 0)], ids=["alone", "supervised"])
def test_worker_abort_by_who_watches(tmp_path, options, code):
    """What supervisor and systemd send to a process that does not respond."""
    notes, server = hooked(tmp_path, *options)
    with server:
        server.expect_trouble = True
        notes.wait("post_worker_init True")
        pid = int(server.logged("is ready, pid ([0-9]+)")[1]) if options else server.process.pid
        until(lambda: server.get("/").status == 200, "an answer")
        os.kill(pid, signal.SIGABRT)
        notes.wait("worker_abort True True")
        if options:
            server.logged("pid %d, ended with code 1; replaced at once" % pid)
            until(lambda: server.log.count("is ready") == 2, "the successor")
        else:
            assert server.wait() == code
            server.process.returncode = 0
    assert notes().count("worker_exit True") == (2 if options else 1)


@pytest.mark.parametrize("hook, code, words", [
    ("on_starting", 1, "planned"), ("when_ready", 1, "planned"), ("post_fork", 3, "planned.*giving up"),
    ("post_worker_init", 3, "planned.*giving up"),
])
def test_hooks_that_end_the_start(tmp_path, hook, code, words):
    (tmp_path / "gunicorn.conf.py").write_text("def %s(*_): raise ValueError('planned')\npythonpath = %r" % (hook, str(APPS)))
    done = run("workers", "--workers", "1", "--bind", "127.0.0.1:0", cwd=tmp_path)
    assert done.returncode == code, done
    assert "Traceback" in done.stderr and re.search(words, done.stderr, re.S), done.stderr


def test_sys_exit_in_on_starting(tmp_path):
    (tmp_path / "gunicorn.conf.py").write_text("import sys\ndef on_starting(server): sys.exit(7)\npythonpath = %r" % str(APPS))
    assert run("workers", "--bind", "127.0.0.1:0", cwd=tmp_path).returncode == 7


def test_other_hooks_that_fail_are_logged(tmp_path):
    extra = "def pre_fork(server, worker): raise ValueError('planned')\n" \
            "def nworkers_changed(server, new, old): raise ValueError('planned')\n"
    _, server = hooked(tmp_path, "--workers", "1", extra=extra)
    with server:
        server.expect_trouble = True
        server.logged("the hook pre_fork failed.*Traceback.*planned")
        until(lambda: "is ready" in server.log, "the worker")
        server.signal(signal.SIGTTIN)
        server.logged("the hook nworkers_changed failed")
        until(lambda: server.log.count("is ready") == 2, "the second worker")
        assert server.get("/").status == 200


def test_request_hooks(tmp_path):
    extra = """
        def pre_request(worker, req):
            worker.log.info("before %s %s %s", req.method, req.path, dict(req.headers).get("X-A"))

        def post_request(worker, req, environ, resp):
            worker.log.info("after %s %s %s", req.uri, resp.status, environ["REQUEST_METHOD"])
        """
    _, server = hooked(tmp_path, extra=extra)
    with server:
        response = server.get("/?x=1", "X-A: b")
        assert response.status == 200 and response.get("Content-Length")
        server.logged("before GET / b.*after /\\?x=1 200 OK GET")


def test_python_logging(tmp_path):
    """gunicorn.error is there for applications that look for it, and logconfig_dict is about theirs."""
    (tmp_path / "site_app.py").write_text(textwrap.dedent("""
        import logging

        def application(environ, start_response):
            logging.getLogger("gunicorn.error").warning("to gunicorn.error")
            logging.getLogger("site").debug("to site")
            start_response("200 OK", [])
            return []
        """))
    (tmp_path / "gunicorn.conf.py").write_text(textwrap.dedent("""
        logconfig_dict = {"loggers": {"site": {"level": "DEBUG", "handlers": ["to_file"], "propagate": False}},
                          "handlers": {"to_file": {"class": "logging.FileHandler", "filename": "site.log"}}}
        """))
    with Server("site_app", cwd=tmp_path) as server:
        assert server.get("/").status == 200
        server.logged("to gunicorn.error")
        assert (tmp_path / "site.log").read_text() == "to site\n"


# --- SIGHUP

def reloaded(server, words):
    mark = server.mark()
    server.signal(signal.SIGHUP)
    server.logged(words, since=mark)


def test_hup_reads_the_configuration_anew(tmp_path):
    """Workers, limits, the application and the environment may change; a broken file changes nothing."""
    file, env = tmp_path / "crosswind.toml", tmp_path / "env"
    env.write_text("GREETING=one\n")
    (tmp_path / "site_app.py").write_text(textwrap.dedent("""
        import os

        def application(environ, start_response):
            start_response("200 OK", [])
            return [os.environ.get("GREETING", "none").encode()]

        def other(environ, start_response):
            start_response("200 OK", [])
            return [b"other"]
        """))

    def write(workers, **more):
        lines = ['env-file = ["env"]', "workers = %d" % workers]
        file.write_text("\n".join(lines + ["%s = %s" % (key.replace("_", "-"), value) for key, value in more.items()]))
    write(1)
    with Server("", "--log-level=info", cwd=tmp_path, bare=True, bind="127.0.0.1:0", wait=False,
                command=[*_command(), "--threads", "2"], env={"CROSSWIND_APP": "site_app", "CROSSWIND_BIND": "127.0.0.1:0"}) as server:
        server.expect_trouble = True
        server.bind = "127.0.0.1:" + server.logged(r"listens at http://127\.0\.0\.1:(\d+)")[1]
        server.logged("is ready")
        assert server.get("/").body == b"one"
        first = workers_of(server)
        env.write_text("GREETING=two\n")
        write(2, limit_request_line=200, log_level='"debug"')
        reloaded(server, "all workers are replaced")
        until(lambda: server.log.count("is ready") >= 3, "two new workers")
        until(lambda: not first & workers_of(server), "the old one's end")
        assert server.get("/").body == b"two"
        assert server.get("/" + "x" * 300).status == 414
        file.write_text("threads = \n")
        reloaded(server, "the configuration stays as it was.*no valid TOML")
        assert server.get("/").body == b"two"
        file.write_text("workers = 999\n")
        reloaded(server, "the configuration stays as it was.*workers: '999' is not possible")
        write(2, backlog=99)
        reloaded(server, "backlog.*takes a restart")
        assert server.get("/").body == b"two"
        env.write_text("")
        write(1)
        reloaded(server, "now 1 worker")
        until(lambda: server.get("/").body == b"none", "the variable's end")


def _command():
    from harness.server import COMMAND
    return [COMMAND]


def test_environment(tmp_path):
    (tmp_path / "env").write_text('# comment\n\nexport A=1\nB = "two words"\nC=\'a # b\'\nD=x # comment\nHOME=elsewhere\nE="a\\nb"\n')
    (tmp_path / "site_app.py").write_text(
        "import json, os\n\ndef application(environ, start_response):\n    start_response('200 OK', [])\n"
        "    return [json.dumps(dict(os.environ)).encode()]\n")
    with Server("site_app", "--env-file", "env", "-e", "F=1,2", "--env", "A=over", cwd=tmp_path) as server:
        seen = server.json("/")
    assert {name: seen[name] for name in "ABCDEF"} == {
        "A": "over", "B": "two words", "C": "a # b", "D": "x", "E": "a\nb", "F": "1,2"}
    assert seen["HOME"] == os.environ["HOME"]


@pytest.mark.parametrize("arguments, words", [
    (["--env", "novalue"], "--env: 'novalue' is no assignment; write NAME=VALUE"),
    (["--env", "=x"], "is no assignment"),
    (["--env-file", "missing"], "--env-file: can't read missing: No such file or directory"),
    (["--env-file", "bad"], "--env-file: bad:2: 'no assignment' is no assignment; write NAME=VALUE"),
])
def test_environment_errors(tmp_path, arguments, words):
    (tmp_path / "bad").write_text("A=1\nno assignment\n")
    done = run("app", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr, done.stderr
