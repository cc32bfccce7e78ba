/// `pre_request` and `post_request` as a piece of WSGI around the application, for files that have them. Behind
/// `GunicornScript` in the same module.
enum RequestHooksScript {
    static let fileName = "<crosswind hooks>"

    static let source = #"""
        class Request:
            """What ``pre_request`` and ``post_request`` get as ``req``."""

            def __init__(self, environ):
                self.environ = environ
                self.method = environ.get("REQUEST_METHOD", "")
                self.uri = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ.get("PATH_INFO", "")
                self.path = self.uri.partition("?")[0]
                self.query = environ.get("QUERY_STRING", "")
                self.fragment = ""
                self.scheme = environ.get("wsgi.url_scheme", "http")
                version = environ.get("SERVER_PROTOCOL", "HTTP/1.1").rpartition("/")[2].partition(".")
                self.version = (int(version[0] or 1), int(version[2] or 0))
                self.remote_addr = (environ.get("REMOTE_ADDR", ""), environ.get("REMOTE_PORT", ""))
                self.headers = [(name[5:].replace("_", "-"), value) for name, value in environ.items()
                                if name.startswith("HTTP_")]
                for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                    if environ.get(name):
                        self.headers.append((name.replace("_", "-"), environ[name]))


        class Response:
            """What ``post_request`` gets as ``resp``."""

            status = None
            status_code = None
            headers = ()


        class RequestHooks:
            def __init__(self, application, run):
                self.application = application
                self.run = run
                self.post = run.hooks.get("post_request")
                code = getattr(self.post, "__code__", None)
                self.count = 4 if code is None or code.co_flags & 0x04 else code.co_argcount

            def __call__(self, environ, start_response):
                request, worker = Request(environ), self.run.worker
                worker.nr += 1
                self.run.call("pre_request", worker, request)
                if self.post is None:
                    return self.application(environ, start_response)
                response = Response()

                def start(status, headers, exc_info=None):
                    response.status, response.headers = status, list(headers)
                    response.status_code = int(status[:3]) if status[:3].isdigit() else None
                    return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)
                try:
                    body = self.application(environ, start)
                except BaseException:
                    self.after(request, environ, response)
                    raise
                if type(body) in (list, tuple):
                    # Done: and a list's length is its Content-Length only while it is a list.
                    self.after(request, environ, response)
                    return body
                return Body(body, self, request, environ, response)

            def after(self, *arguments):
                try:
                    self.post(*(self.run.worker, *arguments)[:self.count])
                except Exception:
                    self.run.server.log.error("Exception in post_request hook\n%s", traceback.format_exc())


        class Body:
            """The application's iterable; calls the hook once the server is done with it."""

            def __init__(self, body, hooks, *arguments):
                self.body = body
                self.hooks = hooks
                self.arguments = arguments

            def __iter__(self):
                return iter(self.body)

            def close(self):
                try:
                    if hasattr(self.body, "close"):
                        self.body.close()
                finally:
                    self.hooks.after(*self.arguments)
        """#
}
