"""Real Tornado with the routes of Tests/stock-probe: ``python stock_tornado.py DIRECTORY PORT``."""

import gettext
import logging
import sys
import time

import tornado.ioloop
import tornado.locale
import tornado.web

ROOT, PORT = sys.argv[1], int(sys.argv[2])


class PlainPage(tornado.web.RequestHandler):
    async def get(self):
        self.set_header("Content-Type", self.get_argument("type", "text/html"))
        self.write("x" * int(self.get_argument("length", "10")))
        if self.get_argument("flush", ""):
            await self.flush()
            self.write("more")

    head = get


class URLPage(tornado.web.RequestHandler):
    def get(self):
        self.write(self.static_url(self.get_argument("name")))


class AddingPage(tornado.web.RequestHandler):
    @tornado.web.addslash
    def get(self):
        self.write("page")

    head = post = get


class RemovingPage(tornado.web.RequestHandler):
    @tornado.web.removeslash
    def get(self):
        self.write("page")

    head = post = get


class DatePage(tornado.web.RequestHandler):
    def get(self):
        flags, offset = self.get_argument("flags", ""), int(self.get_argument("offset", "0"))
        date = int(time.time()) - float(self.get_argument("ago"))
        self.write(self.locale.format_date(date, offset, "a" not in flags, "s" in flags, "f" in flags))
        import datetime
        moment = datetime.datetime.fromtimestamp(date, datetime.timezone.utc)
        self.write("\n" + self.locale.format_day(moment, offset, "s" not in flags))


class LocalePage(tornado.web.RequestHandler):
    def get_user_locale(self):
        if self.request.path != "/gettext":
            return None
        code = self.get_argument("code")
        return tornado.locale.GettextLocale(code, gettext.translation("site", ROOT + "/gettext", languages=[code]))

    def get(self):
        locale = self.locale
        self.write("%s %s %s\n" % (locale.code, str(locale.rtl).lower(), locale.name))
        for message in ["Hello", "I love you", "quoted \"text\"", "two\nlines", "unknown text"]:
            self.write(locale.translate(message) + "\n")
        for context, message in [("law", "right"), ("good", "right"), ("nowhere", "right")]:
            self.write(locale.pgettext(context, message) + "\n")
        for count in [0, 1, 2, 3, 5, 11, 21, 22, 25, 101, 1_000_000]:
            self.write(locale.translate("%(n)d file", "%(n)d files", count) + "\n")
            self.write(locale.pgettext("desk", "%(n)d file", "%(n)d files", count) + "\n")
        for count in range(3):
            self.write(locale.translate("%(name)s liked this", "%(name)s liked this", count) + "\n")
            self.write(locale.pgettext("law", "right", "rights", count) + "\n")
        for parts in [[], ["A"], ["A", "B"], ["A", "B", "C"]]:
            self.write(locale.list(parts) + "\n")
        for number in [0, 7, 999, 1000, 1_234_567]:
            self.write(locale.friendly_number(number) + "\n")


def application(**settings):
    static = tornado.web.StaticFileHandler
    return tornado.web.Application([
        (r"/files/(.*)", static, {"path": ROOT + "/www", "default_filename": "index.html"}),
        (r"/linked/(.*)", static, {"path": ROOT + "/www", "allowed_symlink_directory": [ROOT + "/www", ROOT + "/shared"]}),
        (r"/old/(.*)", tornado.web.RedirectHandler, {"url": "/new/{0}"}),
        (r"/named/(?P<a>[^/]*)/(?P<b>[^/]*)", tornado.web.RedirectHandler, {"url": "/{b}/{a}", "permanent": False}),
        (r"/host/(.*)", tornado.web.RedirectHandler, {"url": "http://example.com/{0}"}),
        (r"/gone/.*", tornado.web.ErrorHandler, {"status_code": 410}),
        (r"/adding/?", AddingPage), (r"/removing/*", RemovingPage),
        (r"/url", URLPage), (r"/page", PlainPage), (r"/date", DatePage), (r"/locale", LocalePage), (r"/gettext", LocalePage),
    ], static_path=ROOT + "/www", log_function=lambda handler: None, **settings)


logging.disable(logging.CRITICAL)
tornado.locale.load_translations(ROOT + "/locale")
application().listen(PORT, "127.0.0.1")
application(compress_response=True).listen(PORT + 1, "127.0.0.1")
tornado.ioloop.IOLoop.current().start()
