"""What Crosswind and Tornado are both asked: names and bytes. See test_tornado_twin.py."""

from __future__ import annotations

from typing import Iterator, Tuple
from urllib.parse import quote

import tornado.web

SECRET = "the secret of both twins"


def raw(method: str, target: str, *fields: str, body: bytes = b"", host: str = "own.example", version: str = "HTTP/1.1",
        close: bool = True) -> bytes:
    lines = ["%s %s %s" % (method, target, version), "Host: " + host, *fields]
    if close:
        lines.append("Connection: close")
    if body and not any(field.lower().startswith(("content-length", "transfer-encoding")) for field in fields):
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


FORM = "Content-Type: application/x-www-form-urlencoded"
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]


def part(head: str, content: str = "x") -> bytes:
    return ("--B\r\n%s\r\n\r\n%s\r\n" % (head, content)).encode()


def field(name: str, content: str = "x") -> bytes:
    return part('Content-Disposition: form-data; name="%s"' % name, content)


def multipart(body: bytes, target: str = "/form", boundary: str = "B") -> bytes:
    return raw("POST", target, "Content-Type: multipart/form-data; boundary=" + boundary, body=body)


def questions() -> "Iterator[Tuple[str, bytes]]":
    for method in METHODS:
        yield "hello " + method, raw(method, "/hello")
        yield "echo " + method, raw(method, "/echo?a=b")
        yield "none " + method, raw(method, "/none")
        yield "error 403 " + method, raw(method, "/error/403")
        yield "private " + method, raw(method, "/private?a=b")
        yield "etag " + method, raw(method, "/etag")
        yield "prepared " + method, raw(method, "/prepared?finish=1")
        yield "stream " + method, raw(method, "/stream")
        yield "raise " + method, raw(method, "/raise")
    for method in ["PROPFIND", "TRACE", "get", "X-Y"]:
        yield "unknown method " + method, raw(method, "/echo")
    for method in ["POST", "PUT", "PATCH", "DELETE"]:
        yield "body " + method, raw(method, "/body", body=b"some bytes")
        yield "body empty " + method, raw(method, "/body", "Content-Length: 0")
        yield "body chunked " + method, raw(
            method, "/body", "Transfer-Encoding: chunked", body=b"4\r\nsome\r\n6\r\n bytes\r\n0\r\n\r\n")
    for target in ["/echo", "/echo?", "/echo?x", "/echo?x=%20+&&y", "/echo%2Fx", "/echo//x", "/echo/./x", "/echo/../x",
                   "/echo%zz", "/echo;x", "/echo?x?y", "/Echo", "/hello/", "//hello", "/echo%C3%A9", "/echo!$&'()*+,"]:
        yield "target " + target, raw("GET", target)
    yield "target absolute", raw("GET", "http://own.example/echo?a")
    yield "version 1.0", raw("GET", "/echo", version="HTTP/1.0")
    yield "version 1.0 stream", raw("GET", "/stream", version="HTTP/1.0")
    for host in ["own.example", "own.example:80", "own.example:8888", "OWN.example", "[::1]", "[::1]:80", "127.0.0.1:1"]:
        yield "host " + host, raw("GET", "/echo", host=host)

    for query in ["", "a=1", "a=1&a=2", "a=", "a", "=1", "a=%20x%20", "a=+x+", "a=%01x%02", "a=%09x%0Dy%0Az", "a=%0B%0C", "a=%ff",
                  "a=%C3%28", "a=%ED%A0%80", "a=%C3%A9", "a=%zz", "a=%2", "a=b%3Dc%26d", "a=1;a=2", "a=1&&a=2&", "b=1&a=2",
                  "a=%C2%A0x", "a=%E2%80%83x", "a=%1Fx%1C", "a=%7Fx", "a=%C2%85x%C2%85", "strip=0&a=%20x%20",
                  "strip=0&a=%01x", "strip=0&a=%09", "%61=1", "a%5B%5D=1", "A=1", "a=" + "x" * 5000]:
        yield "query " + query[:40], raw("GET", "/args?" + query)
        if len(query) < 1000:
            yield "form " + query[:40], raw("POST", "/args?a=q", FORM, body=query.encode())
    yield "form and charset", raw("POST", "/args", FORM + "; charset=utf-8", body=b"a=1")
    yield "form in capitals", raw("POST", "/args", "Content-Type: Application/X-WWW-Form-URLEncoded", body=b"a=1")
    yield "form not said", raw("POST", "/args", body=b"a=1")
    yield "form compressed", raw("POST", "/args", FORM, "Content-Encoding: gzip", body=b"a=1")
    yield "form PUT", raw("PUT", "/args", FORM, body=b"a=1")
    yield "form raw bytes", raw("POST", "/args", FORM, body=b"a=\xc3\xa9")
    yield "form raw broken bytes", raw("POST", "/args", FORM, body=b"a=\xff")
    yield "form many", raw("POST", "/args", FORM, body=b"a=1&" * 999 + b"a=1")
    yield "form too many", raw("POST", "/args", FORM, body=b"a=1&" * 1000 + b"a=1")
    for query in ["", "need=", "need=x", "need=%ff"]:
        yield "need " + query, raw("GET", "/need?" + query)

    for target in ["/item/a/b", "/item/a/", "/item//b", "/item/a", "/item/%20/b", "/item/a+b/c", "/item/%2F/b", "/item/%C3%A9/b",
                   "/item/%ff/b", "/item/%C3/b", "/item/%zz/b", "/item/a%25b/c", "/opt", "/opt/", "/opt/x", "/opt/%C3%A9",
                   "/named/1/x", "/named/x/x", "/named/1/", "/named/1/%ff", "/named/1/a/b?c"]:
        yield "path " + target, raw("GET", target)

    for status in [200, 201, 202, 204, 299, 301, 304, 400, 404, 418, 451, 500, 503, 599, 600, 999]:
        yield "status %d" % status, raw("GET", "/status/%d" % status)
        yield "status %d with a body" % status, raw("GET", "/status/%d?body=x" % status)
        yield "status %d HEAD" % status, raw("HEAD", "/status/%d?body=x" % status)
    for status in [99, 100, 101, 0, 1000]:
        yield "status impossible %d" % status, raw("GET", "/status/%d" % status)
    for reason in ["Fine", "Fine%20and%20well", "%C3%A9", "a%0D%0AX-Evil:%201", "a%0Ab", "%3Cb%3E"]:
        yield "reason " + reason, raw("GET", "/status/200?reason=" + reason)
        yield "error reason " + reason, raw("GET", "/error/400?reason=" + reason)
    for status in [400, 401, 404, 405, 409, 410, 418, 422, 429, 499, 500, 501, 503, 599, 600, 204, 304, 200, 302]:
        yield "error %d" % status, raw("GET", "/error/%d" % status)
    yield "send_error", raw("GET", "/send-error")
    yield "Finish", raw("GET", "/finish")
    yield "write_error", raw("GET", "/own-errors")
    yield "prepare throws", raw("GET", "/prepared?throw=1")
    yield "prepare", raw("GET", "/prepared")

    for to in ["/x", "x", "?x", "", "/x?y=z#f", "http://other.example/x", "//other.example/x", "/\\other.example", "/x%20y",
               "/%C3%A9", "/x%0D%0AX-Evil:%201", "/x%0Ay", "../x"]:
        yield "redirect " + to, raw("GET", "/redirect?to=" + quote(to, safe="%"))
    for status in ["301", "303", "307", "308", "300", "399"]:
        yield "redirect as " + status, raw("GET", "/redirect?to=/x&status=" + status)
    yield "redirect permanently", raw("GET", "/redirect?to=/x&permanent=1")
    yield "redirect POST", raw("POST", "/redirect?to=/x", "Content-Length: 0")

    yield "headers", raw("GET", "/headers")
    yield "headers cleared", raw("GET", "/headers?clear=1")
    for value in ["x", "a%20b", "%20x%20", "%C3%A9", "a%0D%0AX-Evil:%201", "a%0Ab", "a%00b", "a%09b", "", "%7F"]:
        yield "header value " + value, raw("GET", "/headers?value=" + value)

    for kind in ["plain", "twice", "attributes", "quoted", "clear", "days"]:
        yield "cookies " + kind, raw("GET", "/cookies?kind=" + kind)
    yield "cookies clear-all", raw("GET", "/cookies?kind=clear-all", "Cookie: b=1; c=2")
    for value in ["x", "a%20b", "a%3Bb", "a%22b", "%C3%A9", "a%0D%0Ab", "a%5Cb", "a,b", ""]:
        yield "cookie value " + value, raw("GET", "/cookies?kind=v&value=" + value)
    for cookie in ["a=1", "a=1; b=2", "a=1;b=2", "a=1; a=2", 'a="x y"', 'a="x\\073y"', 'a="\\"', "a=1; broken; b=2", "a", "=1",
                   "a=", " a = 1 ", "a=b=c", "a=\xe9", "a=1,b=2", "a=1;; b=2", "$Version=1; a=1", "a b=1; b=2", "a=%20"]:
        yield "read cookie " + cookie, raw("GET", "/read-cookie", "Cookie: " + cookie)
    yield "read cookie in two fields", raw("GET", "/read-cookie", "Cookie: a=1", "Cookie: b=2")
    good = tornado.web.create_signed_value(SECRET, "a", "signed value").decode()
    old = tornado.web.create_signed_value(SECRET, "a", "old", clock=lambda: 1_000_000_000).decode()
    first = tornado.web.create_signed_value(SECRET, "a", "version 1", version=1).decode()
    for name, value in [("good", good), ("old", old), ("version 1", first), ("cut", good[:-1]), ("changed", good[:-1] + "x"),
                        ("other name", tornado.web.create_signed_value(SECRET, "b", "x").decode()),
                        ("other secret", tornado.web.create_signed_value("another", "a", "x").decode()),
                        ("nonsense", "2|x"), ("empty", ""), ("quoted", '"%s"' % good)]:
        yield "signed " + name, raw("GET", "/signed", "Cookie: a=" + value)

    hashed = '"%s"' % __import__("hashlib").sha1(b"tagged").hexdigest()
    for asked in [hashed, "W/" + hashed, '"other"', "*", '"other", ' + hashed, hashed.strip('"'), "", '"a","b"', "garbage" + hashed]:
        yield "if-none-match " + asked[:30], raw("GET", "/etag", "If-None-Match: " + asked)
    yield "if-none-match HEAD", raw("HEAD", "/etag", "If-None-Match: " + hashed)
    yield "if-none-match POST", raw("POST", "/etag", "If-None-Match: " + hashed, "Content-Length: 0")
    yield "etag none", raw("GET", "/etag?none")
    yield "etag own", raw("GET", '/etag?tag=%22own%22', 'If-None-Match: "own"')
    yield "etag weak", raw("GET", '/etag?tag=W/%22own%22', 'If-None-Match: "own"')
    yield "etag of nothing", raw("GET", "/etag?body=")
    yield "if-modified-since", raw("GET", "/etag", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT")

    yield "multipart", multipart(field("a", "1") + field("b", "2") + field("a", "3") + b"--B--\r\n")
    yield "multipart file", multipart(part(
        'Content-Disposition: form-data; name="f"; filename="x.txt"\r\nContent-Type: text/plain', "content") + b"--B--\r\n")
    yield "multipart file without a type", multipart(
        part('Content-Disposition: form-data; name="f"; filename="x"', "content") + b"--B--\r\n")
    yield "multipart file of two languages", multipart(
        part("Content-Disposition: form-data; name=\"f\"; filename*=utf-8''%e2%82%ac", "x") + b"--B--\r\n")
    yield "multipart empty file", multipart(part('Content-Disposition: form-data; name="f"; filename=""', "") + b"--B--\r\n")
    yield "multipart quoted boundary", multipart(field("a") + b"--B--\r\n", boundary='"B"')
    yield "multipart without an end", multipart(field("a"))
    yield "multipart without a boundary", multipart(field("a") + b"--B--\r\n", boundary="")
    yield "multipart of nothing", multipart(b"--B--\r\n")
    yield "multipart nonsense", multipart(b"nonsense")
    yield "multipart without a name", multipart(part("Content-Disposition: form-data") + b"--B--\r\n")
    yield "multipart without a disposition", multipart(part("X-A: b") + b"--B--\r\n")
    yield "multipart attachment", multipart(part('Content-Disposition: attachment; name="a"') + b"--B--\r\n")
    yield "multipart 99 parts", multipart(field("a") * 99 + b"--B--\r\n")
    yield "multipart 101 parts", multipart(field("a") * 101 + b"--B--\r\n")
    yield "multipart with a preamble", multipart(b"preamble\r\n" + field("a") + b"--B--\r\n")

    for cookie in ["", "user=bob"]:
        yield "private as " + cookie, raw("GET", "/private", *(["Cookie: " + cookie] if cookie else []))
    yield "length right", raw("GET", "/length?length=4")
    yield "length short", raw("GET", "/length?length=3")
    yield "length long", raw("GET", "/length?length=5")
    yield "length nonsense", raw("GET", "/length?length=x")
    yield "expect", raw("POST", "/body", "Expect: 100-continue", body=b"x")


def xsrf_questions() -> "Iterator[Tuple[str, bytes]]":
    from tornado.util import _websocket_mask as mask
    import binascii

    def token(value: bytes, key: bytes = b"\1\2\3\4", time: int = 1_700_000_000) -> str:
        return "|".join(["2", binascii.b2a_hex(key).decode(), binascii.b2a_hex(mask(key, value)).decode(), str(time)])
    value = b"0123456789abcdef"
    cookie, same, other = token(value), token(value, b"\5\6\7\10"), token(b"fedcba9876543210")
    plain = binascii.b2a_hex(value).decode()
    for method in METHODS:
        yield "xsrf none " + method, raw(method, "/token")
    for name, text in [("same", cookie), ("masked anew", same), ("other", other), ("plain", plain), ("nonsense", "x"),
                       ("empty", ""), ("cut", cookie[:10]), ("version 3", "3" + cookie[1:]), ("half", "2|zz|zz|1")]:
        yield "xsrf argument " + name, raw("POST", "/token", FORM, "Cookie: _xsrf=" + cookie, body=b"_xsrf=" + text.encode())
        yield "xsrf field " + name, raw("POST", "/token", "Content-Length: 0", "Cookie: _xsrf=" + cookie, "X-XSRFToken: " + text)
    yield "xsrf query", raw("POST", "/token?_xsrf=" + quote(same), "Content-Length: 0", "Cookie: _xsrf=" + cookie)
    yield "xsrf csrf field", raw("POST", "/token", "Content-Length: 0", "Cookie: _xsrf=" + cookie, "X-CSRFToken: " + same)
    yield "xsrf no cookie", raw("POST", "/token", FORM, body=b"_xsrf=" + same.encode())
    yield "xsrf plain cookie", raw("POST", "/token", FORM, "Cookie: _xsrf=" + plain, body=b"_xsrf=" + plain.encode())
    yield "xsrf broken cookie", raw("POST", "/token", FORM, "Cookie: _xsrf=zz", body=b"_xsrf=zz")
    yield "xsrf unknown method", raw("PROPFIND", "/token")
    yield "xsrf no route", raw("POST", "/none", "Content-Length: 0")
