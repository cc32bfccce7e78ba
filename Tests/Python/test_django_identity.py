"""What Django's signers sign and Swift believes, and the reverse."""

import json
import time

import pytest

from harness.django_site import KEY, OLD_KEY, forged
from harness.probe import damaged

from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

TEXTS = ["", "x", "hello", "a:b:c", ":", "Zo\xeb \u2603 \U0001f600", "e\u0301 \x7f\x00\n", "v" * 5000]
OBJECTS = [
    None, True, 0, -1, 1.5, 1e300, 10**30, "", "text", "\xe9\u2603\U0001f600\"\\/\x00\x1f\x7f", [], {}, [[]],
    {"a": 1, "b": [1, 2, {"c": None}]}, {"": ""}, {"\xe9": 1, "e\u0301": 2}, ["x" * 1000] * 3, {str(i): i for i in range(300)},
]
SALTS = ["", "salt", "a:b", "\xe9"]
ROTATED = {"key": "a new key", "fallbacks": [OLD_KEY, KEY]}


# --- signers ---------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_signer_both_ways(probe, text, algorithm):
    for salt in SALTS:
        for separator in [":", "~", "::", "\u2603"]:
            if separator in text and separator != ":":
                continue
            how = {"salt": salt, "algorithm": algorithm}
            signer = signing.Signer(key=KEY, sep=separator, **how)
            # Django takes an empty salt for none.
            how["salt"] = signer.salt
            signed = signer.sign(text)
            assert probe("django.sign", key=KEY, value=text, separator=separator, **how) == signed
            assert probe("django.unsign", key=KEY, signed=signed, separator=separator, **how) == text


def test_signer_defaults(probe):
    assert probe("django.sign", key=KEY, value="v") == signing.Signer().sign("v")
    assert probe("django.unsignTimed", key=KEY, signed=signing.TimestampSigner().sign("v")) == "v"
    assert signing.TimestampSigner().unsign(probe("django.signTimed", key=KEY, value="v")) == "v"


@pytest.mark.parametrize("separator", ["", "a", "-", "_", "=", "A1", "^", "[", "\\", "`"])
def test_unsafe_separators(probe, separator):
    with pytest.raises(ValueError):
        signing.Signer(sep=separator)
    assert probe.refusal("django.sign", key=KEY, value="v", separator=separator) == "separator could be part of a signature"


def test_signer_refuses(probe):
    signed = signing.Signer().sign("hello")
    assert probe.refusal("django.unsign", key=KEY, signed="hello") == "malformed signed value"
    assert probe.refusal("django.unsign", key=OLD_KEY, signed=signed) == "signature does not match"
    assert probe.refusal("django.unsign", key=KEY, signed=signed, salt="other") == "signature does not match"
    assert probe.refusal("django.unsign", key=KEY, signed=signed, algorithm="sha1") == "signature does not match"
    assert probe.refusal("django.unsign", key="", signed=signed) == "empty secret"
    for text in damaged(signed):
        probe.refusal("django.unsign", key=KEY, signed=text)


def test_timestamps(probe):
    now = int(time.time())
    for age in [0, 99, 101, 10**8]:
        signed = probe("django.signTimed", key=KEY, value="v", now=now - age)
        signer = signing.TimestampSigner()
        assert signer.unsign(signed) == "v"
        if age > 100:
            with pytest.raises(signing.SignatureExpired):
                signer.unsign(signed, max_age=100)
        else:
            assert signer.unsign(signed, max_age=100) == "v"
    signed = signing.TimestampSigner().sign("v")
    written = signing.b62_decode(signed.split(":")[1])
    assert probe("django.signTimed", key=KEY, value="v", now=written) == signed
    assert probe("django.unsignTimed", key=KEY, signed=signed, maxAge=100, now=written + 100) == "v"
    assert probe.refusal("django.unsignTimed", key=KEY, signed=signed, maxAge=100, now=written + 101) == "signature has expired"
    assert probe("django.unsignTimed", key=KEY, signed=signed, now=written + 10**9) == "v"


@pytest.mark.parametrize("stamp", ["", "-", "!", "9" * 12, "z" * 11, "1 ", "1\u0661"])
def test_signed_timestamps_that_are_none(probe, stamp):
    signed = signing.Signer(salt="django.core.signing.TimestampSigner").sign("v:" + stamp)
    assert probe.refusal("django.unsignTimed", key=KEY, signed=signed, maxAge=100) == "malformed signed value"


def test_timestamps_at_the_ends(probe):
    for stamp in [0, -1, 61, 62, 2**31, 2**62, 2**63 - 1, 1 - 2**63]:
        signed = signing.Signer(salt="django.core.signing.TimestampSigner").sign("v:" + signing.b62_encode(stamp))
        assert probe("django.unsignTimed", key=KEY, signed=signed) == "v"
        if stamp > 2**32:  # Django believes what was signed in the future.
            assert probe("django.unsignTimed", key=KEY, signed=signed, maxAge=100) == "v"
        elif stamp < 100:
            assert probe.refusal("django.unsignTimed", key=KEY, signed=signed, maxAge=100) == "signature has expired"
        assert probe("django.signTimed", key=KEY, value="v", now=stamp) == signed


# --- dumps and loads -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("value", OBJECTS, ids=lambda value: ascii(value)[:20])
def test_dumps_and_loads_both_ways(probe, value, compress):
    for salt in ["django.core.signing", "other"]:
        theirs = signing.dumps(value, salt=salt, compress=compress)
        read = probe("django.loads", key=KEY, signed=theirs, salt=salt, maxAge=100)
        assert read == value and type(read) is type(value)
        ours = probe("django.dumps", key=KEY, value=value, salt=salt, compress=compress)
        read = signing.loads(ours, salt=salt, max_age=100)
        assert read == value and type(read) is type(value)
        now = signing.b62_decode(theirs.split(":")[-2])
        again = probe("django.dumps", key=KEY, value=value, salt=salt, compress=compress, now=now)
        assert again == theirs or compress or isinstance(value, float)


def test_order_of_keys_is_kept(probe):
    value = {name: 0 for name in "zebra"}
    assert list(probe("django.loads", key=KEY, signed=signing.dumps(value))) == list(value)
    assert list(signing.loads(probe("django.dumps", key=KEY, value=value))) == list(value)


def test_keys_rotate(probe):
    with override_settings(SECRET_KEY="a new key", SECRET_KEY_FALLBACKS=[OLD_KEY, KEY]):
        for key in [KEY, OLD_KEY, "a new key"]:
            signed = signing.dumps("v", key=key)
            assert probe("django.loads", signed=signed, **ROTATED) == "v"
            assert signing.loads(probe("django.dumps", key=key, value="v")) == "v"
        assert probe.refusal("django.loads", signed=signing.dumps("v", key="another"), **ROTATED) == "signature does not match"
        with pytest.raises(signing.BadSignature):
            signing.loads(probe("django.dumps", key="another", value="v"))
        assert signing.loads(probe("django.dumps", value="v", **ROTATED), fallback_keys=[]) == "v"


@pytest.mark.parametrize("compress", [False, True])
def test_nothing_damaged_is_loaded(probe, compress):
    signed = signing.dumps({"user": 7, "text": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, compress=compress)
    assert signed.startswith(".") == compress
    for text in damaged(signed):
        probe.refusal("django.loads", key=KEY, signed=text)
    assert probe.refusal("django.loads", key=KEY, signed=signed, salt="x") == "signature does not match"
    assert probe.refusal("django.loads", key=OLD_KEY, signed=signed) == "signature does not match"


@pytest.mark.parametrize("payload", [
    b"", b"{", b"nul", b"[1,]", b"{1:2}", b"[01]", b"\"\\x\"", b"\"\n\"", b"[1] x", b"\xff", b"'a'", b"[" * 1_000, b"[" * 500_000,
    b"{\"a\":" * 100_000, b"+1", b"1.", b".5", b"1e", b"--1", b"\"\\u12g4\"", b"\"abc",
], ids=lambda payload: payload[:6].hex() or "empty")
def test_signed_payloads_that_are_no_json(probe, payload):
    for compress in [False, True]:
        signed = forged(payload, "django.core.signing", compress=compress)
        assert probe.refusal("django.loads", key=KEY, signed=signed) == "payload can't be decoded"


@pytest.mark.parametrize("payload", ["!", "a", "====", "a\u2603", ".", ".AAAA", ".eJw"])
def test_signed_payloads_that_are_no_base64_or_zlib(probe, payload):
    signed = signing.TimestampSigner(salt="django.core.signing").sign(payload)
    assert probe.refusal("django.loads", key=KEY, signed=signed) == "payload can't be decoded"


def test_bombs(probe):
    limit = 1 << 20
    bomb = forged(b"[" + b"0," * (32 << 20) + b"0]", "django.core.signing")
    assert len(bomb) < 200_000
    before = probe.peak_memory()
    assert probe.refusal("django.loads", key=KEY, signed=bomb) == "payload too large"
    plain = forged(b'"' + b"x" * limit + b'"', "django.core.signing", compress=False)
    assert probe.refusal("django.loads", key=KEY, signed=plain) == "payload too large"
    assert probe.peak_memory() - before < 32 << 20
    most = forged(b'"' + b"x" * (limit - 2) + b'"', "django.core.signing")
    assert probe("django.loads", key=KEY, signed=most) == "x" * (limit - 2)


@pytest.mark.parametrize("text", [":" * 1_000_000, "a" * 1_000_000, "." + "A" * 1_000_000 + ":1:x", "\x00:\x00", "::", ":", ""],
                         ids=lambda text: "%s-%d" % (text[:2].encode().hex(), len(text)))
def test_hostile_text(probe, text):
    for command in ["django.loads", "django.unsignTimed", "django.unsign", "django.cookieSession"]:
        assert probe.refusal(command, key=KEY, signed=text) in ("malformed signed value", "signature does not match")


# --- signed cookies --------------------------------------------------------------------------------------------------

HAS_LENGTHS = hasattr(signing, "_cookie_signer_salt")  # newer releases put the salt's length into the salt


@pytest.mark.parametrize("salt", SALTS)
def test_signed_cookies_both_ways(probe, salt):
    for text in ["v", "a:b", "e9"]:
        response = HttpResponse()
        response.set_signed_cookie("name", text, salt=salt)
        theirs = response.cookies["name"].value
        assert probe("django.unsignCookie", key=KEY, name="name", salt=salt, signed=theirs, maxAge=100, legacy=True) == text
        for legacy in [True, False] if HAS_LENGTHS else [True]:
            ours = probe("django.signCookie", key=KEY, name="name", salt=salt, value=text, legacy=legacy)
            request = RequestFactory().get("/")
            request.COOKIES["name"] = ours
            assert request.get_signed_cookie("name", salt=salt, max_age=100) == text
            request.COOKIES["other"] = ours
            assert request.get_signed_cookie("other", "refused", salt=salt) == "refused"
        refused = {"key": KEY, "signed": theirs, "legacy": True}
        assert probe.refusal("django.unsignCookie", name="other", salt=salt, **refused) == "signature does not match"
        assert probe.refusal("django.unsignCookie", name="name", salt=salt + "x", **refused) == "signature does not match"
        now = int(time.time()) + 200
        assert probe.refusal("django.unsignCookie", name="name", salt=salt, maxAge=100, now=now, **refused) == "signature has expired"


@pytest.mark.skipif(not HAS_LENGTHS, reason="this Django joins name and salt")
def test_names_and_salts_do_not_run_together(probe):
    signed = probe("django.signCookie", key=KEY, name="ab", salt="c", value="v")
    assert probe.refusal("django.unsignCookie", key=KEY, name="a", salt="bc", signed=signed, legacy=True) == "signature does not match"
    legacy = probe("django.signCookie", key=KEY, name="ab", salt="c", value="v", legacy=True)
    assert probe("django.unsignCookie", key=KEY, name="ab", salt="c", signed=legacy, legacy=True) == "v"
    assert probe.refusal("django.unsignCookie", key=KEY, name="ab", salt="c", signed=legacy) == "signature does not match"
    with override_settings(SIGNED_COOKIE_LEGACY_SALT_FALLBACK=False):
        request = RequestFactory().get("/")
        request.COOKIES["ab"] = legacy
        assert request.get_signed_cookie("ab", "refused", salt="c") == "refused"
        request.COOKIES["ab"] = signed
        assert request.get_signed_cookie("ab", "refused", salt="c") == "v"


# --- JSON ------------------------------------------------------------------------------------------------------------

def test_json_is_python_s(probe):
    texts = ["1e400", "-0.0", "0.1", "1E+2", "123456789012345678901234567890", "-9223372036854775808", "9223372036854775808",
             "\"\\ud83d\\ude00 \\u00e9 \\/ \\b\\f\\n\\r\\t\"", "{\"a\":1,\"a\":2}", " [ 1 , 2 ] ", "NaN", "[-Infinity]"]
    for text in texts:
        read = probe("django.loads", key=KEY, signed=forged(text.encode("latin-1"), "django.core.signing"))
        assert repr(read) == repr(json.loads(text)), text
