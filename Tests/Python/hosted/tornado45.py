"""Tornado 4.5's own `WSGIAdapter`, for test_fidelity.py: run by Python 3.8, one environ a line, one answer a line.

4.5 is the last version with the adapter, and Python 3.8 the last that has what it imports, but for the abstract classes that
moved from `collections` to `collections.abc`.
"""

import base64
import collections
import collections.abc
import io
import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
for name in dir(collections.abc):
    if not hasattr(collections, name):
        setattr(collections, name, getattr(collections.abc, name))

import tornado.web  # noqa: E402
import tornado.wsgi  # noqa: E402

logging.disable(logging.CRITICAL)


class Everything:
    """Tornado answers 405 to methods it does not know before `prepare()`; this is about requests, so all are known."""

    def __contains__(self, method):
        return True


class Describe(tornado.web.RequestHandler):
    SUPPORTED_METHODS = Everything()

    def prepare(self):
        request = self.request

        def texts(arguments):
            return {name: [value.decode("latin-1") for value in values] for name, values in arguments.items()}
        self.finish({
            "method": request.method, "path": request.path, "uri": request.uri, "query": request.query,
            "version": request.version, "protocol": request.protocol, "remoteIP": request.remote_ip, "host": request.host,
            "hostName": request.host_name, "fullURL": request.full_url(), "supportsHTTP11": request.supports_http_1_1(),
            "headers": [list(pair) for pair in request.headers.get_all()], "arguments": texts(request.arguments),
            "queryArguments": texts(request.query_arguments), "bodyArguments": texts(request.body_arguments),
            "files": {name: [{"filename": one.filename, "contentType": one.content_type, "body": one.body.decode("latin-1")}
                             for one in files] for name, files in request.files.items()},
            "cookies": {name: morsel.value for name, morsel in request.cookies.items()},
            "body": request.body.decode("latin-1")})


class Hello(tornado.web.RequestHandler):
    def get(self):
        self.write("Hello, world")

    head = get


class Status(tornado.web.RequestHandler):
    def get(self, code):
        self.set_status(int(code), "Unknown" if code == "999" else None)
        if code in ("204", "304"):
            self.clear_header("Content-Type")
        else:
            self.write("body")

    head = get


class Cookies(tornado.web.RequestHandler):
    def get(self):
        self.set_cookie("one", "1")
        self.set_cookie("two", "a b;c")
        self.write("ok")


class Throws(tornado.web.RequestHandler):
    def get(self):
        self.write("never seen")
        raise ValueError("planned")


class Latin(tornado.web.RequestHandler):
    def get(self, word):
        self.write("<%s>" % word)


class Flush(tornado.web.RequestHandler):
    def get(self):
        self.write("piece")
        self.flush()


application = tornado.wsgi.WSGIAdapter(tornado.web.Application([
    (r"/hello", Hello), (r"/status/([0-9]+)", Status), (r"/cookies", Cookies), (r"/throws", Throws), (r"/latin/(.*)", Latin),
    (r"/.*|", Describe)]))


def main():
    for line in sys.stdin:
        given = json.loads(line)
        environ = {key: value if not isinstance(value, dict) else base64.b64decode(value["bytes"])
                   for key, value in given["environ"].items()}
        environ["wsgi.version"] = (1, 0)
        environ["wsgi.input"] = io.BytesIO(base64.b64decode(given["input"]))
        environ["wsgi.errors"] = sys.stderr
        heads = []
        try:
            body = b"".join(application(environ, lambda *head, heads=heads: heads.append(head)))
            answer = {"status": heads[0][0], "headers": heads[0][1], "body": base64.b64encode(body).decode()}
        except Exception as error:
            answer = {"raised": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
