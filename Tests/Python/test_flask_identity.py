"""What Flask and itsdangerous sign and Swift believes, and the reverse."""

import datetime
import hashlib
import json
import random
import time
import uuid
import zlib

import flask
import itsdangerous
import pytest
from itsdangerous import exc
from markupsafe import Markup

from harness.probe import bytes_as_text, damaged

KEY, OLD_KEY = "flask's secret key", "the key that was flask's before"
MONTH = 31 * 86400
VALUES = [
    None, True, False, 0, -1, 2**40, 10**30, 1.5, "", "text", "Zo\xeb \u2603 \U0001f600", [], {}, (), (1, "a", ()), [(1,), [2]],
    b"", b"\x00\xff", bytes(range(256)), Markup("<b>\xe9</b>"), uuid.UUID("12345678-1234-5678-9abc-def012345678"),
    datetime.datetime(2026, 2, 28, 23, 59, 59, tzinfo=datetime.timezone.utc),
    {"a": {"b": [{"c": (b"x",)}]}}, {" t": [1]}, {" b": "eA=="}, {" di": {"a": 1}}, {" t": [1], "b": 2}, {" x": 1}, {"t": [1]},
    {" di": {" di": {" t__": 1}}}, {"": 0}, "x" * 5000,
]


@pytest.fixture
def app():
    app = flask.Flask(__name__)
    app.secret_key = KEY

    @app.get("/")
    def show():
        return json.dumps(described(dict(flask.session)))

    @app.post("/")
    def store():
        flask.session.update(app.config["STORE"])
        return "stored"

    return app


def described(value):
    """How the probe tells what JSON lacks."""
    if isinstance(value, tuple):
        return {"type": "tuple", "value": [described(element) for element in value]}
    if isinstance(value, bytes):
        return {"type": "bytes", "value": bytes_as_text(value)}
    if isinstance(value, Markup):
        return {"type": "markup", "value": str(value)}
    if isinstance(value, uuid.UUID):
        return {"type": "uuid", "value": str(value)}
    if isinstance(value, datetime.datetime):
        return {"type": "datetime", "value": int(value.timestamp())}
    if isinstance(value, list):
        return [described(element) for element in value]
    if isinstance(value, dict):
        return {key: described(element) for key, element in value.items()}
    return value


def stored(app, **session):
    """The cookie that Flask makes for a session."""
    app.config["STORE"] = session
    client = app.test_client()
    assert client.post("/").data == b"stored"
    return client.get_cookie("session").value


def shown(app, cookie):
    """The session that Flask finds in a cookie."""
    client = app.test_client()
    client.set_cookie("session", cookie)
    return json.loads(client.get("/").data)


def forged(app, payload, compress=True):
    """A payload that Flask would sign if its serializer wrote it."""
    data = itsdangerous.encoding.base64_encode(zlib.compress(payload, 9) if compress else payload)
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.make_signer(serializer.salt).sign((b"." if compress else b"") + data).decode()


# --- sessions --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:20])
def test_sessions_both_ways(probe, app, value):
    expected = {"v": described(value), "n": 1}
    assert probe("flask.session", key=KEY, signed=stored(app, v=value, n=1)) == expected
    assert shown(app, probe("flask.encodeSession", key=KEY, session=expected)) == expected


def test_a_session_that_looks_like_a_tag(probe, app):
    for session in [{" t": [1]}, {" di": 1}, {" t__": 1}, {" b": "x"}]:
        assert probe("flask.session", key=KEY, signed=stored(app, **session)) == session
        assert shown(app, probe("flask.encodeSession", key=KEY, session=session)) == session


def random_value(source, depth=0):
    kind = source.randrange(8 if depth > 3 else 11)
    if kind < 3:
        return source.choice([None, True, False, source.randrange(-10**6, 10**6), source.random()])
    if kind < 5:
        return "".join(source.choice("ab \x00\"\\\xe9\u2603\U0001f600") for _ in range(source.randrange(12)))
    if kind < 8:
        return source.choice([
            source.randbytes(source.randrange(9)), Markup("<i>"), uuid.UUID(int=source.getrandbits(128)),
            datetime.datetime.fromtimestamp(source.randrange(4 * 10**9), datetime.timezone.utc)])
    values = [random_value(source, depth + 1) for _ in range(source.randrange(4))]
    if kind == 8:
        return values
    if kind == 9:
        return tuple(values)
    return {source.choice([" t", " b", " di", " d", " m", " u", "a", "b", " t__", ""]): value for value in values}


def test_random_sessions(probe, app):
    source = random.Random(20)
    for _ in range(300):
        session = {"v": random_value(source)}
        expected = described(session)
        assert probe("flask.session", key=KEY, signed=stored(app, **session)) == expected
        assert shown(app, probe("flask.encodeSession", key=KEY, session=expected)) == expected


def test_session_keys_rotate(probe, app):
    app.secret_key, app.config["SECRET_KEY_FALLBACKS"] = "a new key", [OLD_KEY, KEY]
    rotated = {"key": "a new key", "fallbacks": [OLD_KEY, KEY]}
    fallbacks = hasattr(flask.sessions.SecureCookieSessionInterface, "get_signing_serializer") and \
        "SECRET_KEY_FALLBACKS" in flask.Flask.default_config  # since Flask 3.1
    for key in [KEY, OLD_KEY, "a new key", "another"]:
        other = flask.Flask(__name__)
        other.secret_key = key
        signed = forged(other, b'{"a":1}')
        ours = probe("flask.encodeSession", key=key, session={"a": 1})
        if key == "another":
            assert probe.refusal("flask.session", signed=signed, **rotated) == "signature does not match"
            assert shown(app, ours) == {}
        else:
            assert probe("flask.session", signed=signed, **rotated) == {"a": 1}
            assert shown(app, ours) == ({"a": 1} if fallbacks or key == "a new key" else {})


def test_sessions_expire(probe, app):
    now = int(time.time())
    for age in [0, MONTH - 60, MONTH + 60]:
        cookie = probe("flask.encodeSession", key=KEY, session={"a": 1}, now=now - age)
        assert shown(app, cookie) == ({"a": 1} if age < MONTH else {})
    cookie = stored(app, a=1)
    assert probe("flask.session", key=KEY, signed=cookie, now=now + MONTH - 60) == {"a": 1}
    assert probe.refusal("flask.session", key=KEY, signed=cookie, now=now + MONTH + 60) == "signature has expired"
    assert probe.refusal("flask.session", key=KEY, signed=cookie, now=now - 60) == "signed in the future"
    assert shown(app, probe("flask.encodeSession", key=KEY, session={"a": 1}, now=now + 60)) == {}


@pytest.mark.parametrize("text", ["short", "long " * 100], ids=lambda text: text[:5])
def test_no_damaged_session_is_believed(probe, app, text):
    cookie = stored(app, text=text)
    for broken in damaged(cookie):
        probe.refusal("flask.session", key=KEY, signed=broken)
    assert probe.refusal("flask.session", key=OLD_KEY, signed=cookie) == "signature does not match"
    other = itsdangerous.URLSafeTimedSerializer(KEY, salt="other", signer_kwargs={"key_derivation": "hmac"}).dumps({"a": 1})
    assert probe.refusal("flask.session", key=KEY, signed=other) == "signature does not match"


@pytest.mark.parametrize("payload", [
    b"", b"[]", b"1", b"null", b'{" t":1}', b'{" t":[1]}', b'{"a":{" t":1}}', b'{"a":{" b":"!"}}', b'{"a":{" b":1}}', b'{"a":{" u":"12"}}',
    b'{"a":{" u":1}}', b'{"a":{" d":"yesterday"}}', b'{"a":{" d":7}}', b'{"a":{" m":[]}}', b'{"a":{" di":[]}}', b'{"a":{" di":{}}}',
    b'{"a":' * 100_000, b'{"a"}', b"\xff",
], ids=lambda payload: payload[:16].decode("latin-1"))
def test_signed_sessions_that_are_none(probe, app, payload):
    for compress in [False, True]:
        assert probe.refusal("flask.session", key=KEY, signed=forged(app, payload, compress)) == "payload can't be decoded"


def test_bombs(probe, app):
    bomb = forged(app, b'{"a":"' + b"x" * (64 << 20) + b'"}')
    before = probe.peak_memory()
    assert probe.refusal("flask.session", key=KEY, signed=bomb) == "payload too large"
    assert probe.refusal("dangerous.loadsTimed", key=KEY, signed=sign_for_serializer(b'"' + b"x" * (64 << 20) + b'"')) \
        == "payload too large"
    assert probe.peak_memory() - before < 32 << 20


@pytest.mark.parametrize("text", ["." * 1_000_000, "a" * 1_000_000, ".." + "A" * 1_000_000 + ".x", "\x00.\x00.", "..", ".", ""],
                         ids=lambda text: "%s-%d" % (text[:2].encode().hex(), len(text)))
def test_hostile_text(probe, text):
    for command in ["flask.session", "dangerous.loads", "dangerous.loadsTimed", "dangerous.unsignTimed", "dangerous.unsign"]:
        assert probe.refusal(command, key=KEY, signed=text) in ("malformed signed value", "signature does not match")


# --- plain itsdangerous ----------------------------------------------------------------------------------------------

DIGESTS = ["sha1", "sha256", "sha384", "sha512"]


def sign_for_serializer(payload):
    serializer = itsdangerous.URLSafeTimedSerializer(KEY)
    data = b"." + itsdangerous.encoding.base64_encode(zlib.compress(payload, 9))
    return serializer.make_signer(serializer.salt).sign(data).decode()


@pytest.mark.parametrize("derivation", ["django-concat", "concat", "hmac", "none"])
@pytest.mark.parametrize("digest", DIGESTS)
def test_signers_both_ways(probe, digest, derivation):
    for salt in ["itsdangerous.Signer", "other", ""]:
        for separator in [".", "~", "::"]:
            signer = itsdangerous.Signer(KEY, salt=salt.encode(), sep=separator, key_derivation=derivation,
                                         digest_method=getattr(hashlib, digest))
            how = {"key": KEY, "salt": salt, "separator": separator, "derivation": derivation, "algorithm": digest}
            for value in [b"", b"x", b"a.b~c::d", bytes(range(256)), b"v" * 5000]:
                signed = signer.sign(value)
                assert probe("dangerous.sign", value=bytes_as_text(value), **how) == bytes_as_text(signed)
                assert probe("dangerous.unsign", signed=bytes_as_text(signed), **how) == bytes_as_text(value)


def test_signers_refuse(probe):
    signed = itsdangerous.Signer(KEY).sign("value").decode()
    assert probe("dangerous.unsign", key=KEY, signed=signed) == "value"
    for change in [{"key": OLD_KEY}, {"salt": "x"}, {"derivation": "hmac"}, {"algorithm": "sha256"}]:
        assert probe.refusal("dangerous.unsign", signed=signed, **{"key": KEY, **change}) == "signature does not match"
    for text in damaged(signed):
        probe.refusal("dangerous.unsign", key=KEY, signed=text)
    for separator in ["", "a", "-", "_", "="]:
        assert probe.refusal("dangerous.sign", key=KEY, value="v", separator=separator) == "separator could be part of a signature"
        if separator:
            with pytest.raises(ValueError):
                itsdangerous.Signer(KEY, sep=separator)
    keys = {"key": "a new key", "fallbacks": [OLD_KEY, KEY]}
    assert probe("dangerous.unsign", signed=signed, **keys) == "value"
    ours = probe("dangerous.sign", value="value", **keys)
    assert itsdangerous.Signer("a new key").unsign(ours) == b"value"


def test_timestamps(probe):
    now = int(time.time())
    signer = itsdangerous.TimestampSigner(KEY)
    for age in [-60, 0, 99, 101]:
        ours = probe("dangerous.signTimed", key=KEY, value="v", now=now - age)
        assert signer.unsign(ours) == b"v" == probe("dangerous.unsignTimed", key=KEY, signed=ours).encode()
        if 0 <= age < 100:
            assert signer.unsign(ours, max_age=100) == b"v"
        else:
            with pytest.raises(exc.SignatureExpired):
                signer.unsign(ours, max_age=100)
    theirs = signer.sign("v").decode()
    made = int(signer.unsign(theirs, return_timestamp=True)[1].timestamp())
    assert probe("dangerous.signTimed", key=KEY, value="v", now=made) == theirs
    assert probe("dangerous.unsignTimed", key=KEY, signed=theirs, maxAge=100, now=made + 100) == "v"
    assert probe.refusal("dangerous.unsignTimed", key=KEY, signed=theirs, maxAge=100, now=made + 101) == "signature has expired"
    assert probe.refusal("dangerous.unsignTimed", key=KEY, signed=theirs, maxAge=100, now=made - 1) == "signed in the future"
    for stamp in ["!", "AAAAAAAAAAAAAAAA", "\xe9"]:
        signed = itsdangerous.Signer(KEY).sign("v." + stamp).decode()
        assert probe.refusal("dangerous.unsignTimed", key=KEY, signed=signed) == "malformed signed value"


@pytest.mark.parametrize("digest", DIGESTS)
def test_serializers_both_ways(probe, digest):
    for salt in ["itsdangerous", "activate"]:
        serializer = itsdangerous.URLSafeSerializer(KEY, salt=salt, signer_kwargs={"digest_method": getattr(hashlib, digest)})
        how = {"key": KEY, "salt": salt, "algorithm": digest}
        for value in [None, 1, "Zo\xeb \u2603", [1, {"a": None}], {"user": 7}, "x" * 5000, {str(i): i for i in range(300)}]:
            assert probe("dangerous.loads", signed=serializer.dumps(value), **how) == value
            assert serializer.loads(probe("dangerous.dumps", value=value, **how)) == value


def test_timed_serializers_both_ways(probe):
    serializer = itsdangerous.URLSafeTimedSerializer(KEY, salt="reset")
    how = {"key": KEY, "salt": "reset"}
    now = int(time.time())
    theirs = serializer.dumps({"user": 7})
    assert probe("dangerous.loadsTimed", signed=theirs, maxAge=100, **how) == {"user": 7}
    assert probe.refusal("dangerous.loadsTimed", signed=theirs, maxAge=100, now=now + 200, **how) == "signature has expired"
    assert probe.refusal("dangerous.loadsTimed", signed=theirs, key=KEY, salt="other") == "signature does not match"
    assert serializer.loads(probe("dangerous.dumpsTimed", value={"user": 7}, **how), max_age=100) == {"user": 7}
    with pytest.raises(exc.SignatureExpired):
        serializer.loads(probe("dangerous.dumpsTimed", value=1, now=now - 200, **how), max_age=100)
    for text in damaged(theirs):
        probe.refusal("dangerous.loadsTimed", signed=text, **how)
