"""Names for `MODULE:CALLABLE` of every kind."""


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"application"]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"app"]


class site:
    class inner:
        @staticmethod
        def wsgi(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"dotted"]


def create_app(name="made", *, loud=False):
    def made(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [(name.upper() if loud else name).encode()]
    return made


def raising_factory():
    raise RuntimeError("planned: the factory failed")


not_callable = 42
