"""docs/deploy.md is run: its nginx and HAProxy configurations in front of the server, its units through systemd's own check,
its container's command and its Kubernetes manifest against the options that there are."""

import json
import re
import shlex
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request

import pytest

from harness.balancers import HAProxy, Nginx
from harness.server import COMMAND, ROOT, Server, free_port, run
from harness.wire import until

PAGE = (ROOT / "docs" / "deploy.md").read_text()


def blocks(language):
    found = re.findall(r"^```%s\n(.*?)^```" % language, PAGE, re.M | re.S)
    assert found, "no block of %s in docs/deploy.md" % language
    return found


def replaced(text, *pairs):
    """Each of the old texts must be there, or the page has changed and this test says nothing any more."""
    for old, new in pairs:
        assert old in text, "%r is not in\n%s" % (old, text)
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A key and a certificate of its own signing."""
    if not shutil.which("openssl"):
        pytest.skip("openssl is missing: apt-get install openssl")
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=example.org",
                    "-keyout", str(folder / "key"), "-out", str(folder / "crt")], check=True, capture_output=True)
    (folder / "pem").write_text((folder / "crt").read_text() + (folder / "key").read_text())
    return folder


def fetch(port, path="/", host="example.org"):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    request = urllib.request.Request("https://127.0.0.1:%d%s" % (port, path), headers={"Host": host})
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


HEALTH = ("--health-path=/healthz", "--ready-path=/readyz")


def test_nginx(tmp_path, certificate):
    static = tmp_path / "static"
    static.mkdir()
    (static / "x.css").write_text("body {}")
    port, path = free_port(), tmp_path / "mysite.sock"
    site = replaced(blocks("nginx")[0], ("unix:/run/mysite.sock", "unix:%s" % path), ("listen 443", "listen 127.0.0.1:%d" % port),
                    ("/etc/ssl/example.org.pem", str(certificate / "crt")),
                    ("/etc/ssl/example.org.key", str(certificate / "key")), ("/srv/mysite/static/", "%s/" % static))
    temporary = "".join("    %s_temp_path %s/%s;\n" % (kind, tmp_path, kind)
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = "events {}\nhttp {\n    access_log off;\n%s%s}\n" % (temporary, site)
    with Server("environs", *HEALTH, "--workers=2", bind="unix:%s" % path) as server, Nginx(configuration, port, tmp_path):
        for _ in range(20):
            status, body = fetch(port, "/environs/all")
            assert status == 200
        environ = {key: value for key, (_, value) in json.loads(body).items()}
        assert (environ["wsgi.url_scheme"], environ["REMOTE_ADDR"], environ["HTTP_HOST"]) == ("https", "127.0.0.1", "example.org")
        assert fetch(port, "/static/x.css") == (200, b"body {}")
        assert fetch(port, "/healthz")[0] == fetch(port, "/readyz")[0] == 404
        assert server.get("/readyz").status == 200


def test_haproxy(tmp_path, certificate):
    port, one, two = free_port(), free_port(), free_port()
    text = replaced(blocks("haproxy")[0], ("bind :443", "bind 127.0.0.1:%d" % port),
                    ("/etc/haproxy/example.org.pem", str(certificate / "pem")),
                    ("127.0.0.1:8000", "127.0.0.1:%d" % one), ("127.0.0.1:8001", "127.0.0.1:%d" % two))
    with Server("environs", *HEALTH, "--drain-delay=5", bind="127.0.0.1:%d" % one), \
            Server("environs", *HEALTH, "--drain-delay=5", bind="127.0.0.1:%d" % two) as second, \
            HAProxy(text, port, tmp_path) as proxy:
        proxy.waits_for("one", "UP")
        proxy.waits_for("two", "UP")
        status, body = fetch(port, "/environs/all")
        environ = {key: value for key, (_, value) in json.loads(body).items()}
        assert (status, environ["wsgi.url_scheme"], environ["REMOTE_ADDR"]) == (200, "https", "127.0.0.1")
        assert fetch(port, "/readyz")[0] == 404
        second.stop()
        proxy.waits_for("two", "DOWN")
        assert fetch(port, "/environs/all")[0] == 200


# --- systemd

def units():
    found = {}
    for block in blocks("ini"):
        name = re.match(r"# /etc/systemd/system/([^\s,]+)", block)
        found[name[1]] = block
    return found


def crosswind_options(words):
    """The command's options must be ones that it has; the application is another, which is there."""
    words = list(words)
    assert words[0].endswith("crosswind")
    assert words[1] == "mysite.wsgi:application"
    done = run("workers", *words[2:], "--check")
    assert done.returncode == 0, done.stderr


def test_units_start_what_there_is():
    service = units()["mysite.service"]
    command = re.search(r"^ExecStart=(.*)", service, re.M)[1]
    crosswind_options(shlex.split(command))
    assert re.search(r"^Type=notify-reload$", service, re.M)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is missing: apt-get install systemd")
def test_units_by_systemd(tmp_path):
    version = int(re.search(r"systemd (\d+)", subprocess.run(["systemd-analyze", "--version"], capture_output=True, text=True,
                                                             check=True).stdout)[1])
    found = units()
    assert {"mysite.service", "mysite.socket"} <= set(found)
    for name, text in found.items():
        if name.endswith(".service") and "@" not in name:
            text = replaced(text, ("/srv/mysite/.venv/bin/crosswind", COMMAND), ("WorkingDirectory=/srv/mysite", "WorkingDirectory=/"),
                            ("User=mysite", "User=daemon"), ("Group=mysite", "Group=daemon"))
            if version < 253:
                text = replaced(text, ("Type=notify-reload", "Type=notify\nExecReload=/bin/kill -HUP $MAINPID"))
        if name.endswith(".socket"):
            text = replaced(text, ("SocketUser=mysite", "SocketUser=daemon"))
        (tmp_path / name).write_text(text)
    names = [str(tmp_path / name) for name in ("mysite.service", "mysite.socket")]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *names], capture_output=True, text=True, timeout=120,
                          env={"SYSTEMD_UNIT_PATH": "%s:" % tmp_path, "PATH": "/usr/bin:/bin", "SYSTEMD_LOG_LEVEL": "info"})
    about_ours = [line for line in done.stderr.splitlines() if "mysite" in line]
    assert not about_ours, done.stderr


# --- containers

def test_the_container_runs_what_there_is():
    text = blocks("dockerfile")[0].replace("\\\n", " ")
    words = {"FROM", "RUN", "COPY", "WORKDIR", "USER", "ENV", "CMD"}
    lines = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    assert {word for word, _ in lines} <= words
    assert [word for word, _ in lines if word in ("FROM", "CMD")] == ["FROM", "FROM", "CMD"]
    command = json.loads(dict(lines)["CMD"])
    crosswind_options(command)
    # And for real, but for the application and the port.
    port = free_port()
    with Server(bare=True, command=[COMMAND, "workers", *command[2:]], env={"PORT": str(port)},
                bind="127.0.0.1:%d" % port) as server:
        assert server.get("/readyz").body == b"ready\n"
        assert server.get("/").status == 200
        until(lambda: '"GET / HTTP/1.1" 200' in server.printed, "the access log", 20)
        server.signal(15)
        assert server.wait() == 0


def test_the_kubernetes_manifest():
    yaml = pytest.importorskip("yaml", reason="PyYAML is missing")
    deployment, service = yaml.safe_load_all(blocks("yaml")[0])
    assert (deployment["apiVersion"], deployment["kind"]) == ("apps/v1", "Deployment")
    assert (service["apiVersion"], service["kind"]) == ("v1", "Service")
    spec, pod = deployment["spec"], deployment["spec"]["template"]
    labels = pod["metadata"]["labels"]
    assert spec["selector"]["matchLabels"] == labels == service["spec"]["selector"]
    [container] = pod["spec"]["containers"]
    arguments = [str(word) for word in container["args"]]
    crosswind_options(arguments)
    given = dict(zip(arguments, arguments[1:]))
    probes = {kind: container[kind + "Probe"] for kind in ("startup", "liveness", "readiness")}
    paths = {kind: probe["httpGet"]["path"] for kind, probe in probes.items()}
    assert paths["readiness"] == given["--ready-path"]
    assert paths["liveness"] == paths["startup"] == given["--health-path"]
    [port] = container["ports"]
    assert given["--bind"] == ":%d" % port["containerPort"]
    assert {probe["httpGet"]["port"] for probe in probes.values()} == {port["name"]}
    assert service["spec"]["ports"][0]["targetPort"] == port["name"]
    delay, grace = (int(given[name].rstrip("s")) for name in ("--drain-delay", "--graceful-timeout"))
    assert pod["spec"]["terminationGracePeriodSeconds"] > delay + grace
    readiness = probes["readiness"]
    assert delay > readiness["periodSeconds"] * readiness["failureThreshold"]
