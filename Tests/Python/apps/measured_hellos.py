"""The plain Python that a Swift application is measured against (hosted/measure.py)."""


def python(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html; charset=UTF-8"), ("Content-Length", "12")])
    return [b"Hello, world"]


def busy(environ, start_response):
    """About 20 ms of arithmetic."""
    value = 1
    for number in range(150_000):
        value = (value * 6364136223846793005 & 0xFFFFFFFFFFFFFFFF) ^ number
    body = str(value).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


try:
    import flask
except ImportError:
    pass
else:
    flask_hello = flask.Flask(__name__)

    @flask_hello.route("/")
    def hello():
        return "Hello, world"

try:
    import falcon
except ImportError:
    pass
else:
    class Hello:
        def on_get(self, request, response):
            response.text = "Hello, world"
            response.content_type = "text/html; charset=UTF-8"

    falcon_hello = falcon.App()
    falcon_hello.add_route("/", Hello())
