"""--proxy-protocol behind real proxies: HAProxy with `send-proxy` and `send-proxy-v2`, nginx with `proxy_protocol on`."""

import json

import pytest

from harness.proxies import haproxy, nginx_stream
from harness.server import Server
from harness.wire import until


def environ(client, *fields, target="/environs/dump"):
    response = client.get(target, *fields)
    assert response.status == 200, response
    return {key: value[1] for key, value in json.loads(response.body).items()}


def seen(server, proxy):
    """What the application and the access log see of a client of the proxy, on one connection kept alive."""
    with proxy.connect() as client:
        address, port = client.socket.getsockname()
        for _ in range(2):
            shown = environ(client, "X-Forwarded-For: 6.6.6.6")
            # The header's word: were it nobody's, the proxy's own port would stand here.
            assert (shown["REMOTE_ADDR"], shown["REMOTE_PORT"]) == (address, str(port))
        line = "%s %s GET" % (address, port)
        until(lambda: line in server.printed, line + " in the access log")
        return shown


@pytest.fixture(params=["127.0.0.1", "unix"])
def server(request, tmp_path):
    # 127.0.0.1 is not trusted as a proxy that speaks in fields, so that what the client forges there must not count.
    bind = "unix:%s/socket" % tmp_path if request.param == "unix" else None
    with Server("everything", "--proxy-protocol", "--proxy-allow-from", request.param, "--forwarded-allow-ips", "",
                "--access-log", "--access-log-format", "%(h)s %({REMOTE_PORT}e)s %(m)s", bind=bind) as server:
        yield server


def upstream(server):
    return server.bind.replace("unix:", "unix@")


@pytest.mark.parametrize("option", ["send-proxy", "send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c,unique-id"])
def test_haproxy(server, option):
    with haproxy("%s %s" % (upstream(server), option)) as proxy:
        shown = seen(server, proxy)
        assert shown["wsgi.url_scheme"] == "http"


def test_nginx(server):
    with nginx_stream("proxy_pass %s; proxy_protocol on;" % server.bind) as proxy:
        seen(server, proxy)


def test_health_checks_of_haproxy(start):
    """`check` with `send-proxy-v2` says LOCAL: the server is up, and nothing is logged about it."""
    server = start("everything", "--proxy-protocol", "v2")
    with haproxy("%s send-proxy-v2 check inter 100ms" % server.bind) as proxy:
        with proxy.connect() as client:
            assert client.get("/environs/dump").status == 200
    assert "closed a connection" not in server.log


def test_connections_without_a_header_are_closed(start):
    server = start("everything", "--proxy-protocol")
    with server.connect() as client:
        client.request("/environs/dump")
        assert not client.more()
    server.logged("closed a connection; see --proxy-protocol.*no PROXY protocol header")
    with server.connect() as client:
        client.send(b"PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\n")
        assert environ(client)["REMOTE_ADDR"] == "192.0.2.1"


def test_only_from_proxies_that_are_listed(start):
    server = start("everything", "--proxy-protocol", "--proxy-allow-from", "10.0.0.0/8", wait=False)
    server.logged("listens at")
    with server.connect() as client:
        client.send_leniently(b"PROXY TCP4 192.0.2.1 198.51.100.1 4711 443\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert not client.more()
    server.logged("127.0.0.1.*not one of the proxies whose PROXY protocol counts")


def test_a_header_that_does_not_come(start):
    server = start("everything", "--proxy-protocol", "--header-timeout", "200ms")
    with server.connect() as client:
        client.send(b"PROXY TCP4 192.0.2.1 ")
        assert not client.more()
    server.logged("no PROXY protocol header in time")


def test_scheme_and_server(start):
    """PP2_TYPE_SSL is the scheme; without a Host, what the client connected to is the server."""
    server = start("everything", "--proxy-protocol", "v2")
    tls = b"\x20\0\5\1\0\0\0\0"
    header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11" + (12 + len(tls)).to_bytes(2, "big")
    with server.connect() as client:
        client.send(header + bytes([192, 0, 2, 1, 198, 51, 100, 1, 18, 103, 1, 187]) + tls)
        client.send(b"GET /environs/dump HTTP/1.0\r\n\r\n")
        shown = {key: value[1] for key, value in json.loads(client.response().body).items()}
    assert shown["wsgi.url_scheme"] == "https"
    assert (shown["SERVER_NAME"], shown["SERVER_PORT"]) == ("198.51.100.1", "443")
    assert (shown["REMOTE_ADDR"], shown["REMOTE_PORT"]) == ("192.0.2.1", "4711")


def test_fields_of_a_proxy_behind_the_proxy(start):
    """Client, HTTP proxy, TCP proxy, we: the HTTP proxy is whom the header names, and is trusted by its own address."""
    server = start("everything", "--proxy-protocol", "--forwarded-allow-ips", "127.0.0.1,192.0.2.7")
    for source, expected in (("192.0.2.7", ("203.0.113.9", "https")), ("192.0.2.8", ("192.0.2.8", "http"))):
        with server.connect() as client:
            client.send(b"PROXY TCP4 %s 198.51.100.1 4711 443\r\n" % source.encode())
            shown = environ(client, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https")
            assert (shown["REMOTE_ADDR"], shown["wsgi.url_scheme"]) == expected
