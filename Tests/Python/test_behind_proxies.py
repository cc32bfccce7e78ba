"""What the application sees behind real nginx and HAProxy, configured as docs/deploy.md says, with clients that lie."""

import json

import pytest

from harness.proxies import haproxy, nginx
from harness.server import Server
from harness.wire import until

LIES = ["X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example",
        "X-Forwarded-Port: 1", "Forwarded: for=6.6.6.6;proto=https;host=evil.example", "X_Forwarded_For: 6.6.6.6",
        "X-Real-IP: 6.6.6.6", "X-Script-Name: /evil", "Script-Name: /evil"]

NGINX = """
    location / {
        proxy_pass http://@UPSTREAM@;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        @MORE@
    }
"""


def behind_nginx(server, more="", location=NGINX):
    upstream = server.bind + ":" if server.bind.startswith("unix:") else server.bind
    return nginx(location.replace("@UPSTREAM@", upstream).replace("@MORE@", more))


def environ(proxy, target="/environs/dump", *fields, host="site.example"):
    with proxy.connect() as client:
        response = client.get(target, *fields, host=host)
        assert response.status == 200, response
        return {key: value[1] for key, value in json.loads(response.body).items()}


@pytest.fixture
def on_unix(tmp_path):
    """Trusts whoever may open its socket, and nobody by address, so that the client at 127.0.0.1 is a stranger."""
    def begin(*options):
        return Server("everything", "--forwarded-allow-ips", "unix", *options, bind="unix:%s/socket" % tmp_path)
    return begin


@pytest.mark.parametrize("lies", [[], LIES])
def test_nginx(on_unix, lies):
    with on_unix("--access-log", "--access-log-format", "%(h)s") as server, behind_nginx(server) as proxy:
        seen = environ(proxy, "/environs/dump", *lies)
        # What nginx appended and set; the rest of what the client wrote is not believed.
        assert (seen["REMOTE_ADDR"], seen["REMOTE_PORT"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "", "http")
        assert (seen["HTTP_HOST"], seen["SERVER_NAME"], seen["SERVER_PORT"]) == ("site.example", "site.example", "80")
        assert (seen["SCRIPT_NAME"], seen["PATH_INFO"]) == ("", "/environs/dump")
        assert "HTTP_X_FORWARDED_FOR" in seen
        until(lambda: server.printed.strip() == "127.0.0.1", "the access log")


@pytest.mark.parametrize("lies", [[], LIES])
def test_nginx_over_tcp(start, lies):
    """The default list: nginx at 127.0.0.1 is believed, and of its list the last address that is no proxy's."""
    server = start("everything")
    with behind_nginx(server) as proxy:
        seen = environ(proxy, "/environs/dump", *lies)
        # Client and nginx have the same address here, so what the client wrote before is the next hop.
        assert seen["REMOTE_ADDR"] == ("6.6.6.6" if lies else "127.0.0.1")
        assert seen["wsgi.url_scheme"] == "http" and seen["SERVER_NAME"] == "site.example"


def test_nobody_is_trusted(start):
    server = start("everything", "--forwarded-allow-ips", "")
    with behind_nginx(server, "proxy_set_header X-Forwarded-Proto https;") as proxy:
        seen = environ(proxy, "/environs/dump", *LIES)
        assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "http")
        assert seen["REMOTE_PORT"] != ""  # the connection's own


def test_tls_ends_at_the_proxy(on_unix):
    location = NGINX.replace("$scheme", "https")
    with on_unix() as server, behind_nginx(server, location=location) as proxy:
        seen = environ(proxy)
        assert (seen["wsgi.url_scheme"], seen["SERVER_PORT"]) == ("https", "443")


def test_host_and_port_by_name(on_unix):
    more = "proxy_set_header X-Forwarded-Host public.example; proxy_set_header X-Forwarded-Port 8443;"
    names = "x-forwarded,x-forwarded-host,x-forwarded-port"
    for options, expected in (((), ("site.example", "80")), (("--forwarded-headers", names), ("public.example", "8443"))):
        with on_unix(*options) as server, behind_nginx(server, more) as proxy:
            seen = environ(proxy)
            assert (seen["SERVER_NAME"], seen["SERVER_PORT"]) == expected


@pytest.mark.parametrize("lies", [[], LIES])
def test_forwarded(on_unix, lies):
    """RFC 7239, and then X-Forwarded-* not at all."""
    more = 'proxy_set_header Forwarded "for=$remote_addr:$remote_port;proto=https;host=public.example";'
    with on_unix("--forwarded-headers", "forwarded") as server, behind_nginx(server, more) as proxy:
        seen = environ(proxy, "/environs/dump", *lies)
        assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "https")
        assert seen["REMOTE_PORT"].isdigit() and seen["SERVER_NAME"] == "public.example"


@pytest.mark.parametrize("path", ["/", "/shop/"])
def test_root_path(on_unix, path):
    """The proxy takes the prefix away, or leaves it."""
    location = NGINX.replace("location /", "location /shop/").replace(
        "http://@UPSTREAM@", "http://@UPSTREAM@" + path)
    with on_unix("--root-path", "/shop") as server, behind_nginx(server, location=location) as proxy:
        seen = environ(proxy, "/shop/environs/dump")
        assert (seen["SCRIPT_NAME"], seen["PATH_INFO"]) == ("/shop", "/environs/dump")


@pytest.mark.parametrize("lies", [[], LIES])
def test_haproxy(on_unix, lies):
    frontend = "option forwardfor\n    http-request set-header X-Forwarded-Proto https"
    with on_unix() as server, haproxy("unix@" + server.bind[5:], "http", frontend) as proxy:
        seen = environ(proxy, "/environs/dump", *lies)
        # HAProxy adds a line of its own behind the client's.
        assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == ("127.0.0.1", "https")
        assert seen["SERVER_NAME"] == "site.example"


def test_two_proxies(start):
    """Client, HAProxy, nginx, we: both are listed, and the client is the first from the right that is not."""
    server = start("everything", "--forwarded-allow-ips", "127.0.0.1")
    with behind_nginx(server) as inner:
        with haproxy("127.0.0.1:%d" % inner.port, "http", "option forwardfor") as outer:
            seen = environ(outer, "/environs/dump", "X-Forwarded-For: 6.6.6.6, 203.0.113.9")
            assert seen["HTTP_X_FORWARDED_FOR"].replace(" ", "").endswith("203.0.113.9,127.0.0.1,127.0.0.1")
            assert seen["REMOTE_ADDR"] == "203.0.113.9"
