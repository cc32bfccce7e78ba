"""`crosswind doctor`: what it finds out of applications whose nature is known (docs/development.md)."""

import json
import subprocess
import sys

import pytest

from crosswind._doctor import advice, limits, modules
from harness.server import COMMAND, ROOT, clean_environment
from test_versions import interpreter

APPS = {
    "busy": "def app(environ, start):\n    sum(range(2000))\n    start('200 OK', [])\n    return [b'x']\n",
    "waiting": "import time\ndef app(environ, start):\n    time.sleep(.02)\n    start('200 OK', [])\n    return [b'x']\n",
    "broken": "1/0\n",
    "failing": "def app(environ, start):\n    raise KeyError('no such')\n",
    "leaving": "import os\nos._exit(3)\n",
    "unsafe": """
import threading, time
inside = []
def app(environ, start):
    inside.append(1)
    time.sleep(.001)
    try:
        if len(inside) > 1:
            raise RuntimeError("not made for threads")
    finally:
        inside.pop()
    start('200 OK', [])
    return [b'x']
""",
    "made": "def create_app(word):\n    def app(environ, start):\n        start('200 OK', [])\n        print(word)\n"
            "        return [word.encode()]\n    return app\n",
}


@pytest.fixture
def doctor(tmp_path):
    for name, text in APPS.items():
        (tmp_path / (name + ".py")).write_text(text)

    def ask(*words, seconds="0.6"):
        return subprocess.run([COMMAND, "doctor", *words, "--seconds", seconds], cwd=tmp_path, env=clean_environment(),
                              capture_output=True, text=True, timeout=170, stdin=subprocess.DEVNULL)
    return ask


def facts(done, code=0):
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_one_that_waits(doctor):
    found = facts(doctor("waiting:app", "--json", "--threads", "4"))
    assert found["advice"]["waiting"] > 0.5  # 20 ms of sleep, and next to no work
    assert found["advice"]["threads"] > 8
    assert found["measured"]["one"]["wall_us"] >= 20_000
    # Four threads sleep at once.
    assert found["measured"]["many"]["requests"] > found["measured"]["one"]["requests"]
    assert found["measured"]["one"]["statuses"] == {"200": found["measured"]["one"]["requests"]}


def test_one_that_computes(doctor):
    found = facts(doctor("busy:app", "--json"))
    assert found["advice"]["waiting"] < 0.5
    assert found["advice"]["threads"] == 8
    assert found["measured"]["one"]["cpu_us"] > 5
    assert found["interpreter"]["version"] == "cpython " + sys.version.split()[0]
    assert found["limits"]["descriptors"] and found["limits"]["processors"] >= 1
    assert found["measured"]["rss_loaded"] > 5 << 20


def test_text(doctor):
    done = doctor("busy:app", "--path", "/a?b=c")
    assert done.returncode == 0, done.stderr
    for word in ("interpreter\n", "limits\n", "GET /a?b=c, 1 thread:", "GET /a?b=c, 8 threads:", "modules\n", "suggestion\n",
                 "  crosswind busy:app --workers ", "ulimit -n"):
        assert word in done.stdout


def test_one_that_fails_with_threads_only(doctor):
    found = facts(doctor("unsafe:app", "--json", seconds="2"))
    assert found["advice"]["threads"] == 1
    assert "not made for threads" in " ".join(found["advice"]["reasons"])


def test_what_it_prints_is_not_in_the_way(doctor):
    assert facts(doctor("made:create_app('word')", "--json"))["measured"]["one"]["bytes"] == 4


@pytest.mark.parametrize("app, code, words", [
    ("broken:app", 4, ("cannot be imported", "ZeroDivisionError", 'broken.py", line 1')),
    ("nowhere:app", 4, ("ModuleNotFoundError",)),
    ("busy:missing", 4, ("AttributeError",)),
    ("busy", 0, ()),
    ("leaving:app", 4, ("ended the process with code 3",)),
    ("failing:app", 1, ("failed: KeyError: 'no such'",)),
])
def test_exit_codes(doctor, app, code, words):
    done = doctor(app)
    assert done.returncode == code, done.stdout
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stdout


@pytest.mark.parametrize("words", [[], ["busy:app", "--seconds", "1000"], ["busy:app", "--threads", "1"], ["a", "--nonsense"],
                                   ["busy:app", "--path", "shop"]])
def test_wrong_arguments(words, tmp_path):
    done = subprocess.run([COMMAND, "doctor", *words], capture_output=True, text=True, timeout=60, env=clean_environment(), cwd=tmp_path)
    assert done.returncode == 2
    assert "crosswind doctor: error: " in done.stderr
    assert bool(words) or "no application is named, and there is no FLASK_APP" in done.stderr


@pytest.mark.parametrize("files, application, why, size", [
    ({"app.py": APPS["made"].replace("(word)", "(word='abc')", 1)}, "app", "app.py", 3),
    ({"crosswind.toml": 'app = "made:create_app"\nfactory = true\npythonpath = "src"\n',
      "src/made.py": APPS["made"].replace("(word)", "(word='abcde')", 1)}, "made:create_app", "the configuration", 5),
])
def test_without_an_application(doctor, tmp_path, files, application, why, size):
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = facts(doctor("--json"))
    assert (found["application"], found["found"], found["measured"]["one"]["bytes"]) == (application, why, size)


def given(**changes):
    one = {"wall_us": 1000, "cpu_us": 1000, "queued_us": 0, "requests": 100, "failures": 0}
    many = {"wall_us": 8000, "queued_us": 0, "cores": 1.0, "threads": 8, "failures": 0, "requests": 100, "error": None, "statuses": {}}
    one.update({key: value for key, value in changes.items() if key in one})
    many.update({key: value for key, value in changes.items() if key in many and key not in one})
    found = {"processors": changes.get("processors", 4), "processor_quota": changes.get("quota"),
             "memory": changes.get("memory", 8 << 30), "memory_limit": None}
    python = {"free_threaded": changes.get("free", False), "gil": not changes.get("free", False)}
    return advice.give({"one": one, "many": many, "rss_loaded": 100 << 20}, python, found)


@pytest.mark.parametrize("changes, workers, threads", [
    ({}, 4, 8),
    ({"cpu_us": 100}, 4, 15),
    ({"cpu_us": 1}, 4, 64),
    ({"cpu_us": 0}, 4, 64),
    ({"cpu_us": 500, "queued_us": 500}, 4, 8),  # a busy machine is no waiting application
    ({"quota": 1.5}, 1, 8),
    ({"memory": 300 << 20}, 2, 8),
    ({"cores": 2.0}, 2, 8),
    ({"free": True}, 1, 8),
])
def test_advice(changes, workers, threads):
    suggested = given(**changes)
    assert (suggested["workers"], suggested["threads"]) == (workers, threads), suggested


def test_a_busy_machine_is_said():
    assert any("the machine was busy" in reason for reason in given(cpu_us=300, queued_us=700)["reasons"])
    assert not any("the machine was busy" in reason for reason in given()["reasons"])


@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14", "3.15"])
def test_modules_that_refuse_sub_interpreters(version):
    """readline's initialisation has one phase, in each Python until now; _pickle's has several."""
    python = interpreter(version)
    if python is None:
        pytest.skip("no Python %s here" % version)
    script = """
import json, sys
from crosswind._doctor import modules
print(json.dumps(modules.facts(["_pickle", "readline"], sys.path, [])))
"""
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, timeout=120,
                          env=clean_environment(PYTHONPATH=str(ROOT / "python")))
    found = json.loads(done.stdout)
    if "No module named" in found["subinterpreters"].get("readline", ""):
        pytest.skip("that Python has no readline")
    assert found["subinterpreters"] == {"readline": "module readline does not support loading in subinterpreters"}


def test_before_3_12_it_is_not_said():
    if sys.version_info >= (3, 12):
        pytest.skip("it can be told")
    assert modules.facts(["_pickle"], sys.path, [])["subinterpreters_note"] == "cannot be told before Python 3.12"


def test_limits_are_the_machine_s():
    found = limits.facts()
    assert 1 <= limits.usable(found) <= found["processors"]
    assert limits.usable_memory(found) > 1 << 20
