"""The twin of Tests/framework-probe: the same handlers on real Tornado. Prints two ports, without and with XSRF tokens."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading

import tornado.web

logging.disable(logging.CRITICAL)


class Answering(tornado.web.RequestHandler):
    async def answer(self):
        pass

    async def get(self, *_, **__):
        await self.answer()

    head = post = put = delete = patch = options = get


class Hello(tornado.web.RequestHandler):
    def get(self):
        self.write("Hello, world")


class Echo(Answering):
    async def answer(self):
        r = self.request
        self.write("%s %s %s %s %s" % (r.method, r.path, r.query, r.version, r.host))


class Arguments(Answering):
    async def answer(self):
        strip = self.get_query_argument("strip", "1") == "1"
        for name in "ab":
            one = self.get_argument(name, "-", strip)
            lists = [f(name, strip) for f in (self.get_arguments, self.get_query_arguments, self.get_body_arguments)]
            self.write("%s: [%s] [%s] [%s] [%s]\n" % (name, one, *("|".join(values) for values in lists)))


class Need(Answering):
    async def answer(self):
        self.write(self.get_argument("need"))


class Path(tornado.web.RequestHandler):
    def get(self, *values):
        self.write("|".join(str(value) for value in values))


class Named(tornado.web.RequestHandler):
    def get(self, x, y):
        self.write("%s|%s" % (x, y))


def last(values):
    return values[-1] if values else None


class Status(Answering):
    async def answer(self):
        self.set_status(int(self.path_args[0]), last(self.get_query_arguments("reason", False)))
        if self.get_query_arguments("body"):
            self.write(last(self.get_query_arguments("body")))


class Error(Answering):
    async def answer(self):
        self.write("dropped")
        self.set_header("X-Dropped", "1")
        self.set_cookie("kept", "1")
        raise tornado.web.HTTPError(int(self.path_args[0]), reason=last(self.get_query_arguments("reason", False)))


class SendError(tornado.web.RequestHandler):
    def get(self):
        self.send_error(410)


class Raise(Answering):
    async def answer(self):
        raise Exception("odd")


class FinishNow(tornado.web.RequestHandler):
    def get(self):
        self.set_status(201)
        self.write("so far")
        raise tornado.web.Finish()


class Redirecting(Answering):
    async def answer(self):
        status = self.get_query_argument("status", "")
        self.redirect(self.get_query_argument("to", strip=False), self.get_query_argument("permanent", "") == "1",
                      int(status) if status else None)


class Headers(tornado.web.RequestHandler):
    def set_default_headers(self):
        self.set_header("X-Default", "1")

    def get(self):
        self.set_header("X-Set", "1")
        self.set_header("X-Set", "2")
        self.add_header("X-Add", "1")
        self.add_header("X-Add", "2")
        self.set_header("X-Gone", "1")
        self.clear_header("X-Gone")
        self.set_header("Content-Type", "text/plain")
        if self.get_query_arguments("value"):
            self.set_header("X-Value", last(self.get_query_arguments("value", False)))
        if self.get_query_argument("clear", "") == "1":
            self.clear()
        self.write("x")


class Cookies(tornado.web.RequestHandler):
    def get(self):
        kind = self.get_query_argument("kind")
        if kind == "plain":
            self.set_cookie("a", "1")
        elif kind == "twice":
            self.set_cookie("a", "1")
            self.set_cookie("a", "2")
        elif kind == "attributes":
            self.set_cookie("a", "1", domain="example.com", path="/x", max_age=60, secure=True, httponly=True,
                            samesite="Lax")
        elif kind == "quoted":
            self.set_cookie("a", 'x y,"z";')
        elif kind == "clear":
            self.clear_cookie("a")
        elif kind == "clear-all":
            self.clear_all_cookies()
        elif kind == "days":
            self.set_cookie("a", "1", expires_days=3)
        else:
            self.set_cookie("a", self.get_query_argument("value", strip=False))


class ReadCookie(tornado.web.RequestHandler):
    def get(self):
        self.write("%s|%s|%s" % (self.get_cookie("a"), self.get_cookie("b"), ",".join(sorted(self.cookies))))


class Signed(tornado.web.RequestHandler):
    def get(self):
        value = self.get_signed_cookie("a")
        self.write("None" if value is None else value)


class ETag(Answering):
    async def answer(self):
        if self.get_query_arguments("tag"):
            self.set_header("ETag", last(self.get_query_arguments("tag")))
        self.write(self.get_query_argument("body", "tagged"))

    def compute_etag(self):
        return None if "none" in self.request.query else super().compute_etag()


class Form(tornado.web.RequestHandler):
    def post(self):
        for name in sorted(self.request.body_arguments):
            self.write("%s=%s\n" % (name, "|".join(self.get_body_arguments(name))))
        for name, files in sorted(self.request.files.items()):
            for file in files:
                self.write("%s: %s %s %s\n" % (name, file.filename, file.content_type, file.body.decode()))


class Body(Answering):
    async def answer(self):
        self.write(self.request.body)


class Stream(Answering):
    async def answer(self):
        self.write("one")
        await self.flush()
        self.write("two")


class Private(Answering):
    def get_current_user(self):
        return self.get_cookie("user")

    @tornado.web.authenticated
    async def answer(self):
        self.write("hello " + self.current_user)

    async def get(self, *_):
        waiting = self.answer()
        if waiting is not None:
            await waiting

    head = post = put = delete = patch = options = get


class OwnErrors(tornado.web.RequestHandler):
    def get(self):
        raise tornado.web.HTTPError(404)

    def write_error(self, status_code, **kwargs):
        self.set_header("X-Error", str(status_code))
        self.write("own %d" % status_code)


class Prepared(Answering):
    def prepare(self):
        if self.get_query_argument("finish", "") == "1":
            self.finish("prepared")
        elif self.get_query_argument("throw", "") == "1":
            raise tornado.web.HTTPError(403)

    async def answer(self):
        self.write("method")


class Token(Answering):
    async def answer(self):
        self.write("token" if self.request.method == "GET" else "accepted")


class Length(tornado.web.RequestHandler):
    def get(self):
        self.set_header("Content-Length", self.get_query_argument("length"))
        self.write("four")


ROUTES = [
    ("/hello", Hello), ("/echo.*", Echo), ("/args", Arguments), ("/need", Need), ("/item/([^/]+)/([^/]*)", Path),
    (r"/opt(?:/(\w+))?", Path), (r"/named/(?P<x>\d+)/(?P<y>.*)", Named), (r"/status/(\d+)", Status),
    (r"/error/(\d+)", Error), ("/send-error", SendError), ("/raise", Raise), ("/finish", FinishNow),
    ("/redirect", Redirecting), ("/headers", Headers), ("/cookies", Cookies), ("/read-cookie", ReadCookie),
    ("/signed", Signed), ("/etag", ETag), ("/form", Form), ("/body", Body), ("/stream", Stream), ("/private", Private),
    ("/own-errors", OwnErrors), ("/prepared", Prepared), ("/token", Token), ("/length", Length),
]


def serve(**settings):
    application = tornado.web.Application(ROUTES, cookie_secret="the secret of both twins", login_url="/login", **settings)
    server = application.listen(0, "127.0.0.1")
    return next(iter(server._sockets.values())).getsockname()[1]


async def main():
    print(serve(), serve(xsrf_cookies=True), flush=True)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.call_soon_threadsafe(over.set)), daemon=True).start()
    await over.wait()

if __name__ == "__main__":
    asyncio.run(main())
