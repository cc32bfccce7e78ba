"""The environ (docs/wsgi-conformance.md, "environ")."""

import json

import pytest

from harness.server import Server


@pytest.fixture(scope="module")
def dump():
    """A server whose every path shows the environ, checked by wsgiref's validator."""
    with Server("environs:validated", env={"ONLY_IN_THE_PROCESS": "1"}) as server:
        yield server


def environ(server, target="/", *fields, method="GET", body=b"", host="localhost", version="HTTP/1.1"):
    with server.connect() as client:
        response = client.request(target, method, *fields, body=body, host=host, version=version).response()
    assert response.status == 200, response
    return {key: value for key, (_, value) in json.loads(response.body).items()}


def types(server, *arguments, **options):
    return {key: kind for key, (kind, _) in server.json(*arguments, **options).items()}


# --- the request line

@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "M-SEARCH", "get", "X"])
def test_method_is_as_sent(dump, method):
    assert environ(dump, method=method)["REQUEST_METHOD"] == method


@pytest.mark.parametrize("target, path", [
    ("/", "/"),
    ("/a/b", "/a/b"),
    ("/caf%C3%A9", "/caf\xc3\xa9"),
    ("/%e9", "/\xe9"),
    ("/a+b", "/a+b"),
    ("/a%2Fb", "/a/b"),
    ("/a%2fb", "/a/b"),
    ("//a//b//", "//a//b//"),
    ("/a/../b/./c", "/a/../b/./c"),
    ("/%2541", "/%41"),
    ("/%41%42", "/AB"),
    ("/a%20b", "/a b"),
    ("/a%3Fb", "/a?b"),
    ("/a%zz%4", "/a%zz%4"),
    ("/a;p=1,2:3@x!$&'()*~", "/a;p=1,2:3@x!$&'()*~"),
])
def test_path_is_decoded_once_as_latin1(dump, target, path):
    seen = environ(dump, target)
    assert seen["PATH_INFO"] == path
    assert seen["RAW_URI"] == target and seen["REQUEST_URI"] == target


@pytest.mark.parametrize("target, query", [
    ("/", ""), ("/?", ""), ("/?a=1", "a=1"), ("/?a=%20+&b", "a=%20+&b"), ("/?a?b?c", "a?b?c"), ("/?%E9", "%E9"), ("/x?/y", "/y"),
])
def test_query_is_raw(dump, target, query):
    seen = environ(dump, target)
    assert seen["QUERY_STRING"] == query
    assert seen["RAW_URI"] == target


@pytest.mark.parametrize("target, path, query, name, port", [
    ("http://example.com/foo?q=1", "/foo", "q=1", "example.com", "80"),
    ("http://example.com:8080/foo", "/foo", "", "example.com", "8080"),
    ("http://[::1]:8080/x%20y", "/x y", "", "::1", "8080"),
    ("http://example.com", "/", "", "example.com", "80"),
    ("http://example.com?q=1", "/", "q=1", "example.com", "80"),
])
def test_absolute_form_target(dump, target, path, query, name, port):
    """The host of an absolute target overrides Host (RFC 9112 3.2.2)."""
    seen = environ(dump, target, host="other.example:99")
    assert (seen["PATH_INFO"], seen["QUERY_STRING"]) == (path, query)
    assert (seen["SERVER_NAME"].strip("[]"), seen["SERVER_PORT"]) == (name, port)
    assert seen["HTTP_HOST"] == target.split("/")[2].split("?")[0]


def test_asterisk_for_options(dump):
    seen = environ(dump, "*", method="OPTIONS")
    assert seen["RAW_URI"] == "*"
    assert seen["PATH_INFO"] in ("", "*")


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_protocol_is_the_clients(dump, version):
    assert environ(dump, version=version)["SERVER_PROTOCOL"] == version


# --- fields

def test_fields_become_variables(dump):
    seen = environ(dump, "/", "X-Custom-Name: value", "x-lower: 1", "X.Odd|Name: 2")
    assert seen["HTTP_X_CUSTOM_NAME"] == "value"
    assert seen["HTTP_X_LOWER"] == "1"
    assert seen["HTTP_X.ODD|NAME"] == "2"


def test_field_values_are_stripped_and_latin1(dump):
    with dump.connect() as client:
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\nX-Pad: \t caf\xe9  x \t \r\nX-Empty:\r\n\r\n")
        seen = json.loads(client.response().body)
    assert seen["HTTP_X_PAD"] == ["str", "caf\xe9  x"]
    assert seen["HTTP_X_EMPTY"] == ["str", ""]


def test_repeated_fields_are_joined(dump):
    seen = environ(dump, "/", "X-Many: a", "X-Other: 1", "x-many: b", "X-Many: c", "Cookie: a=1", "Cookie: b=2")
    assert seen["HTTP_X_MANY"].replace(", ", ",") == "a,b,c"
    assert seen["HTTP_COOKIE"] == "a=1; b=2"


def test_underscored_names_are_dropped(dump):
    seen = environ(dump, "/", "X_Foo: bad", "X-Foo: good", "X_Bar: bad", "Content_Length: 5", "Content_Type: x/y")
    assert seen["HTTP_X_FOO"] == "good"
    assert "HTTP_X_BAR" not in seen
    assert "CONTENT_LENGTH" not in seen and "CONTENT_TYPE" not in seen
    assert "HTTP_CONTENT_LENGTH" not in seen and "HTTP_CONTENT_TYPE" not in seen


def test_proxy_field_never_becomes_http_proxy(dump):
    """httpoxy: libraries take HTTP_PROXY for a setting."""
    assert "HTTP_PROXY" not in environ(dump, "/", "Proxy: http://evil.example/")


def test_script_name_cannot_come_from_a_field(dump):
    seen = environ(dump, "/", "Script-Name: /evil", "SCRIPT_NAME: /evil")
    assert seen["SCRIPT_NAME"] == ""


def test_content_type_and_length_only_when_sent(dump):
    seen = environ(dump)
    assert "CONTENT_TYPE" not in seen and "CONTENT_LENGTH" not in seen
    seen = environ(dump, "/", "Content-Type: text/x; a=b", method="POST", body=b"hello")
    assert seen["CONTENT_TYPE"] == "text/x; a=b" and seen["CONTENT_LENGTH"] == "5"
    assert "HTTP_CONTENT_TYPE" not in seen and "HTTP_CONTENT_LENGTH" not in seen
    assert environ(dump, "/", "Content-Length: 0", method="POST")["CONTENT_LENGTH"] == "0"


def test_chunked_body_gets_a_length(dump):
    seen = environ(dump, "/", "Transfer-Encoding: chunked", method="POST", body=b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    assert seen["CONTENT_LENGTH"] == "11"
    assert "HTTP_TRANSFER_ENCODING" not in seen
    assert seen["wsgi.input_terminated"] is True


# --- the server's names

@pytest.mark.parametrize("host, name, port", [
    ("example.com", "example.com", "80"),
    ("example.com:8080", "example.com", "8080"),
    ("EXAMPLE.com:1", "EXAMPLE.com", "1"),
    ("127.0.0.1:65535", "127.0.0.1", "65535"),
    ("[::1]:8080", "::1", "8080"),
    ("[2001:db8::1]", "2001:db8::1", "80"),
])
def test_server_name_and_port_from_host(dump, host, name, port):
    seen = environ(dump, host=host)
    assert seen["SERVER_NAME"].strip("[]").lower() == name.lower()
    assert seen["SERVER_PORT"] == port
    assert seen["HTTP_HOST"] == host


def test_server_name_and_port_without_host(dump):
    """HTTP/1.0 needs no Host; the socket's own address stands in."""
    with dump.connect() as client:
        seen = json.loads(client.send(b"GET / HTTP/1.0\r\n\r\n").response().body)
    assert seen["SERVER_NAME"] == ["str", "127.0.0.1"]
    assert seen["SERVER_PORT"] == ["str", str(dump.port)]
    assert "HTTP_HOST" not in seen


def test_peer(dump):
    with dump.connect() as client:
        seen = json.loads(client.get("/").body)
        mine = client.socket.getsockname()
    assert seen["REMOTE_ADDR"] == ["str", "127.0.0.1"]
    assert seen["REMOTE_PORT"] == ["str", str(mine[1])]


def test_software_names_the_version(dump):
    import crosswind
    assert environ(dump)["SERVER_SOFTWARE"] == "crosswind/" + crosswind.__version__


def test_unix_socket_has_a_name_too(start, tmp_path):
    server = start("environs:validated", bind="unix:%s" % (tmp_path / "s"))
    seen = environ(server)
    assert seen["SERVER_NAME"] == "localhost" and seen["SERVER_PORT"]
    with server.connect() as client:
        seen = json.loads(client.send(b"GET / HTTP/1.0\r\n\r\n").response().body)
    assert seen["SERVER_NAME"][1] and seen["SERVER_PORT"][1].isdigit()
    assert seen["REMOTE_ADDR"][0] == "str"


def test_root_path_is_script_name(start):
    server = start("environs:validated", "--root-path", "/shop")
    seen = environ(server, "/shop/cart%20x?a=1")
    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"], seen["RAW_URI"]) == ("/shop", "/cart x", "/shop/cart%20x?a=1")
    seen = environ(server, "/shop")
    assert (seen["SCRIPT_NAME"], seen["PATH_INFO"]) == ("/shop", "")
    seen = environ(server, "/shopping")
    assert (seen["SCRIPT_NAME"] + seen["PATH_INFO"]).endswith("/shopping")


# --- a proxy's word

def test_trusted_proxy_names_the_client(start):
    server = start("environs:validated", "--forwarded-allow-ips", "127.0.0.1")
    seen = environ(server, "/", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https")
    assert seen["REMOTE_ADDR"] == "203.0.113.9"
    assert seen["wsgi.url_scheme"] == "https"
    assert seen["SERVER_PORT"] == "443"


def test_nearest_untrusted_hop_counts(start):
    server = start("environs:validated", "--forwarded-allow-ips", "127.0.0.1,198.51.100.0/24")
    seen = environ(server, "/", "X-Forwarded-For: 1.2.3.4, 203.0.113.9", "X-Forwarded-For: 198.51.100.7")
    assert seen["REMOTE_ADDR"] == "203.0.113.9"


def test_untrusted_peer_is_not_believed(start):
    server = start("environs:validated", "--forwarded-allow-ips", "192.0.2.1")
    seen = environ(server, "/", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https")
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["wsgi.url_scheme"] == "http"


def test_underscored_forwarding_field_is_not_believed(start):
    server = start("environs:validated", "--forwarded-allow-ips", "*")
    seen = environ(server, "/", "X_Forwarded_For: 203.0.113.9", "X_Forwarded_Proto: https")
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["wsgi.url_scheme"] == "http"


# --- wsgi.*

def test_wsgi_variables(dump):
    seen = environ(dump)
    assert seen["wsgi.version"] == [1, 0]
    assert seen["wsgi.url_scheme"] == "http"
    assert seen["wsgi.multithread"] is True
    assert seen["wsgi.multiprocess"] is False
    assert seen["wsgi.run_once"] is False
    assert seen["wsgi.input_terminated"] is True
    assert "wsgi.file_wrapper" in seen and "wsgi.errors" in seen and "wsgi.input" in seen


def test_one_thread_says_so(start):
    assert environ(start("environs:validated", threads=1))["wsgi.multithread"] is False


def test_types(dump):
    """Plain dict, plain str: wsgiref's validator asks for it, and so do the frameworks."""
    kinds = types(dump, "/caf%C3%A9?x", "X-A: \xe9")
    assert kinds.pop("(type)") == "dict"
    assert kinds.pop("wsgi.version") == "tuple"
    for key in ("wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once", "wsgi.input_terminated", "(main thread)"):
        assert kinds.pop(key) == "bool"
    others = {key: kind for key, kind in kinds.items() if not key.startswith("wsgi.")}
    assert set(others.values()) == {"str"}, others


def test_every_text_is_latin1(server):
    assert server.get("/environs/identity", "X-A: \xff\xe9").body == b"[]"


def test_process_environment_is_not_merged_in(dump):
    seen = environ(dump)
    assert "ONLY_IN_THE_PROCESS" not in seen and "PATH" not in seen and "HOME" not in seen


def test_apps_run_off_the_main_thread(dump):
    assert environ(dump)["(main thread)"] is False


# --- many requests on one connection

def test_repeated_header_block_with_another_target(dump):
    """Requests that repeat a header block byte for byte still differ in everything else."""
    with dump.connect() as client:
        for n in range(20):
            fields = ["X-Same: 1", "Cookie: a=b", "User-Agent: x"] + (["X-Now: %d" % n] if n % 5 == 4 else [])
            seen = json.loads(client.request("/p%d?q=%d" % (n, n), "GET" if n % 2 else "DELETE", *fields).response().body)
            assert seen["PATH_INFO"][1] == "/p%d" % n and seen["QUERY_STRING"][1] == "q=%d" % n
            assert seen["REQUEST_METHOD"][1] == ("GET" if n % 2 else "DELETE")
            assert seen["HTTP_X_SAME"][1] == "1"
            assert seen.get("HTTP_X_NOW", ["", None])[1] == (str(n) if n % 5 == 4 else None)
            assert "CONTENT_LENGTH" not in seen


def test_body_does_not_leak_into_the_next_environ(dump):
    with dump.connect() as client:
        first = json.loads(client.post("/", b"hello", "Content-Type: text/x").body)
        assert first["CONTENT_LENGTH"][1] == "5"
        second = json.loads(client.get("/").body)
        assert "CONTENT_LENGTH" not in second and "CONTENT_TYPE" not in second


def test_app_may_change_its_environ(server):
    with server.connect() as client:
        for _ in range(5):
            assert client.get("/calls/environ_mutated").body == b"clean"
