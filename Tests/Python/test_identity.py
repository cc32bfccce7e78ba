"""Values that Tornado signs and Swift believes, and the reverse; XSRF tokens; what no side may believe."""

import asyncio
import http.client
import threading
import time
import zlib

import pytest
from tornado import web

from harness.probe import bytes_as_text, damaged

SECRET = "it's a secret to everybody"
KEYS = {0: "the first key", 1: "the second key", 12: "the twelfth key"}
SWIFT_KEYS = {str(version): key for version, key in KEYS.items()}
VALUES = [b"", b"x", b"hello", b"a|b|c", b"2|1:0|", bytes(range(256)), "Zo\xeb \u2603".encode(), b"v" * 5000]



@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:8].hex() or "empty")
def test_signed_values_both_ways(probe, version, value):
    now = int(time.time())
    swift = probe("tornado.sign", value=bytes_as_text(value), name="user", secret=SECRET, version=version, now=now)
    tornado = web.create_signed_value(SECRET, "user", value, version=version, clock=lambda: now).decode()
    assert swift == tornado
    assert web.decode_signed_value(SECRET, "user", swift, min_version=version) == value
    assert probe("tornado.decode", signed=tornado, name="user", secret=SECRET, minVersion=version) == bytes_as_text(value)


def test_signed_values_for_names_of_all_kinds(probe):
    # ASCII, as cookies' names are: Tornado counts other letters as one and reads them back as bytes.
    for name in ["a", "a:b", "a|b", "2|1:0|", "n" * 300]:
        signed = web.create_signed_value(SECRET, name, "value").decode()
        assert probe("tornado.decode", signed=signed, name=name, secret=SECRET) == "value"
        swift = probe("tornado.sign", value="value", name=name, secret=SECRET)
        assert web.decode_signed_value(SECRET, name, swift) == b"value"
        assert probe.refusal("tornado.decode", signed=signed, name=name + "x", secret=SECRET) == "signed for another name"
        assert web.decode_signed_value(SECRET, name + "x", swift) is None


@pytest.mark.parametrize("version", [1, 2])
def test_signed_values_expire_in_the_same_second(probe, version):
    now, day = int(time.time()), 86400
    for age in [0, day - 1, day, day + 1, 40 * day, 400 * day]:
        signed = probe("tornado.sign", value="v", name="n", secret=SECRET, version=version, now=now - age)
        for limit in [1, 31, 400]:
            theirs = web.decode_signed_value(SECRET, "n", signed, max_age_days=limit, clock=lambda: now)
            if theirs is None:
                assert probe.refusal("tornado.decode", signed=signed, name="n", secret=SECRET, maxAgeDays=limit,
                                     now=now) == "signature has expired"
            else:
                assert probe("tornado.decode", signed=signed, name="n", secret=SECRET, maxAgeDays=limit, now=now) == "v"


def test_keys_rotate(probe):
    for version in KEYS:
        theirs = web.create_signed_value(KEYS, "n", "v", key_version=version).decode()
        ours = probe("tornado.sign", value="v", name="n", secrets=SWIFT_KEYS, current=0, keyVersion=version)
        assert probe("tornado.decode", signed=theirs, name="n", secrets=SWIFT_KEYS, current=0) == "v"
        assert web.decode_signed_value(KEYS, "n", ours) == b"v"
        assert probe("tornado.keyVersion", signed=theirs) == version == web.get_signature_key_version(ours)
        retired = {name: key for name, key in SWIFT_KEYS.items() if name != str(version)}
        other = int(next(iter(retired)))
        assert probe.refusal("tornado.decode", signed=theirs, name="n", secrets=retired, current=other) == "unknown key version"
    swapped = {"0": KEYS[1], "1": KEYS[0]}
    signed = web.create_signed_value(KEYS, "n", "v", key_version=0).decode()
    assert probe.refusal("tornado.decode", signed=signed, name="n", secrets=swapped, current=0) == "signature does not match"


@pytest.mark.parametrize("version", [1, 2])
def test_no_damaged_signed_value_is_believed(probe, version):
    signed = web.create_signed_value(SECRET, "name", "value", version=version).decode()
    for text in damaged(signed):
        probe.refusal("tornado.decode", signed=text, name="name", secret=SECRET)
    assert probe.refusal("tornado.decode", signed=signed, name="name", secret=SECRET + " ") == "signature does not match"


@pytest.mark.parametrize("text", [
    "2|" * 500_000, "2|1:0|10:1300000000|" + "9" * 1_000_000, "|" * 1_000_000, "\x00" * 1000, "2|1:0|999999999:x|",
], ids=lambda text: text[:8].encode().hex())
def test_hostile_signed_values(probe, text):
    probe.refusal("tornado.decode", signed=text, name="name", secret=SECRET)


# --- XSRF ------------------------------------------------------------------------------------------------------------

class Form(web.RequestHandler):
    def initialize(self, version):
        self.application.settings["xsrf_cookie_version"] = version

    def get(self):
        self.write(self.xsrf_token)

    def post(self):
        self.write("accepted")


class Site:
    """Tornado on a thread of its own."""

    def __enter__(self):
        started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self.run(started)), daemon=True).start()
        assert started.wait(30)
        return self

    async def run(self, started):
        self.loop, self.ended = asyncio.get_running_loop(), asyncio.Event()
        self.gone = threading.Event()
        application = web.Application([("/1", Form, {"version": 1}), ("/2", Form, {"version": 2})], xsrf_cookies=True,
                                      cookie_secret=SECRET, log_function=lambda handler: None)
        server = application.listen(0, "127.0.0.1")
        self.port = next(iter(server._sockets.values())).getsockname()[1]
        started.set()
        await self.ended.wait()
        server.stop()
        await server.close_all_connections()
        self.gone.set()

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.ended.set)
        assert self.gone.wait(30)

    def ask(self, method, path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answer = response.status, response.read().decode(), response.headers.get("Set-Cookie", "")
        connection.close()
        return answer


@pytest.fixture(scope="module")
def tornado_site():
    with Site() as site:
        yield site


@pytest.mark.parametrize("version", [1, 2])
def test_xsrf_tokens_that_tornado_made(probe, tornado_site, version):
    status, token, cookie = tornado_site.ask("GET", "/%d" % version)
    cookie = cookie.split(";")[0].partition("=")[2]
    assert status == 200 and cookie
    assert probe("xsrf.matches", cookie=cookie, submitted=token)
    other = tornado_site.ask("GET", "/%d" % version)[1]
    assert not probe("xsrf.matches", cookie=cookie, submitted=other)
    for output in [1, 2]:
        written = probe("xsrf.encoded", cookie=cookie, version=output)
        assert tornado_site.ask("POST", "/2", Cookie="_xsrf=" + cookie, X_XSRFToken=written)[0] == 200


def test_xsrf_tokens_that_swift_made(probe, tornado_site):
    cookie, other = probe("xsrf.make"), probe("xsrf.make")
    for token in [cookie, probe("xsrf.encoded", cookie=cookie), probe("xsrf.encoded", cookie=cookie, version=1)]:
        assert tornado_site.ask("POST", "/2", Cookie="_xsrf=" + cookie, X_XSRFToken=token)[:2] == (200, "accepted")
        assert tornado_site.ask("POST", "/2", Cookie="_xsrf=" + other, X_XSRFToken=token)[0] == 403


# --- compression -----------------------------------------------------------------------------------------------------

def test_inflating_stops_at_the_limit(probe):
    bomb = zlib.compress(bytes(64 << 20), 9)
    before = probe.peak_memory()
    for limit in [0, 1, 1000, 1 << 20]:
        assert "more than is allowed" in probe.refusal("decompress", value=bytes_as_text(bomb), format="zlib", limit=limit)
    assert probe.peak_memory() - before < 32 << 20


def test_zlib_both_ways(probe):
    for value in [b"", b"x", bytes(range(256)) * 40, bytes(100_000)]:
        packed = probe("compress", value=bytes_as_text(value), format="zlib")
        assert zlib.decompress(packed.encode("latin-1")) == value
        theirs = bytes_as_text(zlib.compress(value))
        assert probe("decompress", value=theirs, format="zlib", limit=len(value)) == bytes_as_text(value)
        if value:
            assert "more than is allowed" in probe.refusal("decompress", value=theirs, format="zlib", limit=len(value) - 1)
        for cut in range(0, len(theirs), max(1, len(theirs) // 50)):
            probe.refusal("decompress", value=theirs[:cut], format="zlib", limit=1 << 20)
